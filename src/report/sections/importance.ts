import { ofSet } from '../../fanova/decomposition.ts'
import { boundsName, type Importance, INTERACTING } from '../../findings/importance/importance.ts'
import {
  type Importances,
  partShares,
  partsSentence,
  type TaskImportance,
  whyNoParts,
} from '../../findings/importance/of-study.ts'
import { bareProbability, capital, counted, listed, setName, settingName, shareText } from '../../math/text.ts'
import { maps, mapsReading } from '../figures/maps.ts'
import { marginals, marginalsReading } from '../figures/marginals.ts'
import { shares, sharesByRow, sharesReading } from '../figures/shares.ts'
import { escaped, figure, htmlTable, list, prose } from '../html.ts'
import type { Material } from '../material.ts'

/** Shares of variance, marginals and maps on each task. */
export function importance({ definition, findings }: Material): string {
  const { importances } = findings
  const tasks = importances.tasks.map((found) => taskHtml(found, definition.baseline))
  if (tasks.every((html) => html === '')) return leftOutHtml(importances)
  return [...tasks, leftOutHtml(importances), aboutHtml(importances), noPartsHtml(definition, importances)].join('\n')
}

/** Why the share of the cell is none of its parts, where several cells were compared. */
function noPartsHtml(definition: Material['definition'], { tasks }: Importances): string {
  const reason = whyNoParts(definition)
  return reason !== undefined && tasks.some(({ overall }) => overall !== undefined) ? note(reason) : ''
}

/** Which part of the cell matters, where a study sampled the parts. */
export function parts({ definition, findings }: Material): string {
  if (whyNoParts(definition) !== undefined) return ''
  return partShares(findings.importances)
    .map((each) => {
      const { task, parts: found } = each
      const rows = found.map(({ part, alone, shapley }) => [
        settingName(part),
        shareText(shapley.share),
        boundsText(shapley),
        shareText(alone.share),
      ])
      const sentence = `${partsSentence(each) ?? ''} Shares of variance by Shapley value: each part’s own and its part of what it explains together with others.`
      return `<h3>${escaped(task)}</h3><p>${prose(sentence)}</p>${htmlTable(['part', 'Shapley value', rangeTitle(found[0]?.shapley), 'by itself'], rows, [1, 2, 3])}`
    })
    .join('\n')
}

function taskHtml({ task, overall, cells }: TaskImportance, baseline: string): string {
  const explained = overall ?? cells[0]
  if (explained === undefined) return ''
  const { error, time } = explained
  const [errors, times] = (['error', 'time'] as const).map((what) =>
    overall === undefined ? [] : cells.map((cell) => ({ name: cell.cell, importance: cell[what] })),
  )
  const behind = overall === undefined ? '' : `, thin lines are single cells, the blue one is ${baseline}`
  const lines = `the other settings averaged out; the band is ${boundsName(error)}${behind}.`
  return [
    `<h3>${escaped(task)}</h3>`,
    figure(
      `${task}-shares`,
      shares([error, time]),
      `${sharesReading(error)} ${sharesReading(time)} Lines at the ends of bars are ${boundsName(error)}.${targetText(error, 0)}`,
    ),
    overall === undefined
      ? ''
      : figure(
          `${task}-shares-of-error-by-cell`,
          sharesByRow(errors),
          `Shares of variance of the test error of each cell on ${task}, as above.`,
        ),
    figure(
      `${task}-marginals-of-error`,
      marginals(error, errors, baseline),
      `${marginalsReading(error)} Test error, ${lines}${targetText(error, errors.length)}`,
    ),
    figure(
      `${task}-marginals-of-time`,
      marginals(time, times, baseline),
      `${marginalsReading(time)} Training time, ${lines}`,
    ),
    error.maps.length === 0 ? '' : figure(`${task}-maps`, maps(error), mapsReading(error)),
    interactionsHtml(error),
    notesHtml([error, time]),
  ].join('\n')
}

function targetText({ target }: Importance, cells: number): string {
  if (target === 'as it is') return ''
  return ` The error that is explained is ${target}${cells > 0 ? '; each single cell is treated so by itself' : ''}.`
}

function interactionsHtml({ shares, interactions, title }: Importance): string {
  if (interactions.length === 0) return ''
  const real = interactions.filter(({ adjusted }) => adjusted <= INTERACTING)
  const names = real.map(({ settings }) => setName(settings))
  const sentence =
    real.length === 0
      ? `No pair of settings explains more of the ${title} than chance would where settings only add up.`
      : `${listed(names)} ${real.length === 1 ? 'explains' : 'explain'} more of the ${title} than chance would where settings only add up.`
  const strongest = [...interactions].sort((a, b) => a.adjusted - b.adjusted || b.share - a.share).slice(0, MOST_ROWS)
  const rows = strongest.map(({ settings, share, chance, p, adjusted }) => [
    setName(settings),
    shareText(ofSet(shares, settings)?.share ?? share),
    shareText(share),
    shareText(chance),
    bareProbability(p),
    bareProbability(adjusted),
  ])
  const more = interactions.length > MOST_ROWS ? ` The ${MOST_ROWS} surest of ${interactions.length} pairs.` : ''
  const head = ['pair', 'share', 'share in the test', '95 % of chance', 'p', 'p for all pairs']
  return `<p>${prose(capital(sentence))}${more}</p>${htmlTable(head, rows, [1, 2, 3, 4, 5])}`
}

const MOST_ROWS = 6

function notesHtml(importances: readonly Importance[]): string {
  const notes = importances.flatMap(({ title, notes }) => notes.map((text) => `${capital(title)}: ${text}.`))
  return notes.length === 0 ? '' : `<div class="note">${list(notes)}</div>`
}

function leftOutHtml({ tasks }: Importances): string {
  return tasks.flatMap(({ leftOut }) => leftOut.map(note)).join('\n')
}

function aboutHtml({ tasks }: Importances): string {
  const trees = tasks.flatMap(({ cells }) => cells.map(({ error }) => error.trees))[0]
  return note(
    `Shares come from functional analysis of variance (Hutter, Hoos and Leyton-Brown, 2014): a forest of ${counted(trees, 'regression tree')} is grown on the settings in the measure they were drawn from, options and cells counting alike, and its variance is told apart exactly. ` +
      `They are never normalised; what single settings and pairs leave is the rest. Diverged trials stay in. ` +
      `A pair is held against forests grown on a sum of one curve a setting with its residuals in random order, of fewer trees each: its share in the test is that in a forest as small. The last column is corrected for all pairs tested. ` +
      `A forest that predicts nothing (R² near 0) has shares that mean nothing.`,
  )
}

const note = (text: string) => `<p class="note">${prose(text)}</p>`

type Bounds = { readonly spread: number; readonly interval?: readonly [number, number] }
const rangeTitle = (share: Bounds | undefined) =>
  share?.interval === undefined ? 'deviation over trees' : '95 % interval'
const boundsText = ({ spread, interval }: Bounds) =>
  interval === undefined ? shareText(spread) : `${shareText(interval[0])} to ${shareText(interval[1])}`
