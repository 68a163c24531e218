import { smallest } from '../math/statistics.ts'
import { counted, grouped, listed } from '../math/text.ts'
import type { StudyDefinition } from '../study/definition.ts'
import { trialName } from '../study/trial.ts'
import { amount, marginText } from '../task/measure.ts'
import type { TrialRecord } from '../train/record.ts'
import { type Comparison, isTested, SIGNIFICANT } from './comparison.ts'
import { countOutcomes, isTrained } from './pairs.ts'
import type { Repeats } from './repeats.ts'

/** How cells were held against the baseline. */
interface Compared {
  readonly comparisons: readonly Comparison[]
  readonly repeats: readonly Repeats[]
}

/** What to bear in mind with the verdict of a study. */
export function caveatsOf(
  definition: StudyDefinition,
  trials: readonly TrialRecord[],
  { comparisons, repeats }: Compared,
): string[] {
  return [
    ...unfinishedCaveat(definition, trials),
    ...fewCaveat(comparisons),
    ...comparisons.flatMap(trivialCaveat),
    ...comparisons.flatMap(unequalCaveat),
    ...givenCaveat(definition, { comparisons, repeats }),
    ...divergedCaveat(trials),
    ...cappedCaveat(definition, trials, comparisons),
    ...failedCaveat(trials),
    ...comparisons.flatMap(manyCaveat),
    ...comparisons.flatMap((comparison) => marginCaveat(comparison, repeats)),
    ...welchCaveat(comparisons),
  ]
}

function unfinishedCaveat(definition: StudyDefinition, trials: readonly TrialRecord[]): string[] {
  const planned = definition.trials * Object.keys(definition.tasks).length * Object.keys(definition.cells).length
  if (trials.length >= planned) return []
  return [
    `${counted(planned - trials.length, 'trial')} of ${grouped(planned)} ${planned - trials.length === 1 ? 'is' : 'are'} still to come.`,
  ]
}

const FEW = 5

function fewCaveat(comparisons: readonly Comparison[]): string[] {
  const sizes = comparisons
    .filter(({ cells }) => cells.filter(isTested).length > 0)
    .flatMap(({ baseline, cells }) => cells.filter(({ cell, against }) => cell === baseline || against !== undefined))
    .map(({ best }) => best!.values.length)
  if (sizes.length === 0) return []
  const least = smallest(sizes)
  if (least >= FEW) return []
  return [
    `Some averages rest on ${counted(least, 'trial')} only: take the sizes of differences as rough, their intervals as too short, and a cell that cannot be told apart as untested rather than equal.`,
  ]
}

/** Cells that have not learned the task. */
function trivialCaveat({ task, measure, trivial, cells }: Comparison): string[] {
  const lost = cells.filter(({ best }) => best !== undefined && best.summary.median >= trivial).map(({ cell }) => cell)
  if (lost.length === 0) return []
  return [
    `On ${task}, ${listed(lost)} ${lost.length === 1 ? 'does' : 'do'} no better than the trivial predictor, ${amount(trivial, measure)}: a comparison with what has not learned the task says little.`,
  ]
}

/** A share of so few trials that two are taken may be far more of them than of the baseline’s. */
function unequalCaveat({ baseline, cells }: Comparison): string[] {
  const shareOf = ({ best, all }: Comparison['cells'][number]) => best!.values.length / all!.values.length
  const standard = cells.find(({ cell }) => cell === baseline)
  const unequal = cells.filter(isTested).filter((cell) => {
    const times = shareOf(cell) / shareOf(standard!)
    return Math.max(times, 1 / times) > UNEQUAL
  })
  return unequal.map(
    (cell) =>
      `The best of ${cell.cell} are ${cell.best.values.length} of ${counted(cell.all!.values.length, 'trial')}, those of ${baseline} ` +
      `${standard!.best!.values.length} of ${standard!.all!.values.length}: the larger share is the less strict choice, and part of their difference is only that.`,
  )
}

/** By so many times the selected share may be another, as the rounding of a few trials makes it. */
const UNEQUAL = 1.5

/** Settings that were given are a choice of somebody’s; what is found holds for them. */
function givenCaveat({ given = {} }: StudyDefinition, { comparisons, repeats }: Compared): string[] {
  const beside = (cells: readonly { readonly cell: string; readonly against?: unknown }[]) =>
    cells.some(({ cell, against }) => against !== undefined && Object.hasOwn(given, cell))
  return [
    ...(comparisons.some(({ cells }) => beside(cells))
      ? ['Some settings were given, not drawn: what is said of their cells holds for these settings.']
      : []),
    ...(repeats.some(({ cells }) => beside(cells))
      ? [
          'Settings that were given and trained with several seeds are compared with each other, with the seeds as chance. What is found holds for these settings: whether another search would find as good ones for a cell is not asked here.',
        ]
      : []),
  ]
}

function divergedCaveat(trials: readonly TrialRecord[]): string[] {
  const { diverged } = countOutcomes(0, trials)
  if (diverged === 0) return []
  const cells = Map.groupBy(
    trials.filter(({ outcome }) => outcome.kind === 'diverged'),
    ({ cell }) => cell,
  )
  const [most, own] = [...cells].reduce((a, b) => (b[1].length > a[1].length ? b : a))
  const one = new Set(trials.map(({ cell }) => cell)).size > 1 && own.length > diverged / 2 ? most : undefined
  const howMany = diverged === 1 ? '' : `${own.length === diverged ? 'all' : grouped(own.length)} `
  const of = one === undefined ? '' : `, ${howMany}of ${one},`
  return [
    `${counted(diverged, 'trial')} diverged${of} and ${diverged === 1 ? 'stays' : 'stay'} in: with the best epoch before, or with the trivial predictor’s result where there was none.`,
  ]
}

/** Trials that were still being trained when the last epoch allowed had come. */
function cappedCaveat(
  { training: { epochs } }: StudyDefinition,
  trials: readonly TrialRecord[],
  comparisons: readonly Comparison[],
): string[] {
  const isCapped = ({ outcome }: TrialRecord) => outcome.kind === 'completed' && outcome.epochs >= epochs
  const capped = new Set(trials.filter(isCapped).map(trialName))
  const cells = comparisons.flatMap(({ task, cells: compared }) =>
    compared.flatMap(({ cell, best }): CappedCell[] => {
      if (best === undefined) return []
      const own = best.trials.filter((number) => capped.has(trialName({ task, cell, number })))
      return [{ cell, capped: own.length, best: best.trials.length }]
    }),
  )
  const best = cells.reduce((total, cell) => total + cell.best, 0)
  const ofBest = cells.reduce((total, cell) => total + cell.capped, 0)
  if (ofBest < MANY_CAPPED * best || ofBest === 0) return []
  const range = comparisons.length === 1 ? cappedRange(cells) : ''
  const isChoice = best < trials.filter(isTrained).length
  const among = isChoice
    ? `, among them ${grouped(ofBest)} of the ${grouped(best)} best${range && ` (${range})`},`
    : range && `, ${range},`
  return [
    `${counted(capped.size, 'trial')}${among} ${capped.size === 1 ? 'was' : 'were'} still being trained when the last of ${grouped(epochs)} epochs came: more epochs might have made them better.`,
  ]
}

/** How many of the best of a cell were stopped by the number of epochs. */
interface CappedCell {
  readonly cell: string
  readonly capped: number
  readonly best: number
}

/** `from 3 of V’s 100 to 29 of NOAF’s 100`; empty where the cells have the same share. */
function cappedRange(cells: readonly CappedCell[]): string {
  const shareOf = ({ capped, best }: CappedCell) => capped / best
  const sorted = cells.toSorted((a, b) => shareOf(a) - shareOf(b))
  const [least, most] = [sorted[0], sorted[sorted.length - 1]]
  const text = ({ cell, capped, best }: CappedCell) => `${grouped(capped)} of ${cell}’s ${grouped(best)}`
  return shareOf(least) === shareOf(most) ? '' : `from ${text(least)} to ${text(most)}`
}

/** From this share of the best on, it is said that they were stopped by the number of epochs. */
const MANY_CAPPED = 0.1

function failedCaveat(trials: readonly TrialRecord[]): string[] {
  const { failed } = countOutcomes(0, trials)
  if (failed === 0) return []
  return [`${counted(failed, 'trial')} failed and ${failed === 1 ? 'is' : 'are'} left out.`]
}

function manyCaveat({ task, comparisons, cells }: Comparison): string[] {
  if (comparisons < 2) return []
  const holding = cells
    .filter(isTested)
    .filter(({ against }) => against.adjusted.bonferroni < SIGNIFICANT)
    .map(({ cell }) => cell)
  const expected = Number((SIGNIFICANT * comparisons).toPrecision(2))
  const threshold = `p < ${Number((SIGNIFICANT / comparisons).toPrecision(2))}`
  return [
    `With ${comparisons} comparisons on ${task}, ${expected} would be significant on average by chance alone. ` +
      `At the stricter level of Bonferroni (${threshold}) ${holding.length === 0 ? 'no cell differs' : `${listed(holding)} ${holding.length === 1 ? 'differs' : 'differ'}`}.`,
  ]
}

function marginCaveat({ task, cells, margin, measure }: Comparison, repeats: readonly Repeats[]): string[] {
  const beside = [...cells, ...repeats.filter((found) => found.task === task).flatMap((found) => found.cells)]
  if (margin === undefined || beside.every(({ against }) => !against?.equivalence?.within)) return []
  return [
    `On ${task}, differences up to ${marginText(margin, measure)} count as none. A margin (--margin) means something only if it was fixed before looking at results.`,
  ]
}

function welchCaveat(comparisons: readonly Comparison[]): string[] {
  const isShown = ({ share, cells }: Comparison) =>
    share < 1 && cells.filter(isTested).some(({ against }) => against.welch !== undefined)
  if (!comparisons.some(isShown)) return []
  return [
    `Verdicts and intervals rest on relabelling and redrawing, which repeat the selection of the best trials. Welch’s test, shown as in the paper, is optimistic after a selection: it calls identical cells different more often than 5 % of the time.`,
  ]
}
