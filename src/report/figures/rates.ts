import * as Plot from '@observablehq/plot'
import type { LearningRates } from '../../analysis/learning-rate.ts'
import { compact } from '../../analysis/wording.ts'
import { quantile } from '../../math/statistics.ts'
import { colours, decade, decades, draw, grid } from '../plot.ts'

const COLUMNS = 3

/** Test result over learning rate, a dot a trial and their running median, a small plot a cell. */
export function rates({ task, measure, trivial, cells }: LearningRates): string {
  const placed = grid(cells, Math.min(COLUMNS, cells.length))
  const points = placed.flatMap(({ points, column, row }) => points.map((point) => ({ ...point, column, row })))
  const lines = placed.flatMap(({ running, column, row, cell }) =>
    running.map((point) => ({ ...point, column, row, cell })),
  )
  const high = Math.max(
    Math.min(
      Math.max(...points.map(({ test }) => test)),
      Math.max(
        1.02 * trivial,
        quantile(
          points.map(({ test }) => test),
          0.9,
        ),
      ),
    ),
  )
  const at = (value: number) => Math.min(value, high)
  const rows = Math.ceil(cells.length / COLUMNS)
  return draw(
    {
      height: 60 + 170 * rows,
      marginLeft: 56,
      marginBottom: 44,
      marginTop: 40,
      fx: { axis: null, padding: 0.08 },
      fy: { axis: null, padding: 0.16 },
      x: {
        type: 'log',
        label: 'learning rate',
        labelAnchor: 'center',
        labelArrow: 'none',
        ticks: decades(points.map(({ rate }) => rate)),
        tickFormat: decade,
        grid: true,
      },
      y: {
        label: `${measure.title}${measure.unit && `, ${measure.unit}`} (test)`,
        labelArrow: 'none',
        nice: true,
        ticks: 5,
        grid: true,
      },
      marks: [
        Plot.ruleY(trivial <= high ? [trivial] : [], { stroke: colours.quiet, strokeDasharray: '2,3' }),
        Plot.dot(points, {
          x: 'rate',
          y: (point: { test: number }) => at(point.test),
          fx: 'column',
          fy: 'row',
          r: 2.5,
          fill: (point: { diverged: boolean }) => (point.diverged ? colours.other : colours.mark),
          fillOpacity: 0.55,
        }),
        Plot.line(lines, {
          x: 'rate',
          y: (point: { median: number }) => at(point.median),
          z: 'cell',
          fx: 'column',
          fy: 'row',
          stroke: 'currentColor',
          strokeWidth: 1.8,
        }),
        Plot.text(placed, {
          text: 'cell',
          fx: 'column',
          fy: 'row',
          frameAnchor: 'top-right',
          dy: -16,
          fontWeight: 'bold',
          textAnchor: 'end',
        }),
      ],
    },
    {
      title: `Test result over learning rate on ${task}`,
      description: cells
        .map(({ cell, lowest }) =>
          lowest ? `${cell}: lowest median near ${compact(lowest.rate)}` : `${cell}: too few trials for a median`,
        )
        .join('; '),
    },
  )
}
