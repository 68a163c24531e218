import { bare, bareProbability, duration, grouped, percentage, signed } from '../../analysis/wording.ts'
import { boxes, boxesReading } from '../figures/boxes.ts'
import { escaped, figure, htmlTable } from '../html.ts'
import type { Material } from '../material.ts'

/** The best share of each cell, drawn and tested against the baseline. */
export function comparisons({ findings }: Material): string {
  return findings.comparisons
    .map((comparison) => {
      const { task, measure, baseline, share, cells } = comparison
      if (cells.every(({ best }) => best === undefined)) return ''
      const rows = cells.map(({ cell, best, against }) => [
        cell === baseline ? `${cell} (baseline)` : cell,
        best === undefined ? '–' : grouped(best.values.length),
        best === undefined ? '–' : bare(best.summary.mean, measure),
        best === undefined ? '–' : `${bare(best.summary.least, measure)} – ${bare(best.summary.most, measure)}`,
        best === undefined ? '–' : grouped(best.parameters),
        best === undefined ? '–' : duration(best.seconds),
        against === undefined ? '' : signed(against.difference, measure),
        against === undefined ? '' : bareProbability(against.p),
        against?.welch === undefined ? '' : bareProbability(against.welch.p),
        against === undefined
          ? ''
          : `${against.verdict}${against.bonferroni ? ' ✱✱' : against.verdict === 'undecided' ? '' : ' ✱'}`,
      ])
      const head = ['cell', 'trials', 'mean', 'range', 'parameters', 'time', 'difference', 'p', 'Welch p', 'verdict']
      const caption =
        `${boxesReading(comparison, 'best')} ${capital(measure.title)}${measure.unit && ` in ${measure.unit}`} on test of the best ${percentage(share)} of trials of each cell, selected by validation: ` +
        `box from the first to the third quartile, whiskers over the full range, line at the median, dot at the mean; fewer than five trials are drawn one by one. ` +
        `The dashed line is the median of ${baseline}. Blue is better than it, orange worse, grey neither: ✱ at p < 0.05, ✱✱ also after Bonferroni’s correction.`
      return `<h3>${escaped(task)}</h3>${figure(boxes(comparison, 'best'), caption)}${htmlTable(head, rows, [1, 2, 3, 4, 5, 6, 7, 8])}`
    })
    .join('\n')
    .concat(
      '<p class="note">p comes from relabelling: the trials of both cells are dealt at random into two hands, the best of each hand are selected again, and the share of dealings that differ as much is counted. Welch’s t-test, as in the paper, is shown beside it; after selecting the best it finds differences too easily.</p>',
    )
}

const capital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1)
