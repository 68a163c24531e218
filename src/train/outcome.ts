/** What came of a trial. */
export type Outcome = Trained | Failed

/** A training that ended, well or in divergence. */
export interface Trained {
  readonly kind: 'completed' | 'diverged'
  /** Metric on the validation set at the best epoch; the naive baseline's where divergence left none. */
  readonly validation: number
  /** Metric on the test set with the same weights. */
  readonly test: number
  /** From 1; 0 where divergence left no epoch. */
  readonly bestEpoch: number
  readonly epochs: number
  readonly curve: Curve
  /** Numbers learned, readout included. */
  readonly parameters: number
  /** SHA-256 of the weights of the best epoch (float32, layout order), in hexadecimal; empty where there are none. */
  readonly weights: string
  /**
   * The loss of each test sequence (`test-losses.ts`), packed. Absent in trials of earlier versions, where the naive baseline’s
   * result stands for the test result, and of test sets of more than 10,000 sequences.
   */
  readonly testLosses?: string
}

/** What a training came to, without what it holds for each epoch and each test sequence. */
export type TrainedSummary = Omit<Trained, 'curve' | 'testLosses'>

export interface Failed {
  readonly kind: 'failed'
  readonly reason: string
}

/** A number an epoch: the training loss a counted step (noise included), and the metric on the validation set. */
export interface Curve {
  readonly training: readonly number[]
  readonly validation: readonly number[]
}
