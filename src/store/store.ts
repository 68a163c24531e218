import type { Cell } from '../cell/cell.ts'
import type { StudyDefinition } from '../study/definition.ts'
import type { Settings } from '../study/space.ts'
import type { Failed, Outcome, Trained } from '../train/outcome.ts'

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
  /** Who computed it: host and worker. */
  readonly worker: string
  /** ISO 8601, UTC. */
  readonly finished: string
}

/** A finished trial without its learning curve, which is most of what a store holds. */
export interface TrialSummary extends Omit<TrialRecord, 'outcome'> {
  readonly outcome: Omit<Trained, 'curve'> | Failed
}

/** How far a pair of task and cell is: how its trials ended, those below the study’s number of trials. */
export interface PairStatus {
  readonly task: string
  readonly cell: string
  readonly completed: number
  readonly diverged: number
  readonly failed: number
  /** Of those that have results the one with the lowest validation result; of equal ones the lower number. */
  readonly best?: TrialSummary & { readonly outcome: Omit<Trained, 'curve'> }
}

/** Where studies and their finished trials are kept. A record is durable when `record` returns. */
export interface Store {
  /** Names of the studies held, oldest first. */
  studies(): Promise<string[]>
  /** The definition of a study; an error naming those there are if there is none. */
  study(name: string): Promise<StudyDefinition>
  /** Creates a study, or finds the one of this name and adds new cells, tasks and trials to it. Any other difference is refused and named. */
  register(definition: StudyDefinition): Promise<void>
  /** Keeps a finished trial. Keeping the same trial twice is an error. */
  record(study: string, trial: TrialRecord): Promise<void>
  /** All finished trials of a study, in the order of task, cell and number. */
  trials(study: string): Promise<TrialRecord[]>
  /** The same one after the other, in memory that does not grow with their number. A trial that is recorded meanwhile may come or not. */
  eachTrial(study: string): AsyncIterable<TrialRecord>
  /** The same without learning curves, which is several times as fast. */
  eachSummary(study: string): AsyncIterable<TrialSummary>
  /** How far each pair of a study is, in the order of its tasks and cells; counted where the trials are, not read. */
  status(study: string): Promise<PairStatus[]>
  /** Names (`jsb/V/17`) of all finished trials of a study. */
  finished(study: string): Promise<Set<string>>
  close(): Promise<void>
}
