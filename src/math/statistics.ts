import { exp, log, log1p } from './functions.ts'
import { critical, twoSided } from './student.ts'

/** The smallest of any number of values, where `Math.min(...values)` overflows the stack; Infinity of nothing, NaN where one is NaN. */
export function smallest(values: Iterable<number>): number {
  let found = Number.POSITIVE_INFINITY
  for (const value of values) found = Math.min(found, value)
  return found
}

/** The largest of any number of values; −Infinity of nothing, NaN where one is NaN. */
export function largest(values: Iterable<number>): number {
  let found = Number.NEGATIVE_INFINITY
  for (const value of values) found = Math.max(found, value)
  return found
}

/** The arithmetic mean; NaN of nothing. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** The sample variance (divisor n − 1); NaN of fewer than two values, exactly 0 where all are equal. */
export function variance(values: readonly number[]): number {
  if (values.length < 2) return Number.NaN
  if (values.every((value) => value === values[0])) return 0 // their mean may be off by a rounding error
  const centre = mean(values)
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1)
}

/** The sample standard deviation (divisor n − 1); NaN of fewer than two values. */
export function deviation(values: readonly number[]): number {
  return Math.sqrt(variance(values))
}

/** The q-quantile, linear between order statistics (type 7 of Hyndman and Fan, 1996); NaN of nothing. */
export function quantile(values: readonly number[], q: number): number {
  if (values.length === 0) return Number.NaN
  const sorted = [...values].sort((a, b) => a - b)
  const at = q * (sorted.length - 1)
  const below = Math.floor(at)
  const above = Math.ceil(at)
  return below === above ? sorted[below] : sorted[below] + (at - below) * (sorted[above] - sorted[below])
}

/** The median; NaN of nothing. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** Box, whiskers, line and dot of a box plot. */
export interface Summary {
  readonly least: number
  readonly lowerQuartile: number
  readonly median: number
  readonly upperQuartile: number
  readonly most: number
  readonly mean: number
}

/** Five numbers and the mean of some values; undefined of nothing. */
export function summarise(values: readonly number[]): Summary | undefined {
  if (values.length === 0) return undefined
  const [least, lowerQuartile, middle, upperQuartile, most] = [0, 0.25, 0.5, 0.75, 1].map((q) => quantile(values, q))
  return { least, lowerQuartile, median: middle, upperQuartile, most, mean: mean(values) }
}

/** What a t-test says. */
export interface TTest {
  /** Positive where the first sample has the higher mean. */
  readonly t: number
  readonly degreesOfFreedom: number
  /** Two-sided. */
  readonly p: number
  /** The confidence interval of the first mean less the second. */
  readonly interval: readonly [low: number, high: number]
}

/** A variance of a mean that one source of chance adds, and how well it is known. */
export interface ErrorPart {
  readonly squaredError: number
  readonly degreesOfFreedom: number
}

/** A mean, and how far chance moves it. */
export interface Estimate extends ErrorPart {
  readonly mean: number
}

/**
 * Welch's t-test of equal means, variances free (Welch, 1947). Undefined where no spread can be estimated: a sample of fewer than
 * two values, two samples without any variance, or values whose squares are beyond all numbers.
 */
export function welch(first: readonly number[], second: readonly number[]): TTest | undefined {
  return compareEstimates(estimateOf(first), estimateOf(second))
}

function estimateOf(sample: readonly number[]): Estimate {
  const { length } = sample
  return { mean: mean(sample), squaredError: variance(sample) / length, degreesOfFreedom: length - 1 }
}

/** Welch's t-test of two means that were estimated apart; undefined where neither has an error. `also` is an error of their difference. */
export function compareEstimates(
  first: Estimate,
  second: Estimate,
  { confidence = 0.95, also }: { confidence?: number; also?: ErrorPart | undefined } = {},
): TTest | undefined {
  const apart = distanceOf(first, second)
  if (apart === undefined) return undefined
  const { difference, error, degreesOfFreedom } = also === undefined ? apart : widened(apart, also)
  const reach = critical(1 - confidence, degreesOfFreedom) * error
  return {
    t: difference / error,
    degreesOfFreedom,
    p: twoSided(difference / error, degreesOfFreedom),
    interval: [difference - reach, difference + reach],
  }
}

/** The p-value of Welch's test without its interval, which takes most of the time; undefined where neither mean has an error. */
export function welchProbability(first: Estimate, second: Estimate): number | undefined {
  const apart = distanceOf(first, second)
  return apart && twoSided(apart.difference / apart.error, apart.degreesOfFreedom)
}

/** Two means beside the error of their difference, with the degrees of freedom of Welch and Satterthwaite. */
function distanceOf(first: Estimate, second: Estimate) {
  const [a, b] = [first.squaredError, second.squaredError]
  if (!(a + b > 0 && a + b < Number.POSITIVE_INFINITY)) return undefined
  const share = a / (a + b) // shares do not underflow where squares would
  const degreesOfFreedom = 1 / (share ** 2 / first.degreesOfFreedom + (1 - share) ** 2 / second.degreesOfFreedom)
  return { difference: first.mean - second.mean, error: Math.sqrt(a + b), degreesOfFreedom }
}

/** The distance with one more error, and the degrees of freedom of Satterthwaite (1946) for both. */
function widened({ difference, error, degreesOfFreedom }: NonNullable<ReturnType<typeof distanceOf>>, also: ErrorPart) {
  const whole = error ** 2 + also.squaredError
  const share = also.squaredError / whole
  const both = 1 / ((1 - share) ** 2 / degreesOfFreedom + share ** 2 / also.degreesOfFreedom)
  return { difference, error: Math.sqrt(whole), degreesOfFreedom: both }
}

/**
 * Hedges' g: the difference of means in units of the pooled deviation, with the correction 1 − 3/(4·df − 1) for small samples
 * (Hedges, 1981). Positive where the first sample has the higher mean; undefined where welch is.
 */
export function hedgesG(first: readonly number[], second: readonly number[]): number | undefined {
  const degreesOfFreedom = first.length + second.length - 2
  const squares = (sample: readonly number[]) => (sample.length - 1) * variance(sample)
  const pooled = Math.sqrt((squares(first) + squares(second)) / degreesOfFreedom)
  if (!(pooled > 0 && pooled < Number.POSITIVE_INFINITY)) return undefined
  return ((mean(first) - mean(second)) / pooled) * (1 - 3 / (4 * degreesOfFreedom - 1))
}

/** p-values of several tests, each multiplied by their number and at most 1 (Bonferroni). */
export function bonferroni(p: readonly number[]): number[] {
  return p.map((value) => Math.min(1, p.length * value))
}

/**
 * p-values of several tests, adjusted stepwise (Holm, 1979): the lowest times their number, the next times one less, none below the
 * one before. They bound the same error as Bonferroni's, and are never higher.
 */
export function holm(p: readonly number[]): number[] {
  const order = p.map((_, k) => k).sort((a, b) => p[a] - p[b])
  const adjusted = new Array<number>(p.length)
  let highest = 0
  order.forEach((k, rank) => {
    highest = Math.max(highest, Math.min(1, (p.length - rank) * p[k]))
    adjusted[k] = highest
  })
  return adjusted
}

/** The probability that of `count` at least `hits` hit, where each does with the same chance (the upper tail of the binomial). */
export function atLeast(hits: number, count: number, chance: number): number {
  if (hits <= 0 || chance >= 1) return hits <= count ? 1 : 0
  let logs = hits * log(chance) + (count - hits) * log1p(-chance) // (1 − chance) ** count is 0 for many thousands
  for (let k = 0; k < hits; k++) logs += log((count - k) / (k + 1))
  let [sum, term] = [0, hits > count ? 0 : exp(logs)]
  for (let k = hits; k <= count; k++) {
    sum += term
    term *= ((count - k) / (k + 1)) * (chance / (1 - chance))
  }
  return Math.min(1, sum)
}
