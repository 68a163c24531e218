/** The best epoch so far and how long training may go on without a better one. Epochs count from 1. */
export interface TrainingProgress {
  readonly epoch: number
  /** 0 before any. */
  readonly bestEpoch: number
  /** Infinity before any. */
  readonly best: number
}

export const begin: TrainingProgress = { epoch: 0, bestEpoch: 0, best: Number.POSITIVE_INFINITY }

/** One more epoch with this validation result: better means strictly lower. */
export function advance({ epoch, bestEpoch, best }: TrainingProgress, validation: number): TrainingProgress {
  const better = validation < best
  return { epoch: epoch + 1, bestEpoch: better ? epoch + 1 : bestEpoch, best: better ? validation : best }
}

/** Whether training ends here: at the last epoch, or after `patience` epochs without a better result. */
export function isOver({ epoch, bestEpoch }: TrainingProgress, rules: { epochs: number; patience: number }): boolean {
  return epoch >= rules.epochs || epoch - bestEpoch >= rules.patience
}
