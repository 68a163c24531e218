import type { TrialRecord } from '../store/store.ts'
import type { StudyDefinition } from '../study/definition.ts'
import { trialName } from '../study/trial.ts'
import { type Comparison, isTested, SIGNIFICANT } from './compare.ts'
import { countOutcomes, isTrained } from './pairs.ts'
import type { Repeats } from './repeats.ts'
import { counted, grouped, listed, marginText } from './wording.ts'

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
  const least = Math.min(...sizes)
  if (least >= FEW) return []
  return [
    `Some averages rest on ${counted(least, 'trial')} only: take the sizes of differences as rough, their intervals as too short, and a cell that cannot be told apart as untested rather than equal.`,
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
          'Trainings of the same settings are alike: cells whose settings were given and repeated are compared by Welch’s test of the settings’ means. It holds for these settings; another search may find others.',
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
  const best = comparisons.flatMap(({ task, cells }) =>
    cells.flatMap(({ cell, best }) => (best?.trials ?? []).map((number) => trialName({ task, cell, number }))),
  )
  const capped = new Set(trials.filter(isCapped).map(trialName))
  const ofBest = best.filter((name) => capped.has(name)).length
  if (ofBest < MANY_CAPPED * best.length || ofBest === 0) return []
  const isChoice = best.length < trials.filter(isTrained).length
  const among = isChoice ? `, among them ${grouped(ofBest)} of the ${grouped(best.length)} best,` : ''
  return [
    `${counted(capped.size, 'trial')}${among} ${capped.size === 1 ? 'was' : 'were'} still being trained when the last of ${grouped(epochs)} epochs came: more epochs might have made them better.`,
  ]
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
  if (comparisons.every(({ cells }) => cells.filter(isTested).every(({ against }) => against.welch === undefined)))
    return []
  return [
    `Verdicts and intervals rest on relabelling and redrawing, which repeat the selection of the best trials. Welch’s test, shown as in the paper, is optimistic after a selection: it calls identical cells different more often than 5 % of the time.`,
  ]
}
