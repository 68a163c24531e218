import type { Settings } from '../study/space.ts'
import type { Pair, TrainedTrial } from './pairs.ts'

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
export function bestTrials(pairs: readonly Pair[]): BestTrial[] {
  return pairs.flatMap(({ trained }) =>
    byValidation(trained)
      .slice(0, 1)
      .map(({ task, cell, number, outcome, seconds, settings }) => {
        const { kind, validation, test, bestEpoch, epochs, parameters } = outcome
        return { task, cell, number, kind, validation, test, bestEpoch, epochs, parameters, seconds, settings }
      }),
  )
}

/** The best trial of each task, over all of its cells; of equal ones that of the cell named first. */
export function bestOfTasks(best: readonly BestTrial[]): BestTrial[] {
  const tasks = Map.groupBy(best, ({ task }) => task)
  return [...tasks.values()].map((trials) => trials.reduce((a, b) => (b.validation < a.validation ? b : a)))
}

/** The trials of a pair, lowest validation result first; of equal ones the lower number, so that the test result never chooses. */
export function byValidation<T extends Pick<TrainedTrial, 'outcome'>>(trained: readonly T[]): T[] {
  return inOrder(trained, ({ outcome }) => outcome.validation)
}

/** The best share of some items, the best first: those with the lowest value, of equal ones the earlier. */
export function selectBest<T>(items: readonly T[], share: number, value: (item: T) => number): T[] {
  return inOrder(items, value).slice(0, shareSize(items.length, share))
}

/** Items by rising value, equal ones in the order they are in. */
export function inOrder<T>(items: readonly T[], value: (item: T) => number): T[] {
  const values = items.map(value)
  const order = Array.from(items.keys()).sort((a, b) => values[a] - values[b])
  return order.map((at) => items[at])
}

/** How many of `count` trials are called best: the share, rounded, but at least two and at most all. */
export function shareSize(count: number, share: number): number {
  return Math.min(count, Math.max(2, Math.round(share * count)))
}
