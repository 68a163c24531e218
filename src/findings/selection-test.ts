import { type Stream, stream } from '../math/random.ts'
import { largest, quantile, smallest, welchProbability } from '../math/statistics.ts'
import { covariance, type Result, type Selection, selection } from './selected.ts'

/**
 * Do the best shares of two cells differ on test by more than chance? Three tests, and the largest p of all: what one of them gets
 * wrong another one sees (`npm run bench:statistics`).
 *
 * The studentised permutation test assigns the trials of both cells to the two at random, selects the best of each again, and
 * counts how often their difference, in units of its own error, is as large as observed. Where the cells are alike it is exact; being
 * studentised, it stays right for many trials where only the means are alike and the shapes are not, as when half the trials of one
 * cell diverge (Janssen, 1997; Chung and Romano, “Exact and asymptotically robust permutation tests”, 2013).
 *
 * The plain permutation test counts differences as they are. Alone it calls cells of unlike shape different up to five times as often
 * as it says; but it needs no estimate of an error, and keeps the others honest where the best are two or three.
 *
 * The bootstrap-t draws each cell's own trials with replacement, and asks the same of the distance between the resampled difference and
 * the one observed (Efron, 1981; Hall, 1988). It sees skewed results, which the mixture of both cells hides from a permutation.
 *
 * Intervals hold every difference that none of them rejects, so that they and p never disagree.
 */
export interface SelectionTest {
  /** Mean on test of the first cell's best, less that of the second's: positive is worse. */
  readonly difference: number
  /** Standard error of the difference, selection included. */
  readonly error: number
  /** Two-sided; at least 2 / (repeats + 1). */
  readonly p: number
  /** 95 %. */
  readonly interval: Interval
  /** 90 %: two one-sided tests at 5 % rule out all that is beyond. */
  readonly inner: Interval
  /** Hedges' g of resampled selections, 95 %. Absent where too many of them have no spread. */
  readonly hedgesG?: Interval
  readonly power: Power
  readonly replication: Replication
}

/** From a lower to an upper end. */
export type Interval = readonly [low: number, high: number]

/** What these trials could have found. */
export interface Power {
  /** The smallest true difference that studies like this one would find four times in five, at p < 0.05. */
  readonly detectable: number
  /** In which share of studies like this one a true difference of the margin would be found; absent without a margin. */
  readonly ofMargin?: number
}

/** In which share of studies like this one, its trials drawn again with replacement, each conclusion comes out. */
export interface Replication {
  readonly better: number
  readonly worse: number
  /** Not significant, and within the margin; 0 without a margin. */
  readonly equivalent: number
  /** What Welch's test of the selected trials, as in the paper, finds in the same studies. */
  readonly welch: { readonly better: number; readonly worse: number }
}

export interface SelectionTestOptions {
  /** The share of trials that is selected by validation. */
  readonly share: number
  readonly margin?: number
  /** Permutations, and resamples. */
  readonly repeats?: number
  /** Whether the n-th trials of both cells are a pair: they have the same settings. Both then have as many. */
  readonly paired?: boolean
  /** The name of the stream of random numbers. */
  readonly keys: readonly (string | number)[]
}

/** The test of the best share of `first` against that of `second`; both need two trials. */
export function selectionTest(
  first: readonly Result[],
  second: readonly Result[],
  { margin, repeats = 1999, ...options }: SelectionTestOptions,
): SelectionTest {
  const { observed, permute, resample } = differences(first, second, options)
  const permuted = repeat(repeats, permute)
  const resampled = repeat(repeats, resample)
  return conclude(observed, { permuted, resampled, margin, bound: widest(first, second) })
}

/**
 * The same p and inner interval as of {@link selectionTest}, without the rest; undefined as soon as permutations make certain that the
 * difference is neither significant nor within the margin.
 */
export function selectionDecision(
  first: readonly Result[],
  second: readonly Result[],
  { margin = 0, repeats = 1999, ...options }: SelectionTestOptions,
): Pick<SelectionTest, 'difference' | 'p' | 'inner'> | undefined {
  const { observed, permute, resample } = differences(first, second, options)
  const bound = widest(first, second)
  const room = bound < margin ? Number.POSITIVE_INFINITY : margin - Math.abs(observed.difference)
  const permuted: Measured[] = []
  let [asLarge, beyondRoom] = [0, 0]
  while (permuted.length < repeats) {
    const one = permute()
    const size = Math.abs(one.difference)
    permuted.push(one)
    asLarge += Number(size >= Math.abs(observed.difference) * AS_FAR)
    beyondRoom += Number(size >= room)
    const isChance = (1 + asLarge) / (repeats + 1) >= SIGNIFICANT
    const isApart = room <= 0 || beyondRoom >= rankOf(2 * SIGNIFICANT, repeats)
    if (isChance && isApart) return undefined
  }
  const chance = byChance(observed, { permuted, resampled: repeat(repeats, resample) })
  return {
    difference: observed.difference,
    p: probabilityOf(observed, chance),
    inner: intervalAt(observed, limitsOf(chance, 2 * SIGNIFICANT), bound),
  }
}

/** Measures the difference of the best shares as observed, with the labels of the cells permuted, and of trials drawn with replacement. */
function differences(
  first: readonly Result[],
  second: readonly Result[],
  { share, paired = false, keys }: Omit<SelectionTestOptions, 'margin' | 'repeats'>,
) {
  const random = stream(...keys, 'selection test')
  const trials = inOrder([first, second], random)
  const selections = [selection(first.length, share), selection(second.length, share)] as const
  const resample = resampler(trials, selections, { paired, random })
  const measure = () => measured(selections, paired)
  selectObserved(trials, selections)
  return {
    observed: measure(),
    permute: () => {
      if (paired) selectSwapped(trials, selections, random)
      else selectPermuted(trials, selections, random)
      return measure()
    },
    resample: () => {
      resample()
      return measure()
    },
  }
}

/** The trials of both cells in one row, best first by validation. */
interface Row {
  readonly tests: Float64Array
  /** Which cell each belongs to: 0 or 1. */
  readonly cells: Uint8Array
  /** Its place among the trials of its cell. */
  readonly places: Int32Array
}

/** Trials that tie in validation come in random order: with one cell before the other, only its trials would be selected from a long tie. */
function inOrder(results: readonly (readonly Result[])[], random: Stream): Row {
  const all = results.flat()
  const first = results[0].length
  const order = Array.from(random.permutation(all.length)).sort((a, b) => all[a].validation - all[b].validation)
  return {
    tests: Float64Array.from(order, (at) => all[at].test),
    cells: Uint8Array.from(order, (at) => Number(at >= first)),
    places: Int32Array.from(order, (at) => (at >= first ? at - first : at)),
  }
}

type Selections = readonly [Selection, Selection]

/** Gives each trial to the selection of the cell that `cellOf` says, until both are full. */
function selectBy({ tests, places }: Row, selections: Selections, cellOf: (at: number) => number): void {
  selections[0].reset()
  selections[1].reset()
  for (let at = 0; at < tests.length && !(selections[0].isFull() && selections[1].isFull()); at++)
    selections[cellOf(at)].add(tests[at], places[at])
}

function selectObserved(row: Row, selections: Selections): void {
  selectBy(row, selections, (at) => row.cells[at])
}

/** At random: each trial goes to the first cell with the chance of its open places among all, the same as shuffling. */
function selectPermuted(row: Row, selections: Selections, random: Stream): void {
  const { length } = row.tests
  let open = selections[0].count
  selectBy(row, selections, (at) => {
    if (random.uniform() * (length - at) >= open) return 1
    open -= 1
    return 0
  })
}

/** Each pair stays or is swapped, by a coin. */
function selectSwapped(row: Row, selections: Selections, random: Stream): void {
  const swapped = Uint8Array.from({ length: selections[0].count }, () => random.integer(2))
  selectBy(row, selections, (at) => row.cells[at] ^ swapped[row.places[at]])
}

/** A function that draws the trials of each cell, or the pairs, with replacement, and selects from those of each cell again. */
function resampler(
  row: Row,
  selections: Selections,
  { paired, random }: { paired: boolean; random: Stream },
): () => void {
  const copies = selections.map(({ count }) => new Int32Array(count))
  const own = selections.map((_, cell) => ofCell(row, cell))
  return () => {
    draw(copies[0], random)
    if (paired) copies[1].set(copies[0])
    else draw(copies[1], random)
    selections.forEach((selected, cell) => fill(selected, own[cell], copies[cell]))
  }
}

/** The trials of one cell, best first. */
function ofCell({ tests, cells, places }: Row, cell: number): Pick<Row, 'tests' | 'places'> {
  return { tests: tests.filter((_, at) => cells[at] === cell), places: places.filter((_, at) => cells[at] === cell) }
}

/** Selects from so many copies of each trial. */
function fill(selected: Selection, { tests, places }: Pick<Row, 'tests' | 'places'>, copies: Int32Array): void {
  selected.reset()
  for (let at = 0; at < tests.length && !selected.isFull(); at++) {
    for (let copy = copies[places[at]]; copy > 0; copy--) selected.add(tests[at], places[at])
  }
}

/** Counts how often each of some things is drawn when as many are drawn with replacement. */
function draw(copies: Int32Array, random: Stream): void {
  const scale = copies.length / 2 ** 32
  copies.fill(0)
  for (let k = 0; k < copies.length; k++) copies[Math.floor(random.bits() * scale)] += 1
}

/** A difference of selected means and its errors. */
interface Measured {
  readonly difference: number
  readonly error: number
  /** Variances of the selected trials: all that Welch's test and Hedges' g see. */
  readonly spreads: readonly [number, number]
  readonly sizes: readonly [number, number]
}

function measured([first, second]: Selections, paired: boolean): Measured {
  const variance = first.variance() + second.variance() - (paired ? 2 * covariance(first, second) : 0)
  return {
    difference: first.mean() - second.mean(),
    error: Math.sqrt(Math.max(0, variance)),
    spreads: [first.spread(), second.spread()],
    sizes: [first.size, second.size],
  }
}

/** p of Welch's test, which takes the selected trials for samples. */
function welchOf({ difference, spreads, sizes }: Measured): number {
  const [first, second] = spreads.map((spread, k) => ({
    mean: k === 0 ? difference : 0,
    squaredError: spread / sizes[k],
    degreesOfFreedom: sizes[k] - 1,
  }))
  return welchProbability(first, second) ?? 1
}

/** The difference in units of the pooled deviation of the selected trials, corrected for their small number (Hedges, 1981). */
function hedgesGOf({ difference, spreads, sizes }: Measured): number {
  const degreesOfFreedom = sizes[0] + sizes[1] - 2
  const squares = (sizes[0] - 1) * spreads[0] + (sizes[1] - 1) * spreads[1]
  return (difference / Math.sqrt(squares / degreesOfFreedom)) * (1 - 3 / (4 * degreesOfFreedom - 1))
}

const repeat = <T>(times: number, body: () => T): T[] => Array.from({ length: times }, body)

/** Differences of more errors than this are all alike: far beyond chance. */
const FAR = 1e6

/** A difference in units of its error. */
const studentised = (difference: number, error: number) =>
  difference === 0 ? 0 : Math.sign(difference) * Math.min(FAR, Math.abs(difference) / error)

/** No two means can differ by more than the results themselves. */
function widest(first: readonly Result[], second: readonly Result[]): number {
  const tests = [...first, ...second].map(({ test }) => test)
  return largest(tests) - smallest(tests)
}

/** The level of significance. */
export const SIGNIFICANT = 0.05

interface Repeated {
  readonly permuted: readonly Measured[]
  readonly resampled: readonly Measured[]
}

function conclude(
  observed: Measured,
  { margin, bound, ...repeated }: Repeated & { readonly margin: number | undefined; readonly bound: number },
): SelectionTest {
  const { difference, error } = observed
  const { resampled } = repeated
  const chance = byChance(observed, repeated)
  const limits = limitsOf(chance, SIGNIFICANT)
  const inner = limitsOf(chance, 2 * SIGNIFICANT)
  return {
    difference,
    error,
    p: probabilityOf(observed, chance),
    interval: intervalAt(observed, limits, bound),
    inner: intervalAt(observed, inner, bound),
    ...effectOf(resampled),
    power: powerOf(observed, resampled, { limits, margin }),
    replication: replicationOf(resampled, { limits, inner, margin }),
  }
}

const AS_FAR = 1 - 1e-9 // sums in another order may round differently

function shareBeyond(values: readonly number[], limit: number): number {
  return (1 + values.filter((value) => value >= limit * AS_FAR).length) / (values.length + 1)
}

/** Twice the smaller tail that a value cuts off. */
function tails(values: readonly number[], value: number): number {
  const above = shareBeyond(values, value)
  const below = shareBeyond(
    values.map((each) => -each),
    -value,
  )
  return Math.min(1, 2 * Math.min(above, below))
}

/** How differences fall by chance, in each test's own units. */
interface ByChance {
  readonly plain: readonly number[]
  readonly studentised: readonly number[]
  readonly resampled: readonly number[]
}

function byChance({ difference }: Measured, { permuted, resampled }: Repeated): ByChance {
  return {
    plain: permuted.map((one) => Math.abs(one.difference)),
    studentised: permuted.map((one) => Math.abs(studentised(one.difference, one.error))),
    resampled: resampled.map((one) => studentised(one.difference - difference, one.error)),
  }
}

/** The largest p of the three tests. */
function probabilityOf({ difference, error }: Measured, chance: ByChance): number {
  const apart = studentised(difference, error)
  return Math.max(
    shareBeyond(chance.plain, Math.abs(difference)),
    shareBeyond(chance.studentised, Math.abs(apart)),
    tails(chance.resampled, apart),
  )
}

/** What a difference must exceed to be significant at a level by all tests: a size, and so many of its errors below or above 0. */
interface Limits {
  readonly size: number
  readonly below: number
  readonly above: number
}

function limitsOf({ plain, studentised, resampled }: ByChance, level: number): Limits {
  const either = exceededBy(studentised, level)
  const mirrored = resampled.map((value) => -value)
  return {
    size: exceededBy(plain, level),
    below: Math.max(either, exceededBy(mirrored, level / 2)),
    above: Math.max(either, exceededBy(resampled, level / 2)),
  }
}

/** How far above 0 a difference with this error must lie, and how far below. */
const reachAbove = ({ size, above }: Limits, error: number) => Math.max(size, above * error)
const reachBelow = ({ size, below }: Limits, error: number) => Math.max(size, below * error)

/** The value that must be exceeded so that less than this share of the values, the exceeding one among them, are as high. */
function exceededBy(values: readonly number[], share: number): number {
  return Float64Array.from(values).sort()[values.length - rankOf(share, values.length)]
}

/** Which value this is, counted from the largest. */
const rankOf = (share: number, count: number) => Math.max(1, Math.ceil(share * (count + 1)) - 1)

function intervalAt({ difference, error }: Measured, limits: Limits, bound: number): Interval {
  return [
    Math.max(-bound, difference - reachAbove(limits, error)),
    Math.min(bound, difference + reachBelow(limits, error)),
  ]
}

const shareOf = <T>(values: readonly T[], holds: (value: T) => boolean) => values.filter(holds).length / values.length

function effectOf(resampled: readonly Measured[]): Pick<SelectionTest, 'hedgesG'> {
  const effects = resampled.map(hedgesGOf)
  const interval = [quantile(effects, 0.025), quantile(effects, 0.975)] as const
  return interval.every(Number.isFinite) ? { hedgesG: interval } : {}
}

/** How often a study like this one, its results moved so that the truth is another, finds a difference. */
function powerOf(
  { difference }: Measured,
  resampled: readonly Measured[],
  { limits, margin }: { limits: Limits; margin: number | undefined },
): Power {
  const neededAbove = resampled.map((one) => reachAbove(limits, one.error) - (one.difference - difference))
  const neededBelow = resampled.map((one) => reachBelow(limits, one.error) + (one.difference - difference))
  const both = [neededAbove, neededBelow]
  return {
    detectable: largest(both.map((needed) => quantile(needed, 0.8))),
    ...(margin !== undefined && {
      ofMargin: smallest(both.map((needed) => shareOf(needed, (least) => margin > least))),
    }),
  }
}

function replicationOf(
  resampled: readonly Measured[],
  { limits, inner, margin = 0 }: { limits: Limits; inner: Limits; margin: number | undefined },
): Replication {
  const isWorse = ({ difference, error }: Measured) => difference > reachAbove(limits, error)
  const isBetter = ({ difference, error }: Measured) => difference < -reachBelow(limits, error)
  const isWithin = ({ difference, error }: Measured) =>
    difference - reachAbove(inner, error) > -margin && difference + reachBelow(inner, error) < margin
  const found = resampled.filter((one) => welchOf(one) < SIGNIFICANT)
  return {
    better: shareOf(resampled, isBetter),
    worse: shareOf(resampled, isWorse),
    equivalent: shareOf(resampled, (one) => isWithin(one) && !isWorse(one) && !isBetter(one)),
    welch: {
      better: found.filter(({ difference }) => difference < 0).length / resampled.length,
      worse: found.filter(({ difference }) => difference > 0).length / resampled.length,
    },
  }
}
