/** The losses a readout can be trained with. Logits come in, the loss and its derivatives go out; both sum over steps and outputs. */
export type LossName = 'sigmoid' | 'softmax' | 'squared'

export const lossDescriptions: Record<LossName, string> = {
  sigmoid: 'binary cross entropy of each output, in nats',
  softmax: 'cross entropy of one class a step, in nats',
  squared: 'half the squared error',
}
