import type { Trials } from '../../fanova/columns.ts'
import { log } from '../../math/functions.ts'
import { type Stream, stream } from '../../math/random.ts'
import { mean, median, quantile } from '../../math/statistics.ts'
import { selectBest, shareSize } from '../best.ts'

/**
 * Greff et al. (2017) advise: start with a high learning rate, say 1, and divide it by ten until results stop improving; and tune it on
 * a small network, as size does not move the best learning rate. Both can be asked of a random search that is done already. What a
 * learning rate gives is the median of the trials within half a decade of it, the other settings as they were drawn.
 */

/** What the rule “start high, divide by ten” would have come to on some trials. */
export interface RateRule {
  readonly setting: string
  /** The rates tried, highest first, the first worse one last; those without enough trials near them are passed over. */
  readonly steps: readonly RateStep[]
  readonly chosen: RateStep
  /** Whether a lower rate was worse; otherwise the range ended first. */
  readonly stopped: boolean
  /** The best rate of all, to a tenth of a decade. */
  readonly best: RateStep
}

/** The trials within half a decade of a rate. */
export interface RateStep {
  readonly rate: number
  readonly trials: number
  /** Median of what selects (validation, in a study): the rule looks at it. */
  readonly selection: number
  /** Median of what is reported (test, in a study). */
  readonly result: number
}

/** The learning rates of the best trials among the smaller and among the larger half of networks. */
export interface RateBySize {
  readonly setting: string
  /** The size that parts the halves; it counts as small. */
  readonly middle: number
  /** Geometric mean of the learning rates of the best share of each half. */
  readonly small: number
  readonly large: number
  /** By how many decades the larger networks’ is higher. */
  readonly decades: number
  /** The 95 % interval of it, the trials of each half resampled and selected again. */
  readonly interval: readonly [number, number]
}

/** A trial as the rule sees it. */
interface Rated {
  readonly decades: number
  readonly selection: number
  readonly result: number
}

/** Fewest trials whose median is taken. */
const FEWEST = 3
const ROUNDING = 1e-9

/** The names that learning rates go by. */
const RATE = /^(learning[-_ ]?rate|lr|eta)$/i

/** The setting that is a learning rate drawn over decades, by its name; undefined without one. */
export function rateSettingOf({ settings }: Trials): string | undefined {
  return settings.find(({ name, range }) => range.kind === 'log' && RATE.test(name))?.name
}

/**
 * The rule on trials. It starts at 1, or at the top of the range where that is lower, and goes on while the median is no worse: results
 * that stay the same, as where everything diverges, do not stop it. Undefined where fewer than two rates have three trials near them.
 */
export function rateRule(trials: Trials, setting: string, selection: readonly number[]): RateRule | undefined {
  const range = trials.settings.find(({ name }) => name === setting)?.range
  if (range?.kind !== 'log') return undefined
  const rated = ratedOf(trials, setting, selection)
  const start = Math.min(1, range.high)
  const count = 1 + Math.floor(log10(start / range.low) + ROUNDING)
  const steps = Array.from({ length: count }, (_, k) => start / 10 ** k).flatMap((rate) => stepAt(rated, rate))
  if (steps.length < 2) return undefined
  const worse = steps.findIndex((step, k) => k > 0 && step.selection > steps[k - 1].selection)
  const tenths = 1 + Math.floor(10 * log10(range.high / range.low) + ROUNDING)
  const all = Array.from({ length: tenths }, (_, k) => range.high / 10 ** (k / 10)).flatMap((rate) =>
    stepAt(rated, rate),
  )
  const lowest = (some: readonly RateStep[]) => some.reduce((a, b) => (b.selection < a.selection ? b : a))
  return {
    setting,
    steps: worse < 0 ? steps : steps.slice(0, worse + 1),
    chosen: lowest(worse < 0 ? steps : steps.slice(0, worse)),
    stopped: worse >= 0,
    best: lowest([...steps, ...all]),
  }
}

function stepAt(rated: readonly Rated[], rate: number): RateStep[] {
  const at = log10(rate)
  const near = rated.filter(({ decades }) => Math.abs(decades - at) <= 0.5 + ROUNDING)
  if (near.length < FEWEST) return []
  const middle = (of: 'selection' | 'result') => median(near.map((trial) => trial[of]))
  return [{ rate, trials: near.length, selection: middle('selection'), result: middle('result') }]
}

function ratedOf({ points, target }: Trials, setting: string, selection: readonly number[]): Rated[] {
  return points.map((point, k) => ({
    decades: log10(Number(point[setting])),
    selection: selection[k],
    result: target[k],
  }))
}

/** Fewest trials of a half. */
const FEWEST_OF_HALF = 10
const RESAMPLES = 999

/** Whether the best learning rate moves with a size; undefined for fewer than ten trials a half. */
export function rateBySize(
  trials: Trials,
  { rate, size, share, selection }: { rate: string; size: string; share: number; selection: readonly number[] },
): RateBySize | undefined {
  const rated = ratedOf(trials, rate, selection)
  const sizes = trials.points.map((point) => Number(point[size]))
  const middle = median(sizes)
  const [small, large] = [true, false].map((smaller) => rated.filter((_, k) => sizes[k] <= middle === smaller))
  if (Math.min(small.length, large.length) < FEWEST_OF_HALF) return undefined
  const random = stream('advice', 'rate by size', rate, size)
  const [ofLarge, ofSmall] = [large, small].map((half) => resampler(half, share, random))
  const moved = Array.from({ length: RESAMPLES }, () => ofLarge() - ofSmall())
  const [low, high] = [bestRate(small, share), bestRate(large, share)]
  const interval = [quantile(moved, 0.025), quantile(moved, 0.975)] as const
  return { setting: size, middle, small: 10 ** low, large: 10 ** high, decades: high - low, interval }
}

/** The mean of the best trials’ learning rates, in decades. */
function bestRate(half: readonly Rated[], share: number): number {
  return mean(selectBest(half, share, ({ selection }) => selection).map(({ decades }) => decades))
}

/** A function that draws the trials of a half anew and returns the best rate of them; only those that may be selected are sorted. */
function resampler(half: readonly Rated[], share: number, random: Stream): () => number {
  const ranks = ranksOf(half.map(({ selection }) => selection))
  const size = shareSize(half.length, share)
  const drawn = new Int32Array(half.length)
  const counts = new Int32Array(half.length)
  return () => {
    counts.fill(0)
    for (let k = 0; k < drawn.length; k++) {
      drawn[k] = random.integer(drawn.length)
      counts[ranks[drawn[k]]] += 1
    }
    let [last, taken] = [-1, 0]
    while (taken < size) taken += counts[++last]
    const best = Array.from(drawn.filter((k) => ranks[k] <= last)).sort((a, b) => ranks[a] - ranks[b])
    return mean(best.slice(0, size).map((k) => half[k].decades))
  }
}

/** How many different values are smaller, by value. */
function ranksOf(values: readonly number[]): Int32Array {
  const order = Int32Array.from(values.keys()).sort((a, b) => values[a] - values[b])
  const ranks = new Int32Array(values.length)
  for (let k = 1; k < order.length; k++)
    ranks[order[k]] = ranks[order[k - 1]] + Number(values[order[k]] !== values[order[k - 1]])
  return ranks
}

function log10(value: number): number {
  return log(value) / Math.LN10
}
