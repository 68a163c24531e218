import { compareEstimates, type Estimate, holm, mean, median, type TTest } from '../math/statistics.ts'
import type { StudyDefinition } from '../study/definition.ts'
import type { Settings } from '../study/space.ts'
import { type Measure, measureOf } from '../task/measure.ts'
import { type TestSequences, unpackLosses } from '../task/test-losses.ts'
import { type Conclusion, conclude, type Equivalence, equivalenceOf } from './comparison.ts'
import { type Margin, marginsOf } from './margin.ts'
import type { Pair, TrainedTrial } from './pairs.ts'
import { type Contributions, sequencePart } from './sequence-part.ts'

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
 * is, and the test sequences: what is found holds for these settings, and says nothing of those that another search would find.
 */
export interface RepeatsAgainst {
  /** Mean less the baseline’s: positive is worse. */
  readonly difference: number
  /** What the test, its interval and the verdict hold for, beyond these trials. */
  readonly holdsFor: HoldsFor
  /** Of the two means over the settings: the seeds are chance, and the test sequences where the trials keep their losses. */
  readonly test: TTest
  /** The same with the seeds alone as chance. */
  readonly welch: TTest
  /** Standard errors of the difference: from the seeds, and what the test sequences add. */
  readonly errors: { readonly seeds: number; readonly sequences?: number }
  /** The test’s p-value for all cells compared on this task together. */
  readonly holm: number
  /** By the test’s 90 % interval. Absent where the task has no margin. */
  readonly equivalence?: Equivalence
  /** Better and worse at p < 0.05, before Holm’s correction. */
  readonly verdict: Conclusion
}

/** What may be other than in these trials: the whole search on the same test set; the seeds; the seeds and the test sequences. */
export type HoldsFor = 'searches' | 'seeds' | 'seeds and sequences'

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
  return Object.entries(definition.tasks).flatMap(([task, { metric, naiveBaseline, testSequences }]) => {
    const own = fixed.filter((pair) => pair.task === task)
    const alone = own.map(({ cell, trained }) =>
      repeatsOf(cell, fixedSettings[cell], { trained, most: naiveBaseline.test }),
    )
    if (alone.length === 0) return []
    const means = alone.map((cell) => cell.mean)
    const contributions = own.map(({ cell, trained }) =>
      contributionsOf(trained, { settings: fixedSettings[cell].length, most: naiveBaseline.test, testSequences }),
    )
    const { baseline } = definition
    const cells = besideBaseline(alone, { fixedSettings, baseline, margin: margins[task], contributions })
    return [
      {
        task,
        measure: measureOf(metric, means),
        baseline,
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
  /** Of the cells, in their order; undefined for those whose trials keep no losses of test sequences. */
  readonly contributions: readonly (Contributions | undefined)[]
}

function besideBaseline(
  cells: readonly CellRepeats[],
  { fixedSettings, baseline, margin, contributions }: Beside,
): CellRepeats[] {
  const standard = cells.find(({ cell }) => cell === baseline)
  const isReady = ({ cell, groups }: CellRepeats) => isTrainedTwice(fixedSettings[cell], groups)
  if (standard === undefined || !isReady(standard)) return [...cells]
  const ofStandard = contributions[cells.indexOf(standard)]
  const judged = cells.map((cell, k) => {
    if (cell === standard || !isReady(cell)) return undefined
    const own = contributions[k]
    return judge(cell, standard, { margin, paired: own && ofStandard && [own, ofStandard] })
  })
  const tested = judged.flatMap((one) => one ?? [])
  const adjusted = holm(tested.map(({ test }) => test.p))
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
  { margin, paired }: { margin: number | undefined; paired: readonly [Contributions, Contributions] | undefined },
): Omit<RepeatsAgainst, 'holm'> | undefined {
  const [own, other] = [estimateOf(cell), estimateOf(standard)]
  const also = paired && sequencePart(...paired)
  const welch = compareEstimates(own, other)
  const [test, inner] = [0.95, 0.9].map((confidence) => compareEstimates(own, other, { confidence, also }))
  if (welch === undefined || test === undefined || inner === undefined) return undefined
  const difference = cell.mean - standard.mean
  const equivalence = margin === undefined ? undefined : equivalenceOf(inner.interval, margin)
  return {
    difference,
    holdsFor: paired === undefined ? 'seeds' : 'seeds and sequences',
    test,
    welch,
    errors: {
      seeds: Math.sqrt(own.squaredError + other.squaredError),
      ...(paired && { sequences: Math.sqrt(also?.squaredError ?? 0) }),
    },
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

/** What each training adds to its test result, sequence by sequence; undefined where one keeps no losses, or there is one sequence. */
function contributionsOf(
  trained: readonly TrainedTrial[],
  { settings, most, testSequences }: { settings: number; most: number; testSequences: TestSequences | undefined },
): Contributions | undefined {
  if (testSequences === undefined || testSequences.counts.length < 2) return undefined
  const { counts, naiveBaseline } = testSequences
  const whole = sum(counts)
  const packed = trained.map(({ outcome: { test, testLosses } }) =>
    test > most || (testLosses === undefined && test === most) ? naiveBaseline : testLosses,
  )
  const rows = packed.map((text) => text && unpackLosses(text))
  if (!rows.every((row) => row instanceof Float32Array)) return undefined
  const shares = Float64Array.from(counts, (count) => count / whole)
  const groups = Array.from({ length: settings }, (_, at) =>
    trained.flatMap(({ number }, k) =>
      number % settings === at ? [Float64Array.from(rows[k], (loss) => loss / whole)] : [],
    ),
  )
  return { groups: groups.filter((group) => group.length > 0), shares }
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
