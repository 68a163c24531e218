import type { StudyDefinition } from '../study/definition.ts'
import type { Settings } from '../study/space.ts'
import type { TrialRecord } from '../train/record.ts'
import { type Pair, pairsOf, type TrainedTrial } from './pairs.ts'

/** The trial of a pair with the lowest validation result, and what it reached on test. */
export interface BestTrial {
  readonly task: string
  readonly cell: string
  readonly number: number
  readonly kind: 'completed' | 'diverged'
  readonly validation: number
  readonly test: number
  readonly bestEpoch: number
  readonly epochs: number
  readonly parameters: number
  readonly seconds: number
  readonly settings: Settings
}

/** The best trial of every pair that has one. */
export function bestTrials(definition: StudyDefinition, trials: readonly TrialRecord[]): BestTrial[] {
  return pairsOf(definition, trials).flatMap(bestOf)
}

/** The best trial of each task, over all of its cells; of equal ones that of the cell named first. */
export function bestOfTasks(best: readonly BestTrial[]): BestTrial[] {
  const tasks = Map.groupBy(best, ({ task }) => task)
  return [...tasks.values()].map((trials) => trials.reduce((a, b) => (b.validation < a.validation ? b : a)))
}

function bestOf({ trained }: Pair): BestTrial[] {
  return byValidation(trained)
    .slice(0, 1)
    .map(({ task, cell, number, outcome, seconds, settings }) => {
      const { kind, validation, test, bestEpoch, epochs, parameters } = outcome
      return { task, cell, number, kind, validation, test, bestEpoch, epochs, parameters, seconds, settings }
    })
}

/** The trials, lowest validation result first; of equal ones the lower number, so that the test result never chooses. */
export function byValidation(trained: readonly TrainedTrial[]): TrainedTrial[] {
  return [...trained].sort((a, b) => a.outcome.validation - b.outcome.validation || a.number - b.number)
}

/** The best share of some trials, selected by validation. */
export function bestShare(trained: readonly TrainedTrial[], share: number): TrainedTrial[] {
  return byValidation(trained).slice(0, shareSize(trained.length, share))
}

/** How many of `count` trials are called best: the share, rounded, but at least two and at most all. */
export function shareSize(count: number, share: number): number {
  return Math.min(count, Math.max(2, Math.round(share * count)))
}
