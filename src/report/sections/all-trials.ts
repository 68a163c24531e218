import { grouped } from '../../math/text.ts'
import { type Block, figure, heading, names, numbers, table } from '../blocks/block.ts'
import { boxes } from '../figures/boxes.ts'
import type { Material } from '../material.ts'
import { allTrialsCaption } from '../words/comparison.ts'
import { bare } from '../words/numbers.ts'

/** All trials of each cell, and how they ended. */
export function allTrials({ findings }: Material): Block[] {
  return findings.comparisons
    .filter(({ cells }) => cells.some(({ all }) => all !== undefined))
    .flatMap((comparison) => {
      const { task, measure, cells } = comparison
      const result = (value: number | undefined) => (value === undefined ? '–' : { value, text: bare(value, measure) })
      const rows = cells.map(({ cell, counts, all }) => [
        cell,
        ...[counts.planned, counts.completed, counts.diverged, counts.failed].map(grouped),
        result(all?.summary.median),
        result(all?.summary.least),
      ])
      const columns = [...names('cell'), ...numbers('planned', 'completed', 'diverged', 'failed', 'median', 'lowest')]
      return [
        heading(`${task}-trials`, task),
        figure(`${task}-all`, boxes(comparison, 'all'), allTrialsCaption(comparison)),
        table(`${task}-outcomes`, columns, rows),
      ]
    })
}
