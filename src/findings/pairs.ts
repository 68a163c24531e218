import type { StudyDefinition } from '../study/definition.ts'
import type { Trained } from '../train/outcome.ts'
import type { TrialRecord } from '../train/record.ts'

/** A trial that was trained to an end, in divergence or not. */
export interface TrainedTrial extends TrialRecord {
  readonly outcome: Trained
}

/** What a study asked of one cell on one task, and what it has of it. */
export interface Pair {
  readonly task: string
  readonly cell: string
  readonly counts: Counts
  /** Completed and diverged trials in the order of their numbers: what analyses rest on. */
  readonly trained: readonly TrainedTrial[]
}

/** How many trials came to which end. */
export interface Counts {
  readonly planned: number
  readonly completed: number
  readonly diverged: number
  readonly failed: number
}

/** Whether a cell has fewer fixed settings than trials: each is trained with several seeds, and its trials are alike. */
export function isRepeated({ fixedSettings = {}, trials }: StudyDefinition, cell: string): boolean {
  return Object.hasOwn(fixedSettings, cell) && fixedSettings[cell].length < trials
}

/** How many trials came to any end. */
export function endedOf({ completed, diverged, failed }: Counts): number {
  return completed + diverged + failed
}

/** All pairs of a study, tasks first; those without a trial too. */
export function pairsOf(definition: StudyDefinition, trials: readonly TrialRecord[]): Pair[] {
  const groups = Map.groupBy(trials, ({ task, cell }) => JSON.stringify([task, cell]))
  return Object.keys(definition.tasks).flatMap((task) =>
    Object.keys(definition.cells).map((cell) => {
      const own = groups.get(JSON.stringify([task, cell])) ?? []
      const trained = own.filter(isTrained).sort((a, b) => a.number - b.number)
      return { task, cell, counts: countOutcomes(definition.trials, own), trained }
    }),
  )
}

/** How the trials ended, of so many planned. */
export function countOutcomes(planned: number, trials: readonly TrialRecord[]): Counts {
  const count = (kind: string) => trials.filter(({ outcome }) => outcome.kind === kind).length
  return { planned, completed: count('completed'), diverged: count('diverged'), failed: count('failed') }
}

/** How the trials of some pairs ended together. */
export function totalCounts(pairs: readonly Pair[]): Counts & { readonly ended: number } {
  const sum = (kind: keyof Counts) => pairs.reduce((total, { counts }) => total + counts[kind], 0)
  const counts = {
    planned: sum('planned'),
    completed: sum('completed'),
    diverged: sum('diverged'),
    failed: sum('failed'),
  }
  return { ...counts, ended: endedOf(counts) }
}

/** Whether a trial has results: all but the failed ones. */
export function isTrained(trial: TrialRecord): trial is TrainedTrial {
  return trial.outcome.kind !== 'failed'
}
