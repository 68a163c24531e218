import { type BestTrial, bestOfTasks } from '../../findings/best.ts'
import type { Comparison, Conclusion } from '../../findings/comparison.ts'
import type { Concluded } from '../../findings/conclusions.ts'
import type { Findings } from '../../findings/findings.ts'
import { partShares } from '../../findings/importance/of-study.ts'
import type { Repeats } from '../../findings/repeats.ts'
import { SIGNIFICANT } from '../../findings/selection-test.ts'
import type { TaskVerdict, Untested } from '../../findings/verdict.ts'
import { largest, smallest } from '../../math/statistics.ts'
import { counted, listed, percentage } from '../../math/text.ts'
import { trialName } from '../../study/trial.ts'
import type { Measure } from '../../task/measure.ts'
import { partsText } from './importance.ts'
import { amount, bare, distance, intervalText, marginText, probability, settingsText, signed } from './numbers.ts'

/** What a headline is made from. */
type Sources = Pick<Findings, 'verdict' | 'comparisons' | 'importances' | 'best'>

/** What a study says, in a breath: on each task the best trial, then which cells differ. */
export function headline({ verdict, comparisons, importances, best }: Sources): string {
  if (best.length === 0) return 'No trial has been trained to its end yet.'
  const onTasks = verdict.tasks.flatMap((found) => {
    const comparison = comparisons.find(({ task }) => task === found.task)!
    return [...bestSentence(found.task, comparison, best), ...comparedSentence(found, comparison)]
  })
  const parts = partShares(importances).flatMap((found) => partsText(found) ?? [])
  const isCompared = parts.length > 0 || verdict.tasks.some(({ cells }) => cells.length > 0)
  return [...onTasks, ...parts, ...(isCompared ? [] : [incomparableText(best)])].join(' ')
}

/** The best trial of a task; chosen by validation, like everything. */
function bestSentence(task: string, { measure }: Comparison, best: readonly BestTrial[]): string[] {
  return bestOfTasks(best.filter((trial) => trial.task === task)).map(
    (first) =>
      `On ${task}, the best trial by validation has the cell ${first.cell}: ${amount(first.test, measure)} on the test set (${trialName(first)}: ${settingsText(first.settings)}).`,
  )
}

function comparedSentence({ of, cells }: TaskVerdict, comparison: Comparison): string[] {
  const where = of === 'settings' ? 'In settings trained with several seeds, ' : ''
  return cells.length > 0 ? [`${where}${clauseOf(cells, comparison)}.`] : []
}

/** Why cells are not compared. */
function incomparableText(best: readonly BestTrial[]): string {
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
  const differs = equivalent.length === 1 ? 'differs' : 'differ'
  return [
    ...(significant.length > 0 ? [significant.join(', and ')] : []),
    ...(equivalent.length > 0
      ? [`${listed(equivalent)} ${differs} from ${baseline} by no more than ${marginText(margin ?? 0, measure)}`]
      : []),
    ...(undecided.length > 0
      ? [`${listed(undecided)} ${undecided.length === 1 ? 'shows' : 'show'} no detectable difference from ${baseline}`]
      : []),
  ].join('; ')
}

/** Which of the significant cells are so by themselves only. */
function aloneText(tested: readonly Concluded[], conclusion: Conclusion): string {
  const found = tested.filter(({ verdict }) => verdict === conclusion)
  const alone = found.filter(({ holm }) => holm >= SIGNIFICANT).map(({ cell }) => cell)
  if (alone.length === 0) return ''
  return ` (${alone.length === found.length ? '' : `${listed(alone)} `}not after Holm’s correction)`
}

const are = (names: readonly unknown[]) => (names.length === 1 ? 'is' : 'are')

/** What was found on a task, a sentence each. */
export function sentencesOn(found: TaskVerdict, { comparisons, repeats }: Findings): string[] {
  const comparison = comparisons.find(({ task }) => task === found.task)!
  return [
    ...testedSentences(found, comparison),
    ...found.untested.flatMap((untested) => untestedSentence(untested, comparison)),
    ...seedSentence(comparison, repeats),
  ]
}

function testedSentences(found: TaskVerdict, comparison: Comparison): string[] {
  const byP = found.cells.toSorted((a, b) => a.p - b.p)
  const significant = (conclusion: 'better' | 'worse') =>
    byP.filter(({ verdict }) => verdict === conclusion).map((cell) => significantText(cell, found.of, comparison))
  return [
    ...significant('better'),
    ...significant('worse'),
    ...equivalentSentence(found, comparison),
    ...undecidedSentence(found, comparison),
  ]
}

function significantText(found: Concluded, of: TaskVerdict['of'], { baseline, measure, share }: Comparison): string {
  const { cell, verdict, mean, standard, difference, interval, p, equivalence } = found
  return (
    `${cell} is significantly ${verdict} than ${baseline}: ${averagedText(found, of, share)} average ${amount(mean, measure)} on the test set, ` +
    `${distance(difference, measure)} ${difference > 0 ? 'more' : 'less'} than ${baseline}’s ${amount(standard, measure)} ` +
    `(95 % interval ${intervalText(interval, measure)}; ${probability(p)}${alsoText(found, of)}).${smallText(equivalence, measure)}`
  )
}

/** What was averaged: `its best 20 trials`. */
function averagedText({ count }: Concluded, of: TaskVerdict['of'], share: number): string {
  return of === 'settings'
    ? `its ${counted(count, 'setting')}`
    : `its ${share === 1 ? '' : 'best '}${counted(count, 'trial')}`
}

/** What the other test says. */
function alsoText({ welch, holm, p }: Concluded, of: TaskVerdict['of']): string {
  if (of === 'settings') return holm === p ? '' : `; Holm’s ${probability(holm)}`
  return welch === undefined ? '' : `; Welch’s test ${probability(welch)}`
}

/** A difference may be significant and small. */
function smallText(equivalence: Concluded['equivalence'], measure: Measure): string {
  if (!equivalence?.within) return ''
  return ` It is significant but small: a difference larger than ${marginText(equivalence.margin, measure)} is ruled out.`
}

function equivalentSentence({ of, cells }: TaskVerdict, { baseline, measure }: Comparison): string[] {
  const found = cells.flatMap(({ cell, verdict, difference, equivalence }) =>
    verdict === 'equivalent' && equivalence !== undefined ? [{ cell, difference, ...equivalence }] : [],
  )
  if (found.length === 0) return []
  const names = found.map(
    ({ cell, difference, interval }) =>
      `${cell} (${signed(difference, measure)}, 90 % interval ${intervalText(interval, measure)})`,
  )
  const where = of === 'settings' ? ' in these settings' : ''
  return [
    `${listed(names)} ${are(names)} equivalent to ${baseline}: a difference larger than ${marginText(found[0].margin, measure)}, either way, is ruled out${where}.`,
  ]
}

function undecidedSentence({ of, cells }: TaskVerdict, { baseline, measure }: Comparison): string[] {
  const undecided = cells.filter(({ verdict }) => verdict === 'undecided')
  if (undecided.length === 0) return []
  const names = undecided.map(
    ({ cell, difference, p, welch }) =>
      `${cell} (${signed(difference, measure)}, ${probability(p)}${optimistText(welch)})`,
  )
  const [show, mean] = undecided.length === 1 ? ['shows', 'it is'] : ['show', 'they are']
  const where = of === 'settings' ? ' in these settings' : ''
  return [
    `${listed(names)} ${show} no detectable difference from ${baseline}${where}, which does not mean that ${mean} equal${detectableText(undecided, measure)}.`,
  ]
}

/** What these trials could have told apart. */
function detectableText(undecided: readonly Concluded[], measure: Measure): string {
  const known = undecided.flatMap(({ detectable }) => detectable ?? [])
  if (known.length === 0) return ''
  const [least, most] = [bare(smallest(known), measure), distance(largest(known), measure)]
  const size = most.startsWith(`${least} `) || most === least ? most : `${least} to ${most}`
  return `: studies like this one detect a difference of ${size} four times in five`
}

/** Where the test that takes no notice of the selection sees more than the one that does. */
function optimistText(welch: number | undefined): string {
  return welch !== undefined && welch < SIGNIFICANT ? `, though Welch’s test says ${probability(welch)}` : ''
}

function untestedSentence({ reason, cells: names }: Untested, { baseline, cells }: Comparison): string[] {
  const trained = cells.find(({ cell }) => cell === baseline)?.all?.values.length ?? 0
  const notCompared = `${listed(names)} ${are(names)} not compared with ${baseline}`
  switch (reason) {
    case 'no baseline':
      return [`Nothing is compared yet: the baseline ${baseline} has ${counted(trained, 'trained trial')}.`]
    case 'few':
      return [`${listed(names)} ${names.length === 1 ? 'has' : 'have'} too few trained trials to be compared.`]
    case 'mixed':
      return [
        `${notCompared}: fixed settings trained with several seeds are only compared with others of the same kind.`,
      ]
    case 'once':
      return [`${notCompared}: each of their settings must have been trained at least twice.`]
    case 'no spread':
      return [`${notCompared}: every seed gave the same result, so chance cannot be judged.`]
  }
}

/** How much is seed and how much is setting, of cells whose settings were trained more than once. */
function seedSentence({ task, measure }: Comparison, repeats: readonly Repeats[]): string[] {
  const cells = repeats.find((one) => one.task === task)?.cells ?? []
  const known = cells.flatMap(({ cell, ofSeed, share }) =>
    ofSeed === undefined || share === undefined ? [] : [{ cell, ofSeed, share }],
  )
  if (known.length === 0) return []
  const shares = known.map(({ cell, ofSeed, share }) => `${percentage(share)} for ${cell} (${amount(ofSeed, measure)})`)
  return [
    `Of the variance between trainings of these settings, the seed accounts for ${listed(shares)}; in brackets the standard deviation between seeds.`,
  ]
}
