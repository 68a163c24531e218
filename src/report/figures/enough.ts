import * as Plot from '@observablehq/plot'
import { type Enough, type EnoughCell, isOpen, type Stability } from '../../findings/enough.ts'
import { axisOver, bestEdge } from '../axes.ts'
import type { Drawing } from '../blocks/block.ts'
import { cellNames, colours, columnsFor, decades, draw, grid, logAxis, smallPlots } from '../plot.ts'
import { agreementAlternative, bestAlternative } from '../words/enough.ts'
import { measured } from '../words/numbers.ts'

const place = { fx: 'column', fy: 'row' }

/** How often parts of the trials come to the conclusion of all, over their size, a small plot a cell. */
export function enoughAgreement(found: Enough): Drawing {
  const { trials, cells } = found
  const columns = columnsFor(cells.length)
  const placed = grid(cells, columns)
  const lineOf = (pick: (cell: EnoughCell) => Stability<unknown> | undefined) =>
    placed.flatMap((cell) =>
      (pick(cell)?.agreement ?? []).map((point) => ({ ...point, cell: cell.cell, column: cell.column, row: cell.row })),
    )
  const line = { ...place, x: 'trials', y: 'share', z: 'cell' }
  const verdicts = lineOf(({ verdict }) => (isOpen(verdict) ? undefined : verdict))
  const open = lineOf(({ verdict }) => (isOpen(verdict) ? verdict : undefined))
  const orders = lineOf(({ order }) => order)
  return draw(
    {
      ...smallPlots(placed.length, columns),
      x: sizeAxis(
        [...verdicts, ...open, ...orders].map((point) => point.trials),
        columns,
      ),
      y: {
        label: 'subsets that agree, %',
        labelArrow: 'none',
        domain: [0, 1],
        ticks: 5,
        tickFormat: (share: number) => `${100 * share}`,
        grid: true,
      },
      marks: [
        Plot.rectX(placed, {
          ...place,
          x1: (cell: EnoughCell) => cell.trials / 2,
          x2: trials,
          fill: colours.faint,
          fillOpacity: 0.4,
        }),
        Plot.ruleY([0.9], { stroke: colours.quiet, strokeDasharray: '2,3' }),
        Plot.line(orders, { ...line, stroke: colours.other, strokeWidth: 1.5, strokeDasharray: '5,3' }),
        Plot.dot(orders, { ...line, r: 3, symbol: 'square', fill: colours.other }),
        Plot.line(open, { ...line, stroke: colours.quiet, strokeWidth: 1.2 }),
        Plot.line(verdicts, { ...line, stroke: colours.mark, strokeWidth: 2 }),
        Plot.dot(verdicts, { ...line, r: 3, fill: colours.mark }),
        cellNames(placed, columns),
      ],
    },
    agreementAlternative(found),
  )
}

/** What the best of so many trials reaches on test, a small plot a cell; the baseline’s expectation behind. */
export function bestSoFar(found: Enough): Drawing {
  const { measure, baseline, cells } = found
  const columns = columnsFor(cells.length)
  const placed = grid(cells, columns)
  const edge = bestEdge(cells)
  const inside = (value: number) => Math.min(value, edge)
  const lineOf = (best: EnoughCell['best'], { cell, column, row }: (typeof placed)[number]) =>
    best.map(({ trials, expected, low, high }) => ({
      trials,
      expected: inside(expected),
      low: inside(low),
      high: inside(high),
      cell,
      column,
      row,
    }))
  const points = placed.flatMap((at) => lineOf(at.best, at))
  const standard = cells.find(({ cell }) => cell === baseline)?.best ?? []
  const behind = placed.filter(({ cell }) => cell !== baseline).flatMap((at) => lineOf(standard, at))
  const [low, high] = axisOver(
    points.flatMap((point) => [point.low, point.expected]),
    measure.unit,
  )
  const line = { ...place, x: 'trials', y: 'expected', z: 'cell' }
  return draw(
    {
      ...smallPlots(placed.length, columns),
      x: sizeAxis(
        points.map(({ trials }) => trials),
        columns,
      ),
      y: {
        label: `${measured(measure)} (test)`,
        labelArrow: 'none',
        domain: [low, Number.isFinite(edge) ? Math.min(edge, high) : high],
        ticks: 5,
        grid: true,
        clamp: true,
      },
      marks: [
        Plot.areaY(points, {
          ...place,
          x: 'trials',
          y1: 'low',
          y2: 'high',
          z: 'cell',
          fill: colours.mark,
          fillOpacity: 0.18,
        }),
        Plot.line(behind, { ...line, stroke: colours.quiet, strokeWidth: 1.2 }),
        Plot.line(points, { ...line, stroke: colours.mark, strokeWidth: 2 }),
        cellNames(placed, columns),
      ],
    },
    bestAlternative(found),
  )
}

const sizeAxis = (sizes: readonly number[], columns: number) =>
  logAxis('trials of a cell', { ticks: decades(sizes, columns > 3 ? 2 : 4), tickFormat: 'd' })
