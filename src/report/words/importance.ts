import type { FanovaNote } from '../../fanova/analysis.ts'
import { ofSet } from '../../fanova/decomposition.ts'
import type { Treatment } from '../../fanova/target.ts'
import { type Importance, interacting, type Subject, strongestMaps } from '../../findings/importance/importance.ts'
import { FEWEST, type PartShares, type TaskImportance } from '../../findings/importance/of-study.ts'
import { largest, smallest } from '../../math/statistics.ts'
import { capital, compact, counted, grouped, listed, withUnit } from '../../math/text.ts'
import type { Alternative } from '../plot.ts'
import { differenceUnit, probability, rSquared, setName, settingName, shareText } from './numbers.ts'

/** What is explained: `test error of V on jsb`. */
export function subjectText(subject: Subject): string {
  if (subject.kind === 'column') return subject.column
  const { task, cell } = subject
  return `${quantityText(subject)}${cell === undefined ? '' : ` of ${cell}`} on ${task}`
}

/** The same without where: `test error`. */
export function quantityText(subject: Subject): string {
  return subject.kind === 'column' ? subject.column : { error: 'test error', time: 'training time' }[subject.kind]
}

/** The unit of marginals and maps. */
export function surfaceUnit({ unit, treatment }: Pick<Importance, 'unit' | 'treatment'>): string {
  return treatment.kind === 'ranks' ? 'rank' : unit
}

/** What was done to a target before it was explained: `clipped at its 0.9 quantile, 9.2 (19 of 200 trials are above it)`. */
export function treatmentText(treatment: Treatment): string {
  switch (treatment.kind) {
    case 'raw':
      return 'not transformed'
    case 'clipped': {
      const { quantile, at, above, of } = treatment
      return `clipped at its ${quantile} quantile, ${compact(at)} (${grouped(above)} of ${grouped(of)} trials are above it)`
    }
    case 'ranks':
      return 'replaced by its ranks, from 0 for the lowest to 1 for the highest'
  }
}

/** What was done to the test error before it was explained, in a sentence after a space; empty where nothing was. */
export function treatedText({ treatment }: Importance, cells: number): string {
  if (treatment.kind === 'raw') return ''
  const each = cells > 0 ? '; each cell is treated in the same way by itself' : ''
  return ` The error that is explained is ${treatmentText(treatment)}${each}.`
}

/** What the reader must know of shares, without a full stop. */
export function fanovaNoteText(note: FanovaNote, { trials }: Pick<Importance, 'trials'>): string {
  switch (note.kind) {
    case 'one trial':
      return 'there is one trial: nothing varies, and every share is 0'
    case 'nothing varies':
      return `the target is the same in all ${grouped(trials)} trials: there is nothing to explain, and every share is 0`
    case 'all fixed':
      return 'every hyperparameter is fixed: none can explain anything, and every share is 0'
    case 'constant':
      return `${settingName(note.setting)} is the same in all trials: its share is 0`
    case 'no prediction':
      return `the forest predicts unseen trials no better than their mean does (R² ${rSquared(note.outOfBag)}): its shares mean nothing`
    case 'few draws':
      return `each tree was grown on a random sample of ${grouped(note.draws)} from the ${grouped(trials)} trials`
  }
}

/** The notes on some importances, a sentence each. */
export function notesText(importances: readonly Importance[]): string[] {
  return importances.flatMap((importance) =>
    importance.notes.map((note) => `${capital(subjectText(importance.subject))}: ${fanovaNoteText(note, importance)}.`),
  )
}

/** What the lines at shares and the bands around marginals are: `95 % bootstrap intervals (200 resamples)`. */
export function boundsName({ resamples }: Pick<Importance, 'resamples'>): string {
  return resamples === undefined
    ? 'one standard deviation over the trees to either side'
    : `95 % bootstrap intervals (${counted(resamples, 'resample')} of the trials)`
}

/** The figure of shares for those who do not see it. */
export function sharesText(importances: readonly Importance[]): Alternative {
  const text = (importance: Importance) => `${subjectText(importance.subject)}: ${singlesText(importance)}`
  return { title: 'Shares of variance', description: importances.map(text).join('; ') }
}

/** The figure of shares of several cells for those who do not see it. */
export function sharesByRowText(
  rows: readonly { readonly name: string; readonly importance: Importance }[],
): Alternative {
  return {
    title: 'Shares of variance of each cell',
    description: rows.map(({ name, importance }) => `${name}: ${singlesText(importance)}`).join('; '),
  }
}

function singlesText({ shares }: Importance): string {
  const singles = shares.filter(({ settings }) => settings.length === 1)
  return singles.map(({ settings, share }) => `${settingName(settings[0])} ${shareText(share)}`).join(', ')
}

/** What the figure of shares shows of error and time, and how to read it. */
export function sharesCaption(error: Importance, time: Importance): string {
  return `${mostText(error)} ${mostText(time)} Lines at the ends of bars are ${boundsName(error)}.${treatedText(error, 0)}`
}

/** Which settings explain most of what, and what the forest is worth. */
export function mostText({ subject, shares, remainder, outOfBag }: Importance): string {
  const title = subjectText(subject)
  const singles = shares.filter(({ settings }) => settings.length === 1).sort((a, b) => b.share - a.share)
  const worth = outOfBag === undefined ? '' : `; R² on trials the trees had not seen is ${rSquared(outOfBag)}`
  if (singles.length === 0 || singles[0].share === 0) return `Nothing explains the ${title}${worth}.`
  const [first, ...others] = singles.map(({ settings, share }) => ({
    name: settingName(settings[0]),
    text: shareText(share),
  }))
  const next = others.slice(0, 3).map(({ name, text }) => `${name} ${text}`)
  const pairs = shares.filter(({ settings }) => settings.length === 2)
  const strongest = pairs.length === 0 ? undefined : pairs.reduce((a, b) => (b.share > a.share ? b : a))
  const pairText =
    strongest === undefined
      ? ''
      : `; the strongest pair is ${setName(strongest.settings)} with ${shareText(strongest.share)}`
  const rest =
    remainder.share < 0.0005
      ? ''
      : `, and ${shareText(remainder.share)} is left to interactions of more hyperparameters`
  return `Of the variance of the ${title}, ${first.name} alone explains ${first.text}${next.length > 0 ? `, ${listed(next)}` : ''}${pairText}${rest}${worth}.`
}

/** The figure of marginals for those who do not see it. */
export function marginalsText(importance: Importance): Alternative {
  return { title: `Marginals: ${subjectText(importance.subject)}`, description: changeText(importance) }
}

/** What the figure of marginals shows, and how to read it; `cells` and their baseline where single cells are drawn too. */
export function marginalsCaption(
  importance: Importance,
  { cells, baseline }: { cells: number; baseline: string },
): string {
  const behind = cells === 0 ? '' : `. Thin lines are single cells, the blue one is ${baseline}`
  const treated = importance.subject.kind === 'error' ? treatedText(importance, cells) : ''
  return `${changeText(importance)} ${capital(quantityText(importance.subject))}, averaged over the other hyperparameters; the band is ${boundsName(importance)}${behind}.${treated}`
}

/** Where each marginal is lowest, and how far it goes. */
export function changeText({
  marginals,
  unit,
  treatment,
}: Pick<Importance, 'marginals' | 'unit' | 'treatment'>): string {
  const found = marginals.map(({ setting, points }) => {
    const lowest = points.reduce((a, b) => (b.mean < a.mean ? b : a))
    const highest = points.reduce((a, b) => (b.mean > a.mean ? b : a))
    return { setting, lowest, span: highest.mean - lowest.mean, highest }
  })
  const [first, ...others] = found.filter(({ span }) => span > 0).sort((a, b) => b.span - a.span)
  if (first === undefined) return 'No hyperparameter changes it.'
  const value = (at: number | string) => (typeof at === 'number' ? compact(at) : at)
  const amount = (value: number) => withUnit(compact(value), surfaceUnit({ unit, treatment }))
  const sentence = `It changes most with ${settingName(first.setting)}: from ${amount(first.lowest.mean)} on average at ${value(first.lowest.value)} to ${amount(first.highest.mean)} at ${value(first.highest.value)}.`
  if (others.length === 0) return sentence
  const last = others[others.length - 1]
  return `${sentence} It changes least with ${settingName(last.setting)}, by ${apart(last.span, surfaceUnit({ unit, treatment }))}.`
}

/** The size of a difference between points of a surface: that of percentages is in percentage points. */
const apart = (size: number, unit: string) => withUnit(compact(size), differenceUnit({ unit }))

/** Maps that are drawn at most. */
export const MOST_MAPS = 3

/** The figure of maps for those who do not see it. */
export function mapsText(importance: Importance): Alternative {
  return { title: `Maps of pairs: ${subjectText(importance.subject)}`, description: mapsCaption(importance) }
}

/** Which pairs are drawn, how much each explains, and what the depths of colour mean. */
export function mapsCaption(importance: Importance): string {
  const { shares, interactions } = importance
  const shown = strongestMaps(importance, MOST_MAPS)
  const text = shown.map(({ settings }) => {
    const share = ofSet(shares, settings)!.share
    const test = ofSet(interactions, settings)
    return `${setName(settings)} ${shareText(share)}${test === undefined ? '' : ` (${probability(test.adjusted)})`}`
  })
  const most = largest(shown.flatMap(({ interaction }) => interaction.flat()).map(Math.abs))
  const means = shown.flatMap(({ mean }) => mean.flat())
  const amount = (value: number) => withUnit(compact(value), surfaceUnit(importance))
  const pairs =
    interacting(importance).length > 0 ? 'Pairs that interact beyond chance' : 'The strongest pair, which may be chance'
  return (
    `${pairs}: ${text.join(', ')}. ` +
    `Left: the average, from ${amount(smallest(means))} (faint) to ${amount(largest(means))} (strong). ` +
    `Right: what the pair adds to the effects of each alone, orange and + for more, blue and − for less, up to ${apart(most, surfaceUnit(importance))}.`
  )
}

/** Which pairs interact beyond chance; `shown` of all pairs are in the table. */
export function interactionsText(importance: Importance, shown: number): string {
  const { subject, interactions } = importance
  const found = interacting(importance).map(({ settings }) => setName(settings))
  const title = `the ${subjectText(subject)} than chance would if their effects only added up`
  const sentence =
    found.length === 0
      ? `No pair of hyperparameters explains more of ${title}.`
      : `${listed(found)} ${found.length === 1 ? 'explains' : 'explain'} more of ${title}.`
  const more =
    shown < interactions.length ? ` The table shows the ${shown} surest of ${interactions.length} pairs.` : ''
  return `${capital(sentence)}${more}`
}

/** The cells of a task that were too few to explain, a sentence each. */
export function leftOutText({ task, leftOut }: TaskImportance): string[] {
  return leftOut.map(
    ({ cell, trials }) =>
      `${cell} on ${task} is left out: it has ${counted(trials, 'trained trial')}, and at least ${FEWEST} are needed to explain anything.`,
  )
}

/** How shares are found. */
export function aboutText(trees: number): string {
  return (
    `Shares come from functional analysis of variance (fANOVA; Hutter, Hoos and Leyton-Brown, 2014): a forest of ${counted(trees, 'regression tree')} is grown on the trials, with hyperparameters in the measure they were drawn from and equal weights for options and for cells, and its variance is decomposed exactly. ` +
    'Shares are never normalised; what single hyperparameters and pairs leave is the rest. Diverged trials count. ' +
    'Each pair is tested against forests grown on data without interactions: a sum of one curve per hyperparameter plus its permuted residuals. These forests have fewer trees; “share in the test” is the share in a forest of the same size. The last column is corrected for all pairs tested. ' +
    'The shares of a forest that predicts nothing (R² near 0) mean nothing.'
  )
}

/** Why a study cannot say which part of a cell matters. */
export const NO_PARTS =
  'Cells that each change one thing cannot show which share of the variance a part of the cell explains: ' +
  'that share depends on which cells are in the study, and no two changes ever occur together. ' +
  'A study must draw the parts themselves, independently, as the study `parts` does (odyssey run parts).'

/** Which part of the cell matters on a task, in a sentence; undefined where the forest predicts nothing and has nothing to say. */
export function partsText({ task, outOfBag, parts }: PartShares): string | undefined {
  const [first, ...others] = parts.map(({ part, shapley }) => `${settingName(part)} (${shareText(shapley.share)})`)
  if (first === undefined || !(outOfBag > 0)) return undefined
  const then = others.length > 0 ? `, followed by ${listed(others)}` : ''
  return `On ${task}, the part of the cell that explains most of the test error is the ${first}${then}.`
}

/** What the columns of part shares are. */
export const shapleyText =
  'Shares of variance as Shapley values: what a part explains alone, plus an equal portion of what it explains together with others.'

/** What the figure of shares by cell shows. */
export function sharesByCellCaption(task: string): string {
  return `Shares of variance of the test error of each cell on ${task}, as above.`
}

/** What trees without any variance do to shares; nothing where there are none. */
export function constantTreesText(constant: number, trees: number): string[] {
  if (constant === 0) return []
  if (constant === trees) return ['No tree has any variance: there is nothing to explain, and every share is 0.']
  return [
    `${constant} of ${trees} trees ${constant === 1 ? 'has' : 'have'} no variance and ${constant === 1 ? 'does' : 'do'} not count in the shares.`,
  ]
}
