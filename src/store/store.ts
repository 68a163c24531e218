import type { StudyDefinition } from '../study/definition.ts'
import type { TrainedSummary } from '../train/outcome.ts'
import type { TrialRecord, TrialSummary } from '../train/record.ts'

/** How far a pair of task and cell is: how its trials ended, those below the study’s number of trials. */
export interface PairStatus {
  readonly task: string
  readonly cell: string
  readonly completed: number
  readonly diverged: number
  readonly failed: number
  /** Of those that have results the one with the lowest validation result; of equal ones the lower number. */
  readonly best?: TrialSummary & { readonly outcome: TrainedSummary }
}

/** A study or one of its trials, as it comes from an archive. A trial comes after its study. */
export type Entry = { readonly definition: StudyDefinition } | { readonly study: string; readonly trial: TrialRecord }

/** What was added to a store. */
export interface Added {
  /** Names of all studies that came. */
  readonly studies: readonly string[]
  /** Trials that the store did not have. */
  readonly trials: number
}

/** Where studies and their finished trials are kept. A record is durable when `record` returns. */
export interface Store {
  /** Names of the studies held, oldest first. */
  studies(): Promise<string[]>
  /** The name of the study whose newest trial finished last; undefined where no trial has. */
  lastTrained(): Promise<string | undefined>
  /** The definition of a study; an error naming those there are if there is none. */
  study(name: string): Promise<StudyDefinition>
  /** Creates a study, or finds the one of this name and adds new cells, tasks and trials to it. Any other difference is refused and named. */
  register(definition: StudyDefinition): Promise<void>
  /** Keeps a finished trial. Keeping the same trial twice is an error. */
  record(study: string, trial: TrialRecord): Promise<void>
  /**
   * Keeps studies and trials as they come: all of them, or none where one is refused. A trial that the store has already stays as it
   * is there; it must have the same settings, equations and outcome, bit for bit.
   */
  add(entries: Iterable<Entry> | AsyncIterable<Entry>): Promise<Added>
  /** All finished trials of a study, in the order of task, cell and number. */
  trials(study: string): Promise<TrialRecord[]>
  /** The same one after the other, in memory that does not grow with their number. A trial that is recorded meanwhile may come or not. */
  eachTrial(study: string): AsyncIterable<TrialRecord>
  /** The same, some at a time, without learning curves and the losses of test sequences, which is several times as fast. */
  summaries(study: string): AsyncIterable<readonly TrialSummary[]>
  /** How far each pair of a study is, in the order of its tasks and cells; counted where the trials are, not read. */
  status(study: string): Promise<PairStatus[]>
  /** Names (`jsb/V/17`) of all finished trials of a study. */
  finished(study: string): Promise<Set<string>>
  close(): Promise<void>
}
