import { type Fanova, fanova } from '../fanova/analysis.ts'
import { type TransformName, transforms } from '../fanova/target.ts'
import { type Stream, stream } from '../math/random.ts'
import { largest, mean } from '../math/statistics.ts'
import type { StudyDefinition } from '../study/definition.ts'
import type { Measure } from '../task/measure.ts'
import { byValidation } from './best.ts'
import { asColumns, testOf } from './columns.ts'
import { type Against, type Comparison, type Conclusion, inPairs, judgeBriefly } from './comparison.ts'
import type { Importance } from './importance/importance.ts'
import type { Importances } from './importance/of-study.ts'
import type { Pair, TrainedTrial } from './pairs.ts'

/**
 * How many trials would have been enough? Each conclusion is drawn again from random parts of the trials, without replacement, and held
 * against the one drawn from all of them.
 *
 * What this can tell: from how many of these trials on the conclusion would have been the same; so, what a study like this one might
 * have saved. What it cannot: whether the conclusion is right, and whether another study would agree. Parts share trials with the whole,
 * more the larger they are, and at full size agree with it by construction: agreement of parts larger than a half says little. And a
 * conclusion that nothing can be told is what few trials always say: for such no number is given.
 */

/** How the conclusions on one task grew. */
export interface Enough {
  readonly task: string
  readonly measure: Measure
  readonly baseline: string
  /** Results no further apart count as the same; absent where the task has none. */
  readonly margin?: number
  /** Trials of a cell; the most of any. */
  readonly trials: number
  readonly cells: readonly EnoughCell[]
}

export interface EnoughCell {
  readonly cell: string
  /** Trained trials. */
  readonly trials: number
  /** The verdict against the baseline; absent for the baseline and cells not compared. */
  readonly verdict?: Stability<Conclusion>
  /** The setting with the largest share of the variance; absent where none varied. */
  readonly first?: Stability<readonly string[]>
  /** The two settings with the largest shares, in this order. */
  readonly order?: Stability<readonly string[]>
  /** What the best of so many trials reaches on test. */
  readonly best: readonly BestOf[]
  /** From how many trials on its expectation is within the margin of what all trials reach; absent without a margin, or where only all do. */
  readonly enoughForBest?: number
}

/** A conclusion, and how often parts of the trials come to the same. */
export interface Stability<Conclusion> {
  readonly conclusion: Conclusion
  readonly agreement: readonly { readonly trials: number; readonly share: number }[]
  /** The least number of trials from which at least nine of ten parts agree; absent where none is, or where nothing was concluded. */
  readonly enough?: number
}

/** Of the trial with the best validation result among so many, on test: the exact distribution over all parts of this size. */
export interface BestOf {
  readonly trials: number
  readonly expected: number
  /** Nine of ten parts lie between. */
  readonly low: number
  readonly high: number
}

/** How many parts of each size are drawn. */
const PARTS = { verdict: 20, importance: 10 } as const
/** Permutations and resamples for the verdict of a part: a tenth of those for the whole. */
const REPEATS = 199
/** Of the forest of a part: an eighth of those for the whole. */
const TREES = 8
const AGREED = 0.9
/** Studies of more trials than the largest ask whether so few would have been enough, and no more: larger parts take long. */
const SIZES = [5, 10, 20, 50, 100, 150, 200, 300, 500, 1000, 2000]
const POINTS = [1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1000, 2000, 5000]

/** Sizes of parts for so many trials: from a twentieth of them, or from a thousand, all below their number. */
export function partSizes(count: number): number[] {
  const least = Math.min(1000, count / 20)
  return SIZES.filter((size) => size < count && size >= least)
}

/** How many trials would have been enough for what was concluded on each task; tasks without a part of five trials are left out. */
export function enough(
  definition: StudyDefinition,
  pairs: readonly Pair[],
  { comparisons, importances }: { comparisons: readonly Comparison[]; importances: Importances },
): Enough[] {
  return comparisons.flatMap((comparison) => {
    const own = pairs.filter(({ task, trained }) => task === comparison.task && partSizes(trained.length).length > 0)
    return own.length === 0 ? [] : [enoughOn(definition, own, { comparison, importances })]
  })
}

function enoughOn(
  { seed, best: share, settings }: StudyDefinition,
  pairs: readonly Pair[],
  { comparison, importances }: { comparison: Comparison; importances: Importances },
): Enough {
  const { task, measure, baseline, margin } = comparison
  const standard = pairs.find(({ cell }) => cell === baseline)?.trained ?? []
  const { transform } = importances
  const paired = settings === 'common'
  const explained = importances.tasks.find((found) => found.task === task)?.cells ?? []
  const cells = pairs.map(({ cell, trained }): EnoughCell => {
    const keys = [seed, task, cell]
    const against = comparison.cells.find((other) => other.cell === cell)?.against
    const best = bestOfSizes(trained)
    const within = margin === undefined ? undefined : sizeWithin(best, margin)
    return {
      cell,
      trials: trained.length,
      ...(against && { verdict: verdictStability(trained, standard, { against, share, margin, paired, keys }) }),
      ...importanceStability(trained, {
        explained: explained.find((one) => one.cell === cell)?.error,
        transform,
        keys,
      }),
      best,
      ...(within !== undefined && { enoughForBest: within }),
    }
  })
  const most = largest(cells.map((cell) => cell.trials))
  return { task, measure, baseline, ...(margin !== undefined && { margin }), trials: most, cells }
}

/** How often parts agree with a conclusion, by size. */
function stability<T extends string | readonly string[]>(
  conclusion: T,
  sizes: readonly number[],
  again: (size: number) => readonly T[],
): Stability<T> {
  const agreement = sizes.map((trials) => ({
    trials,
    share: mean(again(trials).map((other) => Number(String(other) === String(conclusion)))),
  }))
  return { conclusion, agreement }
}

/** From which size on a conclusion is the same in nine of ten parts; undefined where the largest part does not agree. */
export function stableFrom(agreement: Stability<unknown>['agreement']): number | undefined {
  const last = agreement.findLastIndex(({ share }) => share < AGREED)
  return agreement[last + 1]?.trials
}

function withEnough<T>(found: Stability<T>): Stability<T> {
  const size = stableFrom(found.agreement)
  return size === undefined ? found : { ...found, enough: size }
}

interface Judging {
  readonly against: Against
  readonly share: number
  readonly margin: number | undefined
  /** Whether trials of the same number have the same settings. */
  readonly paired: boolean
  readonly keys: readonly (string | number)[]
}

function verdictStability(
  trained: readonly TrainedTrial[],
  standard: readonly TrainedTrial[],
  { against, share, margin, paired, keys }: Judging,
): Stability<Conclusion> {
  const random = stream(...keys, 'enough', 'verdict')
  const [own, other] = paired ? inPairs(trained, standard) : [trained, standard]
  const sizes = partSizes(Math.min(own.length, other.length))
  const found = stability(against.verdict, sizes, (size) =>
    Array.from({ length: PARTS.verdict }, (_, k) => {
      const some = drawn(own.length, size, random)
      const others = paired ? some : drawn(other.length, size, random)
      const options = { share, margin, paired, keys: [...keys, 'enough', size, k], repeats: REPEATS }
      return judgeBriefly(at(own, some), at(other, others), options)
    }),
  )
  return against.verdict === 'undecided' ? found : withEnough(found)
}

/** Nothing where the forest of all trials predicts nothing, or nothing varied. */
function importanceStability(
  trained: readonly TrainedTrial[],
  {
    explained,
    transform,
    keys,
  }: { explained: Importance | undefined; transform: TransformName; keys: Judging['keys'] },
): Pick<EnoughCell, 'first' | 'order'> {
  const order = explained === undefined ? [] : orderOf(explained)
  if (order.length === 0 || !((explained?.outOfBag ?? 0) > 0)) return {}
  const random = stream(...keys, 'enough', 'importance')
  const settings = explained!.marginals.map(({ setting, range }) => ({ name: setting, range }))
  const sizes = partSizes(trained.length)
  const orders = sizes.map((size) =>
    Array.from({ length: PARTS.importance }, () => {
      const some = at(trained, drawn(trained.length, size, random))
      const options = { trees: TREES, pairs: false, grid: 1, seed: random.bits(), transform: transforms[transform] }
      return orderOf(fanova(asColumns(settings, some, testOf), options))
    }),
  )
  const upTo = (count: number) =>
    withEnough(
      stability(order.slice(0, count), sizes, (size) =>
        orders[sizes.indexOf(size)].map((other) => other.slice(0, count)),
      ),
    )
  return { first: upTo(1), ...(order.length > 1 && { order: upTo(2) }) }
}

/** Settings by their share of the variance, largest first. */
function orderOf({ shares }: Pick<Fanova, 'shares'>): string[] {
  const single = shares.filter(({ settings, share }) => settings.length === 1 && share > 0)
  return [...single].sort((a, b) => b.share - a.share).map(({ settings }) => settings[0])
}

/** So many places of a list, drawn without replacement. */
const drawn = (count: number, size: number, random: Stream) => random.permutation(count).subarray(0, size)

const at = <T>(items: readonly T[], places: Int32Array): T[] => Array.from(places, (place) => items[place])

/** Whether a verdict is open: what few trials always say. */
export const isOpen = (verdict: Stability<Conclusion> | undefined) => verdict?.conclusion === 'undecided'

/** Whether anything was concluded that parts of the trials can agree with. */
export function hasConclusions({ cells }: Enough): boolean {
  return cells.some(({ verdict, order }) => order !== undefined || (verdict !== undefined && !isOpen(verdict)))
}

/** What the best of each number of trials reaches. */
function bestOfSizes(trained: readonly TrainedTrial[]): BestOf[] {
  const tests = byValidation(trained).map(({ outcome }) => outcome.test)
  return [...POINTS.filter((size) => size < tests.length), tests.length].map((size) => bestOfParts(tests, size))
}

/**
 * What the best of `size` trials reaches, of all parts of this size together: `tests` are in the order of validation, and that number
 * k is the best of a part has the probability C(N − 1 − k, size − 1) ⁄ C(N, size).
 */
export function bestOfParts(tests: readonly number[], size: number): BestOf {
  const count = tests.length
  let chance = size / count
  const weighed = tests.map((test, k) => {
    const weight = chance
    chance *= (count - k - size) / Math.max(1, count - 1 - k)
    return { test, weight }
  })
  const expected = weighed.reduce((sum, { test, weight }) => sum + weight * test, 0)
  const rising = weighed.filter(({ weight }) => weight > 0).sort((a, b) => a.test - b.test)
  const at = (share: number) => {
    let below = 0
    return rising.find(({ weight }, k) => {
      below += weight
      return below >= share - 1e-12 || k === rising.length - 1
    })!.test
  }
  return { trials: size, expected, low: at(0.05), high: at(0.95) }
}

/** The least number of trials from which the expectation is within the margin of what all reach; undefined where it takes all. */
export function sizeWithin(best: readonly BestOf[], margin: number): number | undefined {
  const { expected } = best[best.length - 1]
  const parts = best.slice(0, -1)
  return parts[parts.findLastIndex((one) => Math.abs(one.expected - expected) > margin) + 1]?.trials
}
