import { holm, mean, type TTest, welch } from '../math/statistics.ts'
import type { TrialRecord } from '../store/store.ts'
import type { StudyDefinition } from '../study/definition.ts'
import type { Settings } from '../study/space.ts'
import { type Conclusion, conclude, type Equivalence, equivalenceOf, FEWEST } from './compare.ts'
import { type Margin, marginsOf } from './margin.ts'
import { isRepeated, pairsOf, type TrainedTrial } from './pairs.ts'
import { type Measure, measureOf } from './wording.ts'

/** How much of the difference between trials is their seed and how much their settings, on one task. */
export interface Repeats {
  readonly task: string
  readonly measure: Measure
  readonly baseline: string
  /** What the trivial predictor reaches on test. */
  readonly trivial: number
  readonly cells: readonly CellRepeats[]
}

export interface CellRepeats {
  readonly cell: string
  /** The given settings that were trained, in the order given. */
  readonly groups: readonly RepeatedSettings[]
  readonly trainings: number
  /** How many of them diverged; they stay in. */
  readonly diverged: number
  /** Trainings that did worse than the trivial predictor, and how bad the worst was: its result stands for theirs. Absent where there are none. */
  readonly beyond?: { readonly trainings: number; readonly worst: number }
  /** Mean of the settings’ mean test results. */
  readonly mean: number
  /** Beside the baseline; absent for the baseline itself, where either has settings without spread or fewer than two, and where neither has them repeated. */
  readonly against?: RepeatsAgainst
  /** Standard deviation between trainings of the same settings; absent where no settings were trained twice. */
  readonly ofSeed?: number
  /** Standard deviation between the settings’ own means, chance taken out; absent for fewer than two settings. */
  readonly ofSettings?: number
  /** The seed’s share of the variance of a trial’s result. */
  readonly share?: number
}

/**
 * A cell beside the baseline by trainings that took no part in the choice of the settings. Welch’s test takes the mean of each setting
 * as one value: trainings of the same settings are alike, and more of them make no more settings.
 */
export interface RepeatsAgainst {
  /** Mean less the baseline’s: positive is worse. */
  readonly difference: number
  readonly welch: TTest
  /** Its p-value for all cells compared on this task together. */
  readonly holm: number
  /** By Welch’s 90 % interval. Absent where the task has no margin, or either cell fewer than five settings. */
  readonly equivalence?: Equivalence
  /** Better and worse at p < 0.05, before Holm’s correction. */
  readonly verdict: Conclusion
}

export interface RepeatedSettings {
  readonly settings: Settings
  /** Test results, none above that of the trivial predictor, in the order of the trials. */
  readonly tests: readonly number[]
}

/**
 * What repeating settings with other seeds tells: a one-way analysis of variance with random effects (Searle, Casella and McCulloch,
 * Variance Components, 1992, chapter 3) of test results by settings. Results worse than the trivial predictor’s count as that, or one
 * of them would be all the variance. Empty for studies whose settings were all drawn.
 */
export function repeats(
  definition: StudyDefinition,
  trials: readonly TrialRecord[],
  { margin }: { margin?: Margin } = {},
): Repeats[] {
  const given = definition.given ?? {}
  const margins = marginsOf(definition.tasks, margin)
  const pairs = pairsOf(definition, trials).filter(
    ({ cell, trained }) => Object.hasOwn(given, cell) && trained.length > 0,
  )
  return Object.entries(definition.tasks).flatMap(([task, { metric, trivial }]) => {
    const alone = pairs
      .filter((pair) => pair.task === task)
      .map(({ cell, trained }) => repeatsOf(cell, given[cell], { trained, most: trivial.test }))
    if (alone.length === 0) return []
    const means = alone.map((cell) => cell.mean)
    const cells = besideBaseline(definition, alone, margins[task])
    return [{ task, measure: measureOf(metric, means), baseline: definition.baseline, trivial: trivial.test, cells }]
  })
}

function besideBaseline(
  definition: StudyDefinition,
  cells: readonly CellRepeats[],
  margin: number | undefined,
): CellRepeats[] {
  const { baseline } = definition
  const standard = cells.find(({ cell }) => cell === baseline)
  if (standard === undefined) return [...cells]
  // settings that were trained once are trials like others: `compare` tests them
  const isAlike = ({ cell }: CellRepeats) => isRepeated(definition, cell) || isRepeated(definition, baseline)
  const judged = cells.map((cell) => (cell !== standard && isAlike(cell) ? judge(cell, standard, margin) : undefined))
  const tested = judged.flatMap((one) => one ?? [])
  const adjusted = holm(tested.map(({ welch }) => welch.p))
  return cells.map((cell, k) => {
    const one = judged[k]
    return one === undefined ? cell : { ...cell, against: { ...one, holm: adjusted[tested.indexOf(one)] } }
  })
}

/** What the settings’ means say of a cell beside the baseline. */
function judge(
  cell: CellRepeats,
  standard: CellRepeats,
  margin: number | undefined,
): Omit<RepeatsAgainst, 'holm'> | undefined {
  const [own, other] = [cell, standard].map(({ groups }) => meansOf(groups))
  const [test, inner] = [welch(own, other), welch(own, other, { confidence: 0.9 })]
  if (test === undefined || inner === undefined) return undefined
  const enough = Math.min(own.length, other.length) >= FEWEST
  const equivalence = margin === undefined || !enough ? undefined : equivalenceOf(inner.interval, margin)
  const difference = cell.mean - standard.mean
  return {
    difference,
    welch: test,
    ...(equivalence && { equivalence }),
    verdict: conclude(test.p, difference, equivalence),
  }
}

const meansOf = (groups: readonly RepeatedSettings[]) => groups.map(({ tests }) => mean(tests))

function repeatsOf(
  cell: string,
  given: readonly Settings[],
  { trained, most }: { trained: readonly TrainedTrial[]; most: number },
): CellRepeats {
  const beyond = trained.map(({ outcome }) => outcome.test).filter((test) => test > most)
  const worst = beyond.reduce((a, b) => Math.max(a, b), most)
  return {
    cell,
    trainings: trained.length,
    diverged: trained.filter(({ outcome }) => outcome.kind === 'diverged').length,
    ...components(groupsOf(given, trained, most)),
    ...(beyond.length > 0 && { beyond: { trainings: beyond.length, worst } }),
  }
}

function groupsOf(given: readonly Settings[], trained: readonly TrainedTrial[], most: number): RepeatedSettings[] {
  const tests = (at: number) =>
    trained.filter(({ number }) => number % given.length === at).map(({ outcome }) => Math.min(outcome.test, most))
  return given.map((settings, at) => ({ settings, tests: tests(at) })).filter((group) => group.tests.length > 0)
}

/** The components of variance from the mean squares within and between settings; settings may have different counts of trials. */
function components(groups: readonly RepeatedSettings[]): Omit<CellRepeats, 'cell' | 'trainings' | 'diverged'> {
  const all = groups.flatMap(({ tests }) => tests)
  const [count, settings] = [all.length, groups.length]
  const whole = { groups, mean: mean(meansOf(groups)) }
  if (count === settings) return whole
  const within = sum(groups.map(({ tests }) => squares(tests, mean(tests)))) / (count - settings)
  const ofSeed = Math.sqrt(within)
  if (settings < 2) return { ...whole, ofSeed }
  const between = sum(groups.map(({ tests }) => tests.length * (mean(tests) - mean(all)) ** 2)) / (settings - 1)
  const usual = (count - sum(groups.map(({ tests }) => tests.length ** 2)) / count) / (settings - 1)
  const variance = Math.max(0, (between - within) / usual)
  const share = within + variance > 0 ? within / (within + variance) : 0
  return { ...whole, ofSeed, ofSettings: Math.sqrt(variance), share }
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
const squares = (values: readonly number[], centre: number) => sum(values.map((value) => (value - centre) ** 2))
