import type { Sequence } from '../engine.ts'

/** The losses a readout can be trained with. Logits come in, the loss and its derivatives go out; both sum over steps and outputs. */
export const lossNames = ['sigmoid', 'softmax', 'squared', 'ctc'] as const

export type LossName = (typeof lossNames)[number]

/** The definition of a loss in float64. Logits are steps × outputs; steps before the sequence's `from` do not count. */
export interface Loss {
  /** The loss, summed over the steps that count. */
  value(logits: ArrayLike<number>, sequence: Sequence, outputs: number): number
  /** Its derivative by every logit; zeros at the steps that do not count. */
  delta(logits: ArrayLike<number>, sequence: Sequence, outputs: number): Float64Array
}
