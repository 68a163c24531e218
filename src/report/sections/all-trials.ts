import { grouped } from '../../math/text.ts'
import { amount, bare } from '../../task/measure.ts'
import { boxes, boxesReading } from '../figures/boxes.ts'
import { escaped, figure, htmlTable } from '../html.ts'
import type { Material } from '../material.ts'

/** All trials of each cell, and how they ended. */
export function allTrials({ findings }: Material): string {
  return findings.comparisons
    .filter(({ cells }) => cells.some(({ all }) => all !== undefined))
    .map((comparison) => {
      const { task, measure, trivial, cells } = comparison
      const caption = `${boxesReading(comparison, 'all')} Test results of all trained trials on ${task}; a predictor that knows only how often each target occurs reaches ${amount(trivial, measure)}.`
      const rows = cells.map(({ cell, counts, all }) => [
        cell,
        ...[counts.planned, counts.completed, counts.diverged, counts.failed].map(grouped),
        all === undefined ? '–' : bare(all.summary.median, measure),
        all === undefined ? '–' : bare(all.summary.least, measure),
      ])
      const head = ['cell', 'planned', 'completed', 'diverged', 'failed', 'median', 'lowest']
      return `<h3>${escaped(task)}</h3>${figure(`${task}-all`, boxes(comparison, 'all'), caption)}${htmlTable(head, rows, [1, 2, 3, 4, 5, 6])}`
    })
    .join('\n')
}
