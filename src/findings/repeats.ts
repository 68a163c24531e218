import { compareEstimates, type Estimate, holm, mean, median, type TTest } from '../math/statistics.ts'
import type { StudyDefinition } from '../study/definition.ts'
import type { Settings } from '../study/space.ts'
import { type Measure, measureOf } from '../task/measure.ts'
import { type Conclusion, conclude, type Equivalence, equivalenceOf } from './comparison.ts'
import { type Margin, marginsOf } from './margin.ts'
import type { Pair, TrainedTrial } from './pairs.ts'

/** How much of the difference between trials is their seed and how much their settings, on one task. */
export interface Repeats {
  readonly task: string
  readonly measure: Measure
  readonly baseline: string
  /** What the naive baseline reaches on test. */
  readonly naiveBaseline: number
  readonly cells: readonly CellRepeats[]
}

export interface CellRepeats {
  readonly cell: string
  /** The fixed settings that were trained, in their order. */
  readonly groups: readonly RepeatedSettings[]
  readonly trainings: number
  /** How many of them diverged; they stay in. */
  readonly diverged: number
  /** Trainings that did worse than the naive baseline, whose result stands for theirs, and the worst; absent without any. */
  readonly beyond?: { readonly trainings: number; readonly worst: number }
  /** Mean of the settings’ mean test results. */
  readonly mean: number
  /** Of all trainings. */
  readonly median: number
  /** Beside the baseline; absent for itself, until each setting of both was trained twice, and where no seed makes a difference. */
  readonly against?: RepeatsAgainst
  /** Standard deviation between trainings of the same settings; absent where no settings were trained twice. */
  readonly ofSeed?: number
  /** Standard deviation between the settings’ own means, chance taken out; absent for fewer than two settings. */
  readonly ofSettings?: number
  /** The seed’s share of the variance of a training’s result; absent where there is no variance. */
  readonly share?: number
}

/**
 * The settings of a cell beside those of the baseline, by trainings that took no part in their choice. The seeds are what chance there
 * is: what is found holds for these settings, and says nothing of those that another search would find.
 */
export interface RepeatsAgainst {
  /** Mean less the baseline’s: positive is worse. */
  readonly difference: number
  /** Of the two means over the settings, their errors from the deviation between seeds. */
  readonly welch: TTest
  /** Its p-value for all cells compared on this task together. */
  readonly holm: number
  /** By Welch’s 90 % interval. Absent where the task has no margin. */
  readonly equivalence?: Equivalence
  /** Better and worse at p < 0.05, before Holm’s correction. */
  readonly verdict: Conclusion
}

export interface RepeatedSettings {
  readonly settings: Settings
  /** Test results, none above that of the naive baseline, in the order of the trials. */
  readonly tests: readonly number[]
}

/**
 * What repeating settings with other seeds tells: a one-way analysis of variance with random effects (Searle, Casella and McCulloch,
 * Variance Components, 1992, chapter 3) of test results by settings. Results worse than the naive baseline’s count as that, or one
 * of them would be all the variance. Empty for studies whose settings were all drawn.
 */
export function repeats(
  definition: StudyDefinition,
  pairs: readonly Pair[],
  { margin }: { margin?: Margin } = {},
): Repeats[] {
  const { fixedSettings = {} } = definition
  const margins = marginsOf(definition.tasks, margin)
  const fixed = pairs.filter(({ cell, trained }) => Object.hasOwn(fixedSettings, cell) && trained.length > 0)
  return Object.entries(definition.tasks).flatMap(([task, { metric, naiveBaseline }]) => {
    const alone = fixed
      .filter((pair) => pair.task === task)
      .map(({ cell, trained }) => repeatsOf(cell, fixedSettings[cell], { trained, most: naiveBaseline.test }))
    if (alone.length === 0) return []
    const means = alone.map((cell) => cell.mean)
    const cells = besideBaseline(alone, { fixedSettings, baseline: definition.baseline, margin: margins[task] })
    return [
      {
        task,
        measure: measureOf(metric, means),
        baseline: definition.baseline,
        naiveBaseline: naiveBaseline.test,
        cells,
      },
    ]
  })
}

interface Beside {
  readonly fixedSettings: Readonly<Record<string, readonly Settings[]>>
  readonly baseline: string
  readonly margin: number | undefined
}

function besideBaseline(cells: readonly CellRepeats[], { fixedSettings, baseline, margin }: Beside): CellRepeats[] {
  const standard = cells.find(({ cell }) => cell === baseline)
  const isReady = ({ cell, groups }: CellRepeats) => isTrainedTwice(fixedSettings[cell], groups)
  if (standard === undefined || !isReady(standard)) return [...cells]
  const judged = cells.map((cell) => (cell !== standard && isReady(cell) ? judge(cell, standard, margin) : undefined))
  const tested = judged.flatMap((one) => one ?? [])
  const adjusted = holm(tested.map(({ welch }) => welch.p))
  return cells.map((cell, k) => {
    const one = judged[k]
    return one === undefined ? cell : { ...cell, against: { ...one, holm: adjusted[tested.indexOf(one)] } }
  })
}

/** Whether each of the fixed settings has been trained at least twice, so that a cell can be compared. */
export function isTrainedTwice(fixed: readonly Settings[], groups: readonly RepeatedSettings[]): boolean {
  return groups.length === fixed.length && groups.every(({ tests }) => tests.length > 1)
}

function judge(
  cell: CellRepeats,
  standard: CellRepeats,
  margin: number | undefined,
): Omit<RepeatsAgainst, 'holm'> | undefined {
  const [own, other] = [estimateOf(cell), estimateOf(standard)]
  const [test, inner] = [compareEstimates(own, other), compareEstimates(own, other, { confidence: 0.9 })]
  if (test === undefined || inner === undefined) return undefined
  const difference = cell.mean - standard.mean
  const equivalence = margin === undefined ? undefined : equivalenceOf(inner.interval, margin)
  return {
    difference,
    welch: test,
    ...(equivalence && { equivalence }),
    verdict: conclude(test.p, difference, equivalence),
  }
}

/** The mean over the settings, with what the seeds leave open of it. */
function estimateOf({ mean: whole, groups, ofSeed = Number.NaN }: CellRepeats): Estimate {
  const trainings = groups.map(({ tests }) => tests.length)
  return {
    mean: whole,
    squaredError: (ofSeed ** 2 * sum(trainings.map((n) => 1 / n))) / groups.length ** 2,
    degreesOfFreedom: sum(trainings) - groups.length,
  }
}

const meansOf = (groups: readonly RepeatedSettings[]) => groups.map(({ tests }) => mean(tests))

function repeatsOf(
  cell: string,
  fixed: readonly Settings[],
  { trained, most }: { trained: readonly TrainedTrial[]; most: number },
): CellRepeats {
  const beyond = trained.map(({ outcome }) => outcome.test).filter((test) => test > most)
  const worst = beyond.reduce((a, b) => Math.max(a, b), most)
  return {
    cell,
    trainings: trained.length,
    diverged: trained.filter(({ outcome }) => outcome.kind === 'diverged').length,
    ...components(groupsOf(fixed, trained, most)),
    ...(beyond.length > 0 && { beyond: { trainings: beyond.length, worst } }),
  }
}

function groupsOf(fixed: readonly Settings[], trained: readonly TrainedTrial[], most: number): RepeatedSettings[] {
  const tests = (at: number) =>
    trained.filter(({ number }) => number % fixed.length === at).map(({ outcome }) => Math.min(outcome.test, most))
  return fixed.map((settings, at) => ({ settings, tests: tests(at) })).filter((group) => group.tests.length > 0)
}

/** The components of variance from the mean squares within and between settings; settings may have different counts of trials. */
function components(groups: readonly RepeatedSettings[]): Omit<CellRepeats, 'cell' | 'trainings' | 'diverged'> {
  const all = groups.flatMap(({ tests }) => tests)
  const [count, settings] = [all.length, groups.length]
  const whole = { groups, mean: mean(meansOf(groups)), median: median(all) }
  if (count === settings) return whole
  const within = sum(groups.map(({ tests }) => squares(tests, mean(tests)))) / (count - settings)
  const ofSeed = Math.sqrt(within)
  if (settings < 2) return { ...whole, ofSeed }
  const between = sum(groups.map(({ tests }) => tests.length * (mean(tests) - mean(all)) ** 2)) / (settings - 1)
  const usual = (count - sum(groups.map(({ tests }) => tests.length ** 2)) / count) / (settings - 1)
  const variance = Math.max(0, (between - within) / usual)
  const ofBoth = within + variance
  return { ...whole, ofSeed, ofSettings: Math.sqrt(variance), ...(ofBoth > 0 && { share: within / ofBoth }) }
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
const squares = (values: readonly number[], centre: number) => sum(values.map((value) => (value - centre) ** 2))
