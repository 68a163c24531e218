import { type Comparison, isTested, SIGNIFICANT, type TestedCell } from '../../findings/comparison.ts'
import { isRepeated } from '../../findings/pairs.ts'
import { largest, smallest } from '../../math/statistics.ts'
import { bareProbability, capital, compact, counted, duration, grouped, percentage } from '../../math/text.ts'
import { bare, intervalText, marginText, signed } from '../../task/measure.ts'
import { boxes, boxesReading, markOf } from '../figures/boxes.ts'
import { escaped, figure, htmlTable, prose } from '../html.ts'
import type { Material } from '../material.ts'

/** The best share of each cell, drawn and tested against the baseline. */
export function comparisons({ definition, findings }: Material): string {
  // where all settings were repeated, `repeats` compares the cells
  const compared = findings.comparisons.filter(({ cells }) =>
    cells.some(({ cell, best }) => best !== undefined && !isRepeated(definition, cell)),
  )
  if (compared.length === 0) return ''
  return `${compared.map(onTask).join('\n')}${compared.some(({ comparisons: tests }) => tests > 0) ? NOTE : ''}`
}

const NOTE =
  '<p class="note">p comes from relabelling: the trials of both cells are dealt at random into two hands, the best of each hand are selected again, and the share of dealings that differ as much is counted. Intervals come from redrawing: the trials of both cells are drawn again with replacement, and the best selected again. The two are computed apart and may disagree near 5 %. Welch’s t-test, as in the paper, is shown beside them; after selecting the best it finds differences too easily. Holm and Bonferroni: p-values that hold for all cells on the task together. Hedges’ g: the difference in deviations within the best.</p>'

function onTask(comparison: Comparison): string {
  const { task, cells } = comparison
  const tested = cells.filter(isTested)
  const tests = tested.length === 0 ? '' : `${differences(comparison, tested)}${probabilities(tested)}`
  return `<h3>${escaped(task)}</h3>${figure(`${task}-best`, boxes(comparison, 'best'), captionOf(comparison))}${results(comparison)}${tests}`
}

function captionOf(comparison: Comparison): string {
  const { measure, baseline, share, margin } = comparison
  const equivalent = margin === undefined ? '' : `, ≈ no difference larger than ${marginText(margin, measure)}`
  return (
    `${boxesReading(comparison, 'best')} ${capital(measure.title)}${measure.unit && ` in ${measure.unit}`} on test (lower is better) of ${share === 1 ? 'all trials of each cell' : `the best ${percentage(share)} of trials of each cell, selected by validation`}: ` +
    `box from the first to the third quartile, whiskers over the full range, line at the median, dot at the mean; fewer than five trials are drawn one by one. ` +
    `The dashed line is the median of ${baseline}. Blue is better than it, orange worse, grey neither: ✱ at p < ${SIGNIFICANT}, ✱✱ also after Bonferroni’s correction${equivalent}.`
  )
}

/** What the best reached, and what they cost. */
function results(comparison: Comparison): string {
  const { measure, baseline, cells } = comparison
  const rows = cells.map(({ cell, best }) => [
    cell === baseline ? `${cell} (baseline)` : cell,
    ...(best === undefined
      ? ['–', '–', '–', '–', '–', '–', '–']
      : [
          grouped(best.values.length),
          bare(best.validation, measure),
          bare(best.summary.mean, measure),
          signed(best.gap, measure),
          `${bare(best.summary.least, measure)} – ${bare(best.summary.most, measure)}`,
          grouped(best.parameters),
          duration(best.seconds),
        ]),
  ])
  const head = ['cell', 'trials', 'validation', 'test', 'test − validation', 'range on test', 'parameters', 'time']
  return `${htmlTable(head, rows, [1, 2, 3, 4, 5, 6, 7])}<p class="note">${prose(biasText(comparison))}</p>`
}

/** How much of the gap between test and validation is there without any selection. */
function biasText({ measure, share, cells }: Comparison): string {
  const range = (gaps: readonly number[]) => {
    const [low, high] = [smallest(gaps), largest(gaps)].map((gap) => signed(gap, measure))
    return low === high ? low : `${low} to ${high}`
  }
  const known = cells.flatMap(({ all, best }) => (all === undefined || best === undefined ? [] : [{ all, best }]))
  if (share === 1) return `Means of all trials. Test less validation is ${range(known.map(({ best }) => best.gap))}.`
  const more = known.filter(({ all, best }) => best.gap > all.gap).length
  const price =
    more === 0
      ? 'the best have no more of it, so that having been selected by validation has no price that shows.'
      : `what the best${more < known.length ? ` of ${counted(more, 'cell')}` : ''} have more of is the price of having been selected by validation.`
  return (
    `Means of the best. Test less validation is ${range(known.map(({ best }) => best.gap))} in the best, and ${range(known.map(({ all }) => all.gap))} in the median of all trials: ` +
    price
  )
}

/** How far each cell is from the baseline. */
function differences({ measure, baseline, margin }: Comparison, tested: readonly TestedCell[]): string {
  const rows = tested.map((cell) => {
    const { difference, interval, equivalence, effect, verdict } = cell.against
    return [
      cell.cell,
      signed(difference, measure),
      intervalText(interval, measure),
      ...(margin === undefined ? [] : [equivalence === undefined ? '–' : equivalence.within ? 'yes' : 'no']),
      effect === undefined ? '–' : effectText(effect.hedgesG),
      effect?.interval === undefined ? '–' : effect.interval.map(effectText).join(' to '),
      `${verdict} ${markOf(cell)}`.trim(),
    ]
  })
  const within = margin === undefined ? [] : [`within ${compact(margin)}`]
  const head = [
    `against ${baseline}`,
    'difference',
    '95 % interval',
    ...within,
    'Hedges’ g',
    '95 % interval',
    'verdict',
  ]
  return htmlTable(
    head,
    rows,
    head.flatMap((_, k) => (k > 0 && k < head.length - 1 ? [k] : [])),
  )
}

const effectText = (g: number) => `${g < 0 ? '−' : '+'}${Math.abs(g).toFixed(2)}`

/** The p-values of both tests, alone and for all cells together. */
function probabilities(tested: readonly TestedCell[]): string {
  const rows = tested.map(({ cell, against: { p, adjusted, welch } }) => [
    cell,
    ...[p, adjusted.holm, adjusted.bonferroni].map(bareProbability),
    ...(welch === undefined
      ? ['–', '–', '–', '–', '–']
      : [
          welch.t.toFixed(2).replace('-', '−'),
          welch.degreesOfFreedom.toFixed(1),
          ...[welch.p, welch.adjusted.holm, welch.adjusted.bonferroni].map(bareProbability),
        ]),
  ])
  const head = ['p-values', 'relabelling', 'Holm', 'Bonferroni', 'Welch’s t', 'degrees', 'p', 'Holm', 'Bonferroni']
  return htmlTable(head, rows, [1, 2, 3, 4, 5, 6, 7, 8])
}
