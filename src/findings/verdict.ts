import { counted, listed, percentage, probability, settingsText } from '../math/text.ts'
import type { StudyDefinition } from '../study/definition.ts'
import { trialName } from '../study/trial.ts'
import { amount, distance, intervalText, type Measure, marginText, signed } from '../task/measure.ts'
import type { TrialRecord } from '../train/record.ts'
import { type BestTrial, bestOfTasks } from './best.ts'
import { caveatsOf } from './caveats.ts'
import { type Comparison, type Conclusion, SIGNIFICANT } from './comparison.ts'
import { type Concluded, type Conclusions, conclusionsOn } from './conclusions.ts'
import { type PartShares, partsSentence } from './importance/of-study.ts'
import { isRepeated } from './pairs.ts'
import { isTrainedTwice, type Repeats } from './repeats.ts'

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
  /** `best` is about the best trial, `untested` about cells that cannot be compared yet, `seed` about what repeating settings tells. */
  readonly kind: Conclusion | 'untested' | 'seed' | 'best'
  readonly text: string
}

/** The findings that a verdict is made from. */
export interface VerdictSources {
  readonly comparisons: readonly Comparison[]
  readonly repeats: readonly Repeats[]
  readonly best: readonly BestTrial[]
  /** Where the study sampled the parts of its cells. */
  readonly parts: readonly PartShares[]
}

/** The verdict of a study, as far as its trials allow one. */
export function verdictOf(
  definition: StudyDefinition,
  trials: readonly TrialRecord[],
  { comparisons, repeats, best, parts }: VerdictSources,
): Verdict {
  return {
    headline: headlineOf({ comparisons, repeats, best, parts }),
    tasks: comparisons.map((comparison) => ({
      task: comparison.task,
      sentences: sentencesOn(definition, comparison, {
        repeats,
        best: best.filter(({ task }) => task === comparison.task),
      }),
    })),
    caveats: caveatsOf(definition, trials, { comparisons, repeats }),
  }
}

function headlineOf({ comparisons, repeats, best, parts }: VerdictSources): string {
  if (best.length === 0) return 'No trial has been trained to its end yet.'
  const clauses = comparisons.flatMap((comparison) => {
    const { of, cells } = conclusionsOn(comparison, repeats)
    const where = of === 'settings' ? ', in settings trained with several seeds' : ''
    return cells.length > 0 ? [`On ${comparison.task}${where}, ${clauseOf(cells, comparison)}.`] : []
  })
  const said = [...clauses, ...parts.flatMap((found) => partsSentence(found) ?? [])]
  if (said.length > 0) return said.join(' ')
  const cells = new Set(best.map(({ cell }) => cell))
  return cells.size === 1
    ? `Only ${best[0].cell} has been trained: there is nothing to compare it with.`
    : 'These trials do not allow a comparison of the cells.'
}

/** What a task says of the cells against the baseline. */
function clauseOf(tested: readonly Concluded[], { baseline, measure, margin }: Comparison): string {
  const names = (conclusion: Conclusion) => tested.filter((c) => c.verdict === conclusion).map(({ cell }) => cell)
  const significant = (['better', 'worse'] as const).flatMap((conclusion) => {
    const found = names(conclusion)
    return found.length === 0
      ? []
      : [`${listed(found)} ${are(found)} significantly ${conclusion} than ${baseline}${aloneText(tested, conclusion)}`]
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
function aloneText(tested: readonly Concluded[], conclusion: Conclusion): string {
  const found = tested.filter(({ verdict }) => verdict === conclusion)
  const alone = found.filter(({ holm }) => holm >= SIGNIFICANT).map(({ cell }) => cell)
  if (alone.length === 0) return ''
  return ` (${alone.length === found.length ? '' : `${listed(alone)} `}not after Holm’s correction)`
}

const are = (names: readonly string[]) => (names.length === 1 ? 'is' : 'are')

function sentencesOn(
  definition: StudyDefinition,
  comparison: Comparison,
  { repeats, best }: Pick<VerdictSources, 'repeats' | 'best'>,
): Sentence[] {
  const { of, cells } = conclusionsOn(comparison, repeats)
  return [
    ...testedSentences(cells, comparison, TOLD[of]),
    ...untestedSentences(definition, comparison, { tested: cells, repeats }),
    ...seedSentence(comparison, repeats),
    ...bestSentence(comparison, best),
  ]
}

/** What cells are told apart by, and where that is all that is known. */
interface Told {
  readonly by: string
  readonly where: string
}

const TOLD: Readonly<Record<Conclusions['of'], Told>> = {
  trials: { by: 'by these trials', where: '' },
  settings: { by: 'in these settings', where: ' in these settings' },
}

function testedSentences(tested: readonly Concluded[], comparison: Comparison, told: Told): Sentence[] {
  const byP = tested.toSorted((a, b) => a.p - b.p)
  const significant = (conclusion: 'better' | 'worse') =>
    byP
      .filter(({ verdict }) => verdict === conclusion)
      .map((cell): Sentence => ({ kind: conclusion, text: significantText(cell, comparison) }))
  return [
    ...significant('better'),
    ...significant('worse'),
    ...equivalentSentence(tested, comparison, told),
    ...undecidedSentence(tested, comparison, told),
  ]
}

function significantText(found: Concluded, { baseline, measure }: Comparison): string {
  const { cell, verdict, averaged, mean, standard, difference, interval, p, also, equivalence } = found
  return (
    `${cell} is significantly ${verdict} than ${baseline}: ${averaged} average ${amount(mean, measure)} on test, ` +
    `${distance(difference, measure)} ${difference > 0 ? 'more' : 'less'} than ${baseline}’s ${amount(standard, measure)} ` +
    `(95 % interval ${intervalText(interval, measure)}; ${probability(p)}${also.significant}).${smallText(equivalence, measure)}`
  )
}

/** A difference may be significant and small. */
function smallText(equivalence: Concluded['equivalence'], measure: Measure): string {
  if (!equivalence?.within) return ''
  return ` Significant, but small: a difference larger than ${marginText(equivalence.margin, measure)} is ruled out.`
}

function equivalentSentence(
  tested: readonly Concluded[],
  { baseline, measure }: Comparison,
  { where }: Told,
): Sentence[] {
  const found = tested.flatMap(({ cell, verdict, difference, equivalence }) =>
    verdict === 'equivalent' && equivalence !== undefined ? [{ cell, difference, ...equivalence }] : [],
  )
  if (found.length === 0) return []
  const names = found.map(
    ({ cell, difference, interval }) =>
      `${cell} (${signed(difference, measure)}, 90 % interval ${intervalText(interval, measure)})`,
  )
  const text = `${listed(names)} ${are(names)} equivalent to ${baseline}: a difference larger than ${marginText(found[0].margin, measure)}, either way, is ruled out${where}.`
  return [{ kind: 'equivalent', text }]
}

function undecidedSentence(tested: readonly Concluded[], { baseline, measure }: Comparison, { by }: Told): Sentence[] {
  const undecided = tested.filter(({ verdict }) => verdict === 'undecided')
  if (undecided.length === 0) return []
  const names = undecided.map(
    ({ cell, difference, p, also }) => `${cell} (${signed(difference, measure)}, ${probability(p)}${also.undecided})`,
  )
  const text = `${listed(names)} cannot be told from ${baseline} ${by}, which does not make ${
    undecided.length === 1 ? 'it' : 'them'
  } equal.`
  return [{ kind: 'undecided', text }]
}

function untestedSentences(
  definition: StudyDefinition,
  { task, baseline, cells }: Comparison,
  { tested, repeats }: { tested: readonly Concluded[]; repeats: readonly Repeats[] },
): Sentence[] {
  const done = new Set([baseline, ...tested.map(({ cell }) => cell)])
  const untested = cells.filter(({ cell }) => !done.has(cell)).map(({ cell }) => cell)
  const found = repeats.find((one) => one.task === task)
  const reasonOf = (cell: string) => whyUntested([cell, baseline], { definition, found })
  const byReason = Map.groupBy(untested, reasonOf)
  return [
    ...[...byReason].flatMap(([reason, names]): Sentence[] => {
      const text = `${listed(names)} ${are(names)} not compared with ${baseline}: ${reason}.`
      return reason === undefined ? [] : [{ kind: 'untested', text }]
    }),
    ...fewSentence(byReason.get(undefined) ?? [], { baseline, cells }),
  ]
}

/** Why cells whose settings were given and repeated are not compared; undefined where none of the two were. */
function whyUntested(
  pair: readonly string[],
  { definition, found }: { definition: StudyDefinition; found: Repeats | undefined },
): string | undefined {
  const repeated = pair.filter((cell) => isRepeated(definition, cell))
  if (repeated.length === 0) return undefined
  if (repeated.length < pair.length) return 'settings that were given and repeated stand beside such settings only'
  const isReady = (cell: string) =>
    isTrainedTwice(definition.given![cell], found?.cells.find((one) => one.cell === cell)?.groups ?? [])
  return pair.every(isReady)
    ? 'no seed made a difference that chance could be judged by'
    : 'each of their settings must have been trained twice'
}

function fewSentence(
  untested: readonly string[],
  { baseline, cells }: Pick<Comparison, 'baseline' | 'cells'>,
): Sentence[] {
  if (untested.length === 0) return []
  const trained = cells.find(({ cell }) => cell === baseline)?.all?.values.length ?? 0
  const text =
    trained < 2
      ? `Nothing is compared yet: the baseline ${baseline} has ${counted(trained, 'trained trial')}.`
      : `${listed(untested)} ${untested.length === 1 ? 'has' : 'have'} too few trained trials to be compared.`
  return [{ kind: 'untested', text }]
}

/** How much is seed and how much is setting, of cells whose settings were trained more than once. */
function seedSentence({ task, measure }: Comparison, repeats: readonly Repeats[]): Sentence[] {
  const cells = repeats.find((one) => one.task === task)?.cells ?? []
  const known = cells.flatMap(({ cell, ofSeed, share }) =>
    ofSeed === undefined || share === undefined ? [] : [{ cell, ofSeed, share }],
  )
  if (known.length === 0) return []
  const shares = known.map(({ cell, ofSeed, share }) => `${percentage(share)} for ${cell} (${amount(ofSeed, measure)})`)
  const text = `Of the variance between trainings of these settings the seed is ${listed(shares)}; in brackets the deviation between seeds.`
  return [{ kind: 'seed', text }]
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
