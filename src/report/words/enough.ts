import { type Enough, type EnoughCell, isOpen, type Stability } from '../../findings/enough.ts'
import { compact, counted, listed } from '../../math/text.ts'
import { bestEdge } from '../axes.ts'
import type { Alternative } from '../plot.ts'
import { distance, marginText } from './numbers.ts'

/** The figure of agreement for those who do not see it. */
export function agreementAlternative({ task, cells }: Enough): Alternative {
  const from = (found: Stability<unknown> | undefined) =>
    found?.enough === undefined ? 'without such a number' : `from ${counted(found.enough, 'trial')}`
  return {
    title: `How often random subsets of the trials on ${task} come to the same conclusions`,
    description: cells
      .map(({ cell, verdict, order }) => `${cell}: verdict ${from(verdict)}, order of hyperparameters ${from(order)}`)
      .join('; '),
  }
}

/** The figure of what the best reaches for those who do not see it. */
export function bestAlternative({ task, cells }: Enough): Alternative {
  const text = ({ cell, best }: EnoughCell) =>
    `${cell}: ${best.map(({ trials, expected }) => `${compact(expected)} of ${trials}`).join(', ')}`
  return { title: `What the best of so many trials reaches on ${task}`, description: cells.map(text).join('; ') }
}

/** What the figure of agreement shows, and how to read it. */
export function agreementCaption(found: Enough): string {
  const { task, baseline } = found
  return `${conclusionsText(found)} Share of random subsets of the trials on ${task} that come to the same conclusion as all trials, by the size of the subsets: blue dots for the verdict against ${baseline} (a grey line if there is none), orange squares for the two most important hyperparameters in order. The dotted line is nine in ten; on the grey background, subsets have more than half of the trials.`
}

/** What the figure of the best shows, and how to read it. */
export function bestSoFarCaption(found: Enough): string {
  const behind = found.cells.length > 1 ? `; the grey line is that of ${found.baseline}` : ''
  return `${searchText(found)} Test result on ${found.task} of the best trial by validation among so many: the mean over all subsets of this size, and a band that contains nine in ten of them${behind}.`
}

/** What parts of the trials can tell. */
export const ABOUT =
  'Subsets are drawn without replacement from the trials of this study. They show how many of these trials would have led to the same conclusion, not whether it is right, nor whether another study would agree. ' +
  'Large subsets contain most of the trials, so they agree with them by construction. Few trials never show a difference, so if none was detected, no number is given.'

/** What the columns of the table are. */
export const COLUMNS =
  'How many trials would have been enough: for the verdict, for the most important hyperparameter, for the two most important in order, and for a best trial that is, on average, within the margin of the best of all trials.'

/** From how many trials on the conclusions would have been the same. */
export function conclusionsText({ cells }: Enough): string {
  return [verdictsText(cells), ordersText(cells)].filter((sentence) => sentence !== '').join(' ')
}

function verdictsText(cells: readonly EnoughCell[]): string {
  const judged = cells.flatMap(({ cell, verdict }) => (verdict === undefined ? [] : [{ cell, ...verdict }]))
  if (judged.length === 0) return ''
  const concluded = judged.filter((verdict) => !isOpen(verdict))
  const open = judged.filter(isOpen).map(({ cell }) => cell)
  const groups = Map.groupBy(concluded, ({ enough }) => enough ?? Number.POSITIVE_INFINITY)
  const sizes = [...groups.keys()].sort((a, b) => a - b)
  const clauses = sizes.map((size) => {
    const names = listed(groups.get(size)!.map(({ cell, conclusion }) => `${cell} (${conclusion})`))
    return Number.isFinite(size) ? `from ${counted(size, 'trial')} on for ${names}` : `at no size for ${names}`
  })
  const same = clauses.length === 0 ? '' : `Nine in ten subsets come to the same verdict ${listed(clauses)}.`
  const none =
    open.length === 0
      ? ''
      : `${listed(open)} showed no detectable difference from the baseline, but few trials never show one.`
  return [same, none].filter((sentence) => sentence !== '').join(' ')
}

function ordersText(cells: readonly EnoughCell[]): string {
  const orders = cells.flatMap(({ cell, order }) => (order === undefined ? [] : [{ cell, ...order }]))
  if (orders.length === 0) return ''
  const known = orders.filter(({ enough }) => enough !== undefined).sort((a, b) => a.enough! - b.enough!)
  const lost = orders.filter(({ enough }) => enough === undefined).map(({ cell }) => cell)
  const text = ({ cell, enough }: (typeof known)[number]) => `${counted(enough!, 'trial')} (${cell})`
  const [first, last] = [known[0], known.at(-1)]
  const same =
    first === undefined || last === undefined
      ? ''
      : `The two most important hyperparameters are the same ${first === last || first.enough === last.enough ? `from ${counted(first.enough!, 'trial')} on` : `from ${text(first)} to ${text(last)} on`}${lost.length === 0 ? '' : `, but not for ${listed(lost, 'or')}`}.`
  return same === ''
    ? `The two most important hyperparameters of ${listed(lost)} are not stable at any size of the subsets.`
    : same
}

/** How many trials are worth their time, and what one alone would reach. */
export function searchText(found: Enough): string {
  const { measure, cells } = found
  const gains = cells.map(({ cell, best }) => ({ cell, gain: best[0].expected - best[best.length - 1].expected }))
  const most = gains.reduce((a, b) => (b.gain > a.gain ? b : a))
  const search = `Searching pays most for ${most.cell}: on average, the best of all its trials is ${distance(most.gain, measure)} ${most.gain < 0 ? 'above' : 'below'} what a single trial reaches.`
  const beyond = cells.some(({ best }) => best.some(({ high }) => high > bestEdge(cells)))
  const sentences = [search, sizesText(found), beyond && 'Results beyond the axis are drawn at its edge.']
  return sentences.filter((sentence) => typeof sentence === 'string' && sentence !== '').join(' ')
}

function sizesText({ margin, measure, cells }: Enough): string {
  if (margin === undefined) return ''
  const known = cells.filter(({ enoughForBest }) => enoughForBest !== undefined)
  const lost = cells.filter(({ enoughForBest }) => enoughForBest === undefined).map(({ cell }) => cell)
  const sorted = known.sort((a, b) => a.enoughForBest! - b.enoughForBest!)
  const [first, last] = [sorted[0], sorted[sorted.length - 1]]
  const text = ({ cell, enoughForBest }: EnoughCell) => `${counted(enoughForBest!, 'trial')} (${cell})`
  const within = `to come, on average, within ${marginText(margin, measure)} of the best of all trials`
  const still =
    lost.length === 0
      ? ''
      : `For ${listed(lost)}, only all trials are enough${first === undefined ? ` ${within}` : ''}.`
  if (first === undefined) return still
  const sizes =
    first.enoughForBest === last.enoughForBest
      ? counted(first.enoughForBest!, 'trial')
      : `${text(first)} to ${text(last)}`
  return `${sizes} ${last.enoughForBest === 1 ? 'is' : 'are'} enough ${within}. ${still}`.trim()
}
