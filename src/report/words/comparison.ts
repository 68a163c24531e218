import { type Comparison, spreadsOf, type Which } from '../../findings/comparison.ts'
import { SIGNIFICANT } from '../../findings/selection-test.ts'
import { largest, smallest } from '../../math/statistics.ts'
import { capital, compact, counted, percentage } from '../../math/text.ts'
import { edgeOf } from '../axes.ts'
import type { Alternative } from '../plot.ts'
import { beyondText } from './edge.ts'
import { amount, marginText, selectionText, signed } from './numbers.ts'
import { holdsForText } from './repeats.ts'

type Shown = ReturnType<typeof spreadsOf>[number]

/** The figure of test results for those who do not see it. */
export function boxesText(comparison: Comparison, which: Which): Alternative {
  const { task, share } = comparison
  const shown = spreadsOf(comparison, which)
  const text = ({ cell, spread: { summary } }: Shown) =>
    `${cell}: median ${compact(summary.median)}, mean ${compact(summary.mean)}`
  return {
    title: `Test results on ${task}, ${which === 'best' ? selectionText(share) : 'all trials'}`,
    description: shown.map(text).join('; '),
  }
}

/** What the figure of the best shows, and how to read it. */
export function bestCaption(comparison: Comparison): string {
  const { measure, baseline, share, margin } = comparison
  const equivalent = margin === undefined ? '' : `, ≈ no difference larger than ${marginText(margin, measure)}`
  const whose =
    share === 1
      ? 'all trials of each cell'
      : `the best ${percentage(share)} of trials of each cell, selected by validation`
  return (
    `${mediansText(comparison, 'best')} ${capital(measure.title)}${measure.unit && ` in ${measure.unit}`} on the test set (lower is better) of ${whose}: ` +
    'the box spans the first to the third quartile, whiskers the full range; the line is the median, the dot the mean. Fewer than five trials are drawn one by one. ' +
    `The dashed line is the median of ${baseline}. Blue cells are better, orange ones worse, grey ones neither: ✱ at p < ${SIGNIFICANT}, ✱✱ also after Bonferroni’s correction${equivalent}.`
  )
}

/** What the figure of all trials shows. */
export function allTrialsCaption(comparison: Comparison): string {
  const { task, measure, naiveBaseline } = comparison
  return `${mediansText(comparison, 'all')} Test results of all trained trials on ${task}. The naive baseline, which knows only how often each target occurs, reaches ${amount(naiveBaseline, measure)}.`
}

/** The medians at both ends, and what lies beyond the axis. */
export function mediansText(comparison: Comparison, which: Which): string {
  const { baseline, measure, naiveBaseline } = comparison
  const shown = spreadsOf(comparison, which)
  const medianOf = ({ spread }: Shown) => amount(spread.summary.median, measure)
  const text = (cell: Shown) => `${cell.cell} (${medianOf(cell)})`
  const sorted = [...shown].sort((a, b) => a.spread.summary.median - b.spread.summary.median)
  const [first, last] = [sorted[0], sorted[sorted.length - 1]]
  const middle = sorted.find(({ cell }) => cell === baseline && cell !== first.cell && cell !== last.cell)
  const areEqual = first.spread.summary.median === last.spread.summary.median
  const ends =
    sorted.length === 1
      ? `The median of ${first.cell} is ${medianOf(first)}.`
      : areEqual
        ? `All cells have the same median, ${medianOf(first)}.`
        : `The median is lowest for ${text(first)} and highest for ${text(last)}${middle ? `; the baseline is ${text(middle)}` : ''}.`
  const values = shown.map(({ spread }) => spread.values)
  return `${ends}${beyondText(values.flat(), edgeOf(values, naiveBaseline), { measure, place: 'edge (▸)' })}`
}

/** How p-values and intervals are found. */
export const TESTS =
  'p is the largest p-value of three tests that repeat the selection of the best trials: two permutation tests, of the difference and of the difference in units of its standard error, and a bootstrap-t. ' +
  'Each asks how often chance alone makes so large a difference. Intervals contain every difference that none of the three rejects, so p and interval agree. ' +
  `Both hold for ${holdsForText('searches')}. ` +
  'Welch’s t-test is shown because the paper used it; it ignores the selection and finds differences too easily. Holm and Bonferroni: p-values corrected for all cells of the task. Hedges’ g: the difference in standard deviations of the best trials.'

/** How much of the gap between test and validation is there without any selection. */
export function biasText({ measure, share, cells }: Comparison): string {
  const range = (gaps: readonly number[]) => {
    const [low, high] = [smallest(gaps), largest(gaps)].map((gap) => signed(gap, measure))
    return low === high ? low : `${low} to ${high}`
  }
  const known = cells.flatMap(({ all, best }) => (all === undefined || best === undefined ? [] : [{ all, best }]))
  const ofBest = range(known.map(({ best }) => best.gap))
  if (share === 1) return `Means of all trials. Test minus validation is ${ofBest}.`
  const more = known.filter(({ all, best }) => best.gap > all.gap).length
  const price =
    more === 0
      ? 'the best trials have no larger gap, so selecting by validation has no visible price.'
      : `the larger gap of the best trials${more < known.length ? ` of ${counted(more, 'cell')}` : ''} is the price of selecting by validation.`
  return `Means over the best trials. Test minus validation is ${ofBest} for them, and ${range(known.map(({ all }) => all.gap))} in the median over all trials: ${price}`
}

/** What the table of power tells, and how it is found. */
export function powerText({ margin, measure }: Comparison): string {
  const chance =
    margin === undefined ? '' : `, and the chance of detecting a difference of ${marginText(margin, measure)}`
  return (
    `The smallest difference that studies like this one would detect four times in five${chance}, from resamples of the trials. ` +
    'The last two columns say how often such a study reaches the same conclusion again, by the tests used here and by Welch’s test.'
  )
}
