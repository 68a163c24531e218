import type { TrialRecord } from '../store/store.ts'
import type { StudyDefinition } from '../study/definition.ts'
import { trialName } from '../study/trial.ts'
import { type BestTrial, bestOfTasks } from './best.ts'
import { type Against, type Comparison, isTested, SIGNIFICANT, type TestedCell } from './compare.ts'
import { type PartShares, partsSentence } from './importance/of-study.ts'
import { countOutcomes } from './pairs.ts'
import {
  amount,
  counted,
  distance,
  grouped,
  intervalText,
  listed,
  type Measure,
  marginText,
  probability,
  settingsText,
  signed,
} from './wording.ts'

/** What a study says, in sentences. */
export interface Verdict {
  /** The whole of it in a breath. */
  readonly headline: string
  readonly tasks: readonly TaskVerdict[]
  /** What to bear in mind. */
  readonly caveats: readonly string[]
}

export interface TaskVerdict {
  readonly task: string
  readonly sentences: readonly Sentence[]
}

export interface Sentence {
  /** `best` is about the best trial, `untested` about cells that cannot be compared yet. */
  readonly kind: Against['verdict'] | 'untested' | 'best'
  readonly text: string
}

/** The findings that a verdict is made from. */
export interface VerdictSources {
  readonly comparisons: readonly Comparison[]
  readonly best: readonly BestTrial[]
  /** Where the study sampled the parts of its cells. */
  readonly parts: readonly PartShares[]
}

/** The verdict of a study, as far as its trials allow one. */
export function verdictOf(
  definition: StudyDefinition,
  trials: readonly TrialRecord[],
  { comparisons, best, parts }: VerdictSources,
): Verdict {
  return {
    headline: headlineOf({ comparisons, best, parts }),
    tasks: comparisons.map((comparison) => ({
      task: comparison.task,
      sentences: sentencesOn(
        comparison,
        best.filter(({ task }) => task === comparison.task),
      ),
    })),
    caveats: caveatsOf(definition, trials, comparisons),
  }
}

function headlineOf({ comparisons, best, parts }: VerdictSources): string {
  if (best.length === 0) return 'No trial has been trained to its end yet.'
  const clauses = comparisons.flatMap((comparison) => {
    const clause = clauseOn(comparison)
    return clause === undefined ? [] : [`On ${comparison.task}, ${clause}.`]
  })
  const said = [...clauses, ...parts.flatMap((found) => partsSentence(found) ?? [])]
  if (said.length > 0) return said.join(' ')
  const cells = new Set(best.map(({ cell }) => cell))
  return cells.size === 1
    ? `Only ${best[0].cell} has been trained: there is nothing to compare it with.`
    : 'There are too few trials to compare the cells.'
}

/** What a task says of the cells against the baseline; undefined where none was tested. */
function clauseOn({ baseline, cells, measure, margin }: Comparison): string | undefined {
  const tested = cells.filter(isTested)
  if (tested.length === 0) return undefined
  const names = (verdict: Against['verdict']) => tested.filter((c) => c.against.verdict === verdict).map((c) => c.cell)
  const significant = (['better', 'worse'] as const).flatMap((verdict) => {
    const found = names(verdict)
    return found.length === 0
      ? []
      : [`${listed(found)} ${are(found)} significantly ${verdict} than ${baseline}${aloneText(tested, verdict)}`]
  })
  const [equivalent, undecided] = [names('equivalent'), names('undecided')]
  if (undecided.length === tested.length) return `these trials do not tell ${listed(undecided, 'or')} from ${baseline}`
  const differs = equivalent.length === 1 ? 'differs' : 'differ'
  return [
    ...(significant.length > 0 ? [significant.join(', and ')] : []),
    ...(equivalent.length > 0
      ? [`${listed(equivalent)} ${differs} from ${baseline} by no more than ${marginText(margin ?? 0, measure)}`]
      : []),
    ...(undecided.length > 0 ? [`${listed(undecided)} cannot be told from ${baseline} by these trials`] : []),
  ].join('; ')
}

/** Which of the significant cells are so by themselves only. */
function aloneText(tested: readonly TestedCell[], verdict: Against['verdict']): string {
  const found = tested.filter(({ against }) => against.verdict === verdict)
  const alone = found.filter(({ against }) => against.adjusted.holm >= SIGNIFICANT).map(({ cell }) => cell)
  if (alone.length === 0) return ''
  return ` (${alone.length === found.length ? '' : `${listed(alone)} `}not after Holm’s correction)`
}

const are = (names: readonly string[]) => (names.length === 1 ? 'is' : 'are')

function sentencesOn(comparison: Comparison, best: readonly BestTrial[]): Sentence[] {
  const tested = comparison.cells.filter(isTested)
  const byP = [...tested].sort((a, b) => a.against.p - b.against.p)
  const significant = (verdict: 'better' | 'worse') =>
    byP
      .filter((cell) => cell.against.verdict === verdict)
      .map((cell): Sentence => ({ kind: verdict, text: significantText(cell, comparison) }))
  return [
    ...significant('better'),
    ...significant('worse'),
    ...equivalentSentence(tested, comparison),
    ...undecidedSentence(tested, comparison),
    ...untestedSentence(comparison),
    ...bestSentence(comparison, best),
  ]
}

function significantText({ cell, against, best }: TestedCell, { baseline, measure, cells }: Comparison): string {
  const standard = cells.find((other) => other.cell === baseline)?.best
  const how = against.difference > 0 ? 'more' : 'less'
  return (
    `${cell} is significantly ${against.verdict} than ${baseline}: its best ${counted(best.values.length, 'trial')} ` +
    `average ${amount(best.summary.mean, measure)} on test, ${distance(against.difference, measure)} ${how} than ` +
    `${baseline}’s ${amount(standard!.summary.mean, measure)} (95 % interval ${intervalText(against.interval, measure)}; ` +
    `${probability(against.p)}${welchText(against)}).${smallText(against, measure)}`
  )
}

/** A difference may be significant and small. */
function smallText({ equivalence }: Against, measure: Measure): string {
  if (!equivalence?.within) return ''
  return ` Significant, but small: a difference larger than ${marginText(equivalence.margin, measure)} is ruled out.`
}

function welchText({ welch }: Against): string {
  return welch === undefined ? '' : `; Welch’s test ${probability(welch.p)}`
}

function equivalentSentence(tested: readonly TestedCell[], { baseline, measure }: Comparison): Sentence[] {
  const found = tested.flatMap(({ cell, against: { verdict, difference, equivalence } }) =>
    verdict === 'equivalent' && equivalence !== undefined ? [{ cell, difference, ...equivalence }] : [],
  )
  if (found.length === 0) return []
  const names = found.map(
    ({ cell, difference, interval }) =>
      `${cell} (${signed(difference, measure)}, 90 % interval ${intervalText(interval, measure)})`,
  )
  const text = `${listed(names)} ${are(names)} equivalent to ${baseline}: a difference larger than ${marginText(found[0].margin, measure)}, either way, is ruled out.`
  return [{ kind: 'equivalent', text }]
}

function undecidedSentence(tested: readonly TestedCell[], { baseline, measure }: Comparison): Sentence[] {
  const undecided = tested.filter(({ against }) => against.verdict === 'undecided')
  if (undecided.length === 0) return []
  const names = undecided.map(
    ({ cell, against }) =>
      `${cell} (${signed(against.difference, measure)}, ${probability(against.p)}${optimistText(against)})`,
  )
  const text = `${listed(names)} cannot be told from ${baseline} by these trials, which does not make ${
    undecided.length === 1 ? 'it' : 'them'
  } equal.`
  return [{ kind: 'undecided', text }]
}

/** Where the test that takes no notice of the selection sees more than the one that does. */
function optimistText({ welch }: Against): string {
  return welch !== undefined && welch.p < SIGNIFICANT ? `, though Welch’s test says ${probability(welch.p)}` : ''
}

function untestedSentence({ baseline, cells }: Comparison): Sentence[] {
  const others = cells.filter(({ cell }) => cell !== baseline)
  const untested = others.filter(({ against }) => against === undefined).map(({ cell }) => cell)
  if (untested.length === 0) return []
  const standard = cells.find(({ cell }) => cell === baseline)
  const text =
    (standard?.all?.values.length ?? 0) < 2
      ? `Nothing is compared yet: the baseline ${baseline} has ${counted(standard?.all?.values.length ?? 0, 'trained trial')}.`
      : `${listed(untested)} ${untested.length === 1 ? 'has' : 'have'} too few trained trials to be compared.`
  return [{ kind: 'untested', text }]
}

/** About the best trial of all cells; chosen by validation, like everything. */
function bestSentence({ measure }: Comparison, best: readonly BestTrial[]): Sentence[] {
  const [first] = bestOfTasks(best)
  if (first === undefined) return []
  const text =
    `The best trial by validation is ${trialName(first)}: ${amount(first.test, measure)} on test ` +
    `(${settingsText(first.settings)}).`
  return [{ kind: 'best', text }]
}

function caveatsOf(
  definition: StudyDefinition,
  trials: readonly TrialRecord[],
  comparisons: readonly Comparison[],
): string[] {
  return [
    ...unfinishedCaveat(definition, trials),
    ...fewCaveat(comparisons),
    ...comparisons.flatMap(unequalCaveat),
    ...givenCaveat(definition, comparisons),
    ...divergedCaveat(trials),
    ...cappedCaveat(definition, trials, comparisons),
    ...failedCaveat(trials),
    ...comparisons.flatMap(manyCaveat),
    ...comparisons.flatMap(marginCaveat),
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

function givenCaveat({ given }: StudyDefinition, comparisons: readonly Comparison[]): string[] {
  if (given === undefined || comparisons.every(({ cells }) => cells.filter(isTested).length === 0)) return []
  return [
    'Settings were given, not drawn, and trained several times: trials of the same settings are alike, and p-values that take them for independent are too small.',
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
  return [
    `${counted(capped.size, 'trial')}, among them ${grouped(ofBest)} of the ${grouped(best.length)} best, were still being trained when the last of ${grouped(epochs)} epochs came: more epochs might have made them better.`,
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

function marginCaveat({ task, cells, margin, measure }: Comparison): string[] {
  if (margin === undefined || cells.filter(isTested).every(({ against }) => !against.equivalence?.within)) return []
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
