import {
  bonferroni,
  hedgesG,
  holm,
  mean,
  median,
  type Summary,
  summarise,
  type TTest,
  welch,
} from '../math/statistics.ts'
import type { StudyDefinition } from '../study/definition.ts'
import { type Measure, measureOf } from '../task/measure.ts'
import { selectBest, shareSize } from './best.ts'
import { type Margin, marginsOf } from './margin.ts'
import { type Counts, isRepeated, type Pair, type TrainedTrial } from './pairs.ts'
import {
  type Interval,
  type Power,
  type Replication,
  SIGNIFICANT,
  selectionDecision,
  selectionTest,
} from './selection-test.ts'

/** How the cells of a study do on one task, each judged by its best share of trials. */
export interface Comparison {
  readonly task: string
  readonly measure: Measure
  readonly baseline: string
  /** The share of trials that is called best. */
  readonly share: number
  /** What the naive baseline reaches on test: it stands for trials that diverged before their first epoch. */
  readonly naiveBaseline: number
  /** Up to this difference results count as the same. */
  readonly margin?: number
  /** Cells tested against the baseline. */
  readonly comparisons: number
  readonly cells: readonly ComparedCell[]
}

export interface ComparedCell {
  readonly cell: string
  readonly counts: Counts
  /** Test results of all trained trials. */
  readonly all?: Spread & {
    /** Median of test less validation: how far the two sets differ where nothing was selected. */
    readonly gap: number
  }
  /** Test results of the best share, selected by validation. */
  readonly best?: Spread & {
    /** Numbers of the trials selected, best first. */
    readonly trials: readonly number[]
    /** Mean validation result. */
    readonly validation: number
    /** Mean of test less validation: the bias of selection, beside what the two sets differ in anyway. */
    readonly gap: number
    /** Mean count of numbers learned. */
    readonly parameters: number
    /** Mean time of training. */
    readonly seconds: number
  }
  /** Absent for the baseline, and where it or this cell has fewer than two trained trials, or repeated settings. */
  readonly against?: Against
}

/** A cell that was tested against the baseline. */
export type TestedCell = ComparedCell & Required<Pick<ComparedCell, 'against' | 'best'>>

export function isTested(cell: ComparedCell): cell is TestedCell {
  return cell.against !== undefined && cell.best !== undefined
}

/** Which trials of a cell are looked at: the best share, or all. */
export type Which = 'best' | 'all'

/** The cells that have such trials, and how these are spread. */
export function spreadsOf({ cells }: Comparison, which: Which): (ComparedCell & { readonly spread: Spread })[] {
  return cells.flatMap((cell) => {
    const spread = cell[which]
    return spread === undefined ? [] : [{ ...cell, spread }]
  })
}

export interface Spread {
  readonly values: readonly number[]
  readonly summary: Summary
}

/** A cell beside the baseline. p, intervals and verdict take the selection into account; Welch’s test does not. */
export interface Against {
  /** Mean test result of the cell's best share, less the baseline's: positive is worse. */
  readonly difference: number
  /** Its standard error, selection included. */
  readonly error: number
  /** 95 %. */
  readonly interval: Interval
  /** Of the selection test: what significance rests on. */
  readonly p: number
  /** The same for all cells tested on this task together. */
  readonly adjusted: Adjusted
  /** As in the paper; optimistic after selection. Absent where there is no spread to judge by. */
  readonly welch?: TTest & { readonly adjusted: Adjusted }
  /** The difference in deviations within the best shares. Absent where they have no spread; its interval also where resampled ones have none. */
  readonly effect?: { readonly hedgesG: number; readonly interval?: Interval }
  /** Absent where the task has no margin, or a best share fewer than five trials. */
  readonly equivalence?: Equivalence
  /** What these trials could have found. */
  readonly power: Power
  /** How often other studies like this one would say the same. */
  readonly replication: Replication
  /** Better and worse at p < 0.05; otherwise equivalent where the difference is within the margin. Undecided never means equal. */
  readonly verdict: Conclusion
}

/** What is concluded of a cell beside the baseline. */
export type Conclusion = 'better' | 'worse' | 'equivalent' | 'undecided'

/** p-values that hold for several tests together. */
export interface Adjusted {
  readonly holm: number
  readonly bonferroni: number
}

export interface Equivalence {
  /** Up to this difference results count as the same, fixed before looking. */
  readonly margin: number
  /** 90 %, as the 95 % interval is made. */
  readonly interval: Interval
  /** Whether the interval lies within ± margin: two one-sided tests at 5 %. A significant difference may do so too. */
  readonly within: boolean
}

/** Fewer selected trials than this are no ground for calling cells equivalent: what they vary by is itself a matter of luck. */
const FEWEST = 5

/** Permutations and resamples. */
const REPEATS = 1999

/** The comparison of the cells on every task, with margins as given or as usual for their metrics. */
export function compare(
  definition: StudyDefinition,
  pairs: readonly Pair[],
  { margin }: { margin?: Margin } = {},
): Comparison[] {
  const margins = marginsOf(definition.tasks, margin)
  return Object.keys(definition.tasks).map((task) => {
    const own = pairs.filter((pair) => pair.task === task)
    return compareOn(definition, own, { task, margin: margins[task] })
  })
}

/** A task and its margin, where it has one. */
interface On {
  readonly task: string
  readonly margin: number | undefined
}

function compareOn(definition: StudyDefinition, pairs: readonly Pair[], { task, margin }: On): Comparison {
  const { baseline, best: share, seed } = definition
  const standard = pairs.find(({ cell }) => cell === baseline)?.trained ?? []
  const isComparable = ({ cell, trained }: Pair) => trained.length > 1 && !isRepeated(definition, cell)
  const comparable = pairs.some((pair) => pair.cell === baseline && isComparable(pair))
    ? pairs.filter((pair) => pair.cell !== baseline && isComparable(pair))
    : []
  const judged = comparable.map(({ cell, trained }) =>
    judge(trained, standard, {
      share,
      margin,
      paired: definition.settings === 'common',
      keys: [seed, task, cell],
      repeats: repeatsFor(comparable.length),
    }),
  )
  const against = adjust(judged)
  const cells = pairs.map((pair): ComparedCell => {
    const at = comparable.indexOf(pair)
    return { ...describe(pair, share), ...(at >= 0 && { against: against[at] }) }
  })
  const { metric, naiveBaseline } = definition.tasks[task]
  const middles = cells.flatMap(({ best }) => (best === undefined ? [] : [best.summary.median]))
  return {
    task,
    measure: measureOf(metric, middles),
    baseline,
    share,
    naiveBaseline: naiveBaseline.test,
    ...(margin !== undefined && { margin }),
    comparisons: comparable.length,
    cells,
  }
}

function describe({ cell, counts, trained }: Pair, share: number): ComparedCell {
  if (trained.length === 0) return { cell, counts }
  const chosen = bestOf(trained, share)
  const best = {
    ...spreadOf(chosen),
    trials: chosen.map(({ number }) => number),
    validation: mean(chosen.map(({ outcome }) => outcome.validation)),
    gap: mean(gapsOf(chosen)),
    parameters: mean(chosen.map(({ outcome }) => outcome.parameters)),
    seconds: mean(chosen.map(({ seconds }) => seconds)),
  }
  return { cell, counts, all: { ...spreadOf(trained), gap: median(gapsOf(trained)) }, best }
}

/** Permutations for so many comparisons: p can be no lower than 2 in their number, and must be able to pass Bonferroni’s correction. */
const repeatsFor = (comparisons: number) => Math.max(REPEATS, 80 * comparisons - 1)

const gapsOf = (trials: readonly TrainedTrial[]) => trials.map(({ outcome }) => outcome.test - outcome.validation)

/** What is known of a cell before the others on its task are. */
type Judged = Omit<Against, 'adjusted' | 'welch'> & { readonly welch?: TTest }

interface Judging {
  readonly share: number
  readonly margin: number | undefined
  /** Whether trials of the same number have the same settings. */
  readonly paired?: boolean
  /** The name of the stream of random numbers. */
  readonly keys: readonly (string | number)[]
  /** Permutations and resamples. */
  readonly repeats?: number
}

/** What the trials of a cell say of it beside those of the baseline; each has at least two. */
export function judge(
  trained: readonly TrainedTrial[],
  standard: readonly TrainedTrial[],
  { share, margin, paired = false, keys, repeats = REPEATS }: Judging,
): Judged {
  const [own, others] = paired ? inPairs(trained, standard) : [trained, standard]
  const options = { share, keys, repeats, paired, ...(margin !== undefined && { margin }) }
  const {
    difference,
    error,
    interval,
    inner,
    p,
    hedgesG: ends,
    power,
    replication,
  } = selectionTest(outcomesOf(own), outcomesOf(others), options)
  const [best, other] = [own, others].map((trials) => testsOf(bestOf(trials, share)))
  const test = welch(best, other)
  const g = hedgesG(best, other)
  const equivalence = equivalenceWithin(inner, marginFor([own, others], { share, margin }))
  return {
    difference,
    error,
    interval,
    p,
    ...(test && { welch: test }),
    ...(g !== undefined && { effect: { hedgesG: g, ...(ends && { interval: ends }) } }),
    ...(equivalence && { equivalence }),
    power,
    replication,
    verdict: conclude(p, difference, equivalence),
  }
}

/** The verdict of {@link judge} alone, which takes less time; where trials are paired, they come in pairs. */
export function judgeBriefly(
  own: readonly TrainedTrial[],
  others: readonly TrainedTrial[],
  { share, margin: asked, paired = false, keys, repeats = REPEATS }: Judging,
): Conclusion {
  const margin = marginFor([own, others], { share, margin: asked })
  const options = { share, keys, repeats, paired, ...(margin !== undefined && { margin }) }
  const decision = selectionDecision(outcomesOf(own), outcomesOf(others), options)
  if (decision === undefined) return 'undecided'
  return conclude(decision.p, decision.difference, equivalenceWithin(decision.inner, margin))
}

const outcomesOf = (trials: readonly TrainedTrial[]) => trials.map(({ outcome }) => outcome)

/** The margin within which cells may be called equivalent; undefined without one, or where a best share is no ground for it. */
function marginFor(
  cells: readonly (readonly TrainedTrial[])[],
  { share, margin }: Pick<Judging, 'share' | 'margin'>,
): number | undefined {
  return cells.every(({ length }) => shareSize(length, share) >= FEWEST) ? margin : undefined
}

const equivalenceWithin = (interval: Interval, margin: number | undefined) =>
  margin === undefined ? undefined : equivalenceOf(interval, margin)

/** The trials of two cells whose numbers both have, in the same order: with common settings they are pairs. */
export function inPairs(first: readonly TrainedTrial[], second: readonly TrainedTrial[]): TrainedTrial[][] {
  const partner = new Map(second.map((trial) => [trial.number, trial]))
  const own = first.filter(({ number }) => partner.has(number))
  return [own, own.map(({ number }) => partner.get(number)!)]
}

/** What a test and an interval come to. */
export function conclude(p: number, difference: number, equivalence: Equivalence | undefined): Conclusion {
  if (p < SIGNIFICANT) return difference > 0 ? 'worse' : 'better'
  return equivalence?.within ? 'equivalent' : 'undecided'
}

/** Whether an interval lies within a margin, either way. */
export function equivalenceOf(interval: Interval, margin: number): Equivalence {
  return { margin, interval, within: -margin < interval[0] && interval[1] < margin }
}

/** With p-values that hold for all of them together. */
function adjust(judged: readonly Judged[]): Against[] {
  const adjusted = adjustedOf(judged.map(({ p }) => p))
  const tests = judged.flatMap(({ welch }) => (welch === undefined ? [] : [welch]))
  const adjustedTests = adjustedOf(tests.map(({ p }) => p))
  return judged.map(({ welch, ...rest }, k) => ({
    ...rest,
    adjusted: adjusted[k],
    ...(welch && { welch: { ...welch, adjusted: adjustedTests[tests.indexOf(welch)] } }),
  }))
}

function adjustedOf(p: readonly number[]): Adjusted[] {
  const [stepwise, plain] = [holm(p), bonferroni(p)]
  return p.map((_, k) => ({ holm: stepwise[k], bonferroni: plain[k] }))
}

const bestOf = (trained: readonly TrainedTrial[], share: number) =>
  selectBest(trained, share, ({ outcome }) => outcome.validation)

function spreadOf(trials: readonly TrainedTrial[]): Spread {
  const values = testsOf(trials)
  return { values, summary: summarise(values)! }
}

const testsOf = (trials: readonly TrainedTrial[]) => trials.map(({ outcome }) => outcome.test)
