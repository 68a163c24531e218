import type { Cell } from '../cell/cell.ts'
import type { Settings } from '../study/space.ts'
import type { Failed, Outcome, TrainedSummary } from './outcome.ts'

/** A finished trial: what was asked, what came of it, who computed it and how. */
export interface TrialRecord {
  readonly task: string
  readonly cell: string
  readonly number: number
  readonly settings: Settings
  readonly outcome: Outcome
  /** The equations, where the study's settings chose them; otherwise the study row has them. */
  readonly equations?: Cell
  /** Processor time of the one thread that trained it, in seconds: other work on the machine does not count. */
  readonly seconds: number
  /** Engine and arithmetic, as in `wasm float32 relaxed`. */
  readonly arithmetic: string
  /** Version of this package; in a clone also the commit, as in `0.1.0+5f0d6b7`. */
  readonly version: string
  /** Which worker of a run computed it, `#2`; behind the name of the machine, `here#2`, where the run was to keep it. */
  readonly worker: string
  /** ISO 8601, UTC. */
  readonly finished: string
}

/** A finished trial without its learning curve and the losses of its test sequences, which are most of what a store holds. */
export interface TrialSummary extends Omit<TrialRecord, 'outcome'> {
  readonly outcome: TrainedSummary | Failed
}
