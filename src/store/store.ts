import type { Cell } from '../cell/cell.ts'
import type { StudyDefinition } from '../study/definition.ts'
import type { Settings } from '../study/space.ts'
import type { Outcome } from '../train/outcome.ts'

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
  /** Names (`jsb/V/17`) of all finished trials of a study. */
  finished(study: string): Promise<Set<string>>
  close(): Promise<void>
}
