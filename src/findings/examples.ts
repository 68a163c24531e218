import type { Sequence, Trace } from '../engine/engine.ts'
import type { LoadedTask } from '../task/task.ts'

/** A test sequence and what the network said of it. */
export interface Shown {
  /** In the test set, from 0. */
  readonly place: number
  readonly sequence: Sequence
  /** rows of the readout × outputs */
  readonly logits: Float32Array
  /** Every named value, if it was asked for. */
  readonly trace?: Trace
}

export interface Examples {
  /** As in `jsb/V/17`. */
  readonly trial: string
  readonly task: Omit<LoadedTask, 'splits'>
  /** Sequences of the test set. */
  readonly test: number
  readonly shown: readonly Shown[]
  /** What tells whether this is the network that was recorded. */
  readonly recorded: Origin
  readonly again: Origin
}

/** Where weights come from. */
export interface Origin {
  /** Their SHA-256. */
  readonly weights: string
  /** What they come to on the test set, by the metric of the task. */
  readonly test: number
  readonly arithmetic: string
  readonly version: string
}
