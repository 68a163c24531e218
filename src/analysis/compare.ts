import { mean, type Summary, summarise, type TTest, welch } from '../math/statistics.ts'
import type { TrialRecord } from '../store/store.ts'
import type { StudyDefinition } from '../study/definition.ts'
import { bestShare } from './best.ts'
import { type Counts, type Pair, pairsOf, type TrainedTrial } from './pairs.ts'
import { relabelling } from './relabelling.ts'
import { type Measure, measureOf } from './wording.ts'

/** How the cells of a study do on one task, each judged by its best share of trials. */
export interface Comparison {
  readonly task: string
  readonly measure: Measure
  readonly baseline: string
  /** The share of trials that is called best. */
  readonly share: number
  /** What the trivial predictor reaches on test: it stands for trials that diverged before their first epoch. */
  readonly trivial: number
  /** Cells tested against the baseline. */
  readonly comparisons: number
  readonly cells: readonly ComparedCell[]
}

export interface ComparedCell {
  readonly cell: string
  readonly counts: Counts
  /** Test results of all trained trials. */
  readonly all?: Spread
  /** Test results of the best share, selected by validation. */
  readonly best?: Spread & {
    /** Numbers of the trials selected, best first. */
    readonly trials: readonly number[]
    /** Mean count of numbers learned. */
    readonly parameters: number
    /** Mean time of training. */
    readonly seconds: number
  }
  /** Absent for the baseline, and where it or this cell has fewer than two trained trials. */
  readonly against?: Against
}

export interface Spread {
  readonly values: readonly number[]
  readonly summary: Summary
}

/** A cell beside the baseline. */
export interface Against {
  /** Mean test result of the cell's best share, less the baseline's: positive is worse. */
  readonly difference: number
  /** The p-value of relabelling, which repeats the selection: what the verdict rests on. */
  readonly p: number
  /** As in the paper; optimistic after selection. Absent where there is no spread to judge by. */
  readonly welch?: TTest
  /** At p < 0.05; undecided never means equal. */
  readonly verdict: 'better' | 'worse' | 'undecided'
  /** Whether p is below 0.05 divided by the number of comparisons on this task. */
  readonly bonferroni: boolean
}

/** The level of significance. */
export const SIGNIFICANT = 0.05

/** The comparison of the cells on every task. */
export function compare(definition: StudyDefinition, trials: readonly TrialRecord[]): Comparison[] {
  const pairs = pairsOf(definition, trials)
  return Object.keys(definition.tasks).map((task) =>
    compareOn(
      definition,
      task,
      pairs.filter((pair) => pair.task === task),
    ),
  )
}

function compareOn(definition: StudyDefinition, task: string, pairs: readonly Pair[]): Comparison {
  const { baseline, best: share } = definition
  const standard = pairs.find(({ cell }) => cell === baseline)?.trained ?? []
  const comparable = ({ cell, trained }: Pair) => cell !== baseline && trained.length > 1 && standard.length > 1
  const comparisons = pairs.filter(comparable).length
  const cells = pairs.map((pair): ComparedCell => {
    const described = describe(pair, share)
    if (!comparable(pair)) return described
    return { ...described, against: judge(definition, pair, { standard, comparisons }) }
  })
  const { metric, trivial } = definition.tasks[task]
  const middles = cells.flatMap(({ best }) => (best === undefined ? [] : [best.summary.median]))
  return { task, measure: measureOf(metric, middles), baseline, share, trivial: trivial.test, comparisons, cells }
}

function describe({ cell, counts, trained }: Pair, share: number): ComparedCell {
  if (trained.length === 0) return { cell, counts }
  const chosen = bestShare(trained, share)
  const best = {
    ...spreadOf(chosen),
    trials: chosen.map(({ number }) => number),
    parameters: mean(chosen.map(({ outcome }) => outcome.parameters)),
    seconds: mean(chosen.map(({ seconds }) => seconds)),
  }
  return { cell, counts, all: spreadOf(trained), best }
}

function judge(
  { seed, best: share }: StudyDefinition,
  { task, cell, trained }: Pair,
  { standard, comparisons }: { standard: readonly TrainedTrial[]; comparisons: number },
): Against {
  const results = (of: readonly TrainedTrial[]) => of.map(({ outcome }) => outcome)
  const { difference, p } = relabelling(results(trained), results(standard), { share, keys: [seed, task, cell] })
  const test = welch(testsOf(bestShare(trained, share)), testsOf(bestShare(standard, share)))
  return {
    difference,
    p,
    ...(test && { welch: test }),
    verdict: p >= SIGNIFICANT ? 'undecided' : difference > 0 ? 'worse' : 'better',
    bonferroni: p < SIGNIFICANT / comparisons,
  }
}

function spreadOf(trials: readonly TrainedTrial[]): Spread {
  const values = testsOf(trials)
  return { values, summary: summarise(values)! }
}

const testsOf = (trials: readonly TrainedTrial[]) => trials.map(({ outcome }) => outcome.test)
