import * as Plot from '@observablehq/plot'
import { ticks } from 'd3-array'
import type { Curves } from '../../findings/curves.ts'
import { largest } from '../../math/statistics.ts'
import { axisOver } from '../axes.ts'
import type { Drawing } from '../blocks/block.ts'
import { cellNames, colours, columnsFor, draw, grid, smallPlots } from '../plot.ts'
import { curvesText } from '../words/curves.ts'
import { measured } from '../words/numbers.ts'

/** Validation result after each epoch of the best trial of each cell, the baseline’s in grey behind, a small plot a cell. */
export function learningCurves(found: Curves, baseline: string): Drawing {
  const { measure, naiveBaseline, cells } = found
  const columns = columnsFor(cells.length)
  const placed = grid(cells, columns)
  const high = largest([naiveBaseline, ...cells.map(({ best }) => best)])
  const stepsOf = (validation: readonly number[]) =>
    validation.flatMap((value, k) => (Number.isFinite(value) ? [{ epoch: k + 1, value: Math.min(value, high) }] : []))
  const own = placed.flatMap(({ cell, validation, column, row }) =>
    stepsOf(validation).map((point) => ({ ...point, cell, column, row })),
  )
  const standard = cells.find(({ cell }) => cell === baseline)
  const behind = placed.flatMap(({ cell, column, row }) =>
    standard === undefined || cell === baseline
      ? []
      : stepsOf(standard.validation).map((point) => ({ ...point, cell, column, row })),
  )
  const marks = placed.filter(({ bestEpoch }) => bestEpoch > 0)
  const longest = largest(cells.map(({ validation }) => validation.length))
  const epochs = ticks(1, Math.max(2, longest), columns > 3 ? 3 : 4).filter(Number.isInteger)
  const line = { x: 'epoch', y: 'value', z: 'cell', fx: 'column', fy: 'row' }
  return draw(
    {
      ...smallPlots(cells.length, columns),
      x: { label: 'epoch', labelAnchor: 'center', labelArrow: 'none', ticks: epochs, tickFormat: 'd', grid: true },
      y: {
        label: `${measured(measure)} (validation)`,
        labelArrow: 'none',
        domain: axisOver([...own.map(({ value }) => value), ...cells.map(({ best }) => best)], measure.unit),
        ticks: 5,
        grid: true,
      },
      marks: [
        Plot.line(behind, { ...line, stroke: colours.quiet, strokeWidth: 1.2 }),
        Plot.line(own, { ...line, stroke: colours.mark, strokeWidth: 2 }),
        Plot.dot(marks, {
          x: 'bestEpoch',
          y: 'best',
          fx: 'column',
          fy: 'row',
          r: 4,
          fill: colours.other,
          stroke: 'var(--page, white)',
        }),
        cellNames(placed, columns),
      ],
    },
    curvesText(found),
  )
}
