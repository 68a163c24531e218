import * as Plot from '@observablehq/plot'
import type { CellRates, LearningRates } from '../../findings/learning-rates.ts'
import { ratesAxis } from '../axes.ts'
import type { Drawing } from '../blocks/block.ts'
import { cellNames, colours, columnsFor, decade, decades, draw, grid, logAxis, smallPlots } from '../plot.ts'
import { MOST_DOTS, someOf, thinned } from '../sample.ts'
import { ratesText } from '../words/learning-rates.ts'
import { measured } from '../words/numbers.ts'

/** Points of a line: more would lie within a pixel of a small plot. */
const MOST_POINTS = 500

/** Test result over learning rate, a dot a trial and their running median, a small plot a cell; the baseline’s median behind. */
export function rates(found: LearningRates, baseline: string): Drawing {
  const { measure, naiveBaseline, cells } = found
  const shown = cells.filter(({ points }) => points.length > 0)
  const columns = columnsFor(shown.length)
  const placed = grid(shown, columns)
  const { low, high, edge, showsNaive } = ratesAxis({ measure, naiveBaseline, cells: shown })
  const inside = (value: number) => Math.min(value, edge)
  const points = placed.flatMap(({ points, column, row }) =>
    points.map((point) => ({ ...point, test: inside(point.test), column, row })),
  )
  const lineOf = (running: CellRates['running'], { column, row, cell }: (typeof placed)[number]) =>
    thinned(running, MOST_POINTS).map(({ rate, median }) => ({ rate, median: inside(median), column, row, cell }))
  const dots = someOf(points, MOST_DOTS)
  const standard = shown.find(({ cell }) => cell === baseline)
  const behind = placed.filter(({ cell }) => cell !== baseline).flatMap((at) => lineOf(standard?.running ?? [], at))
  const place = { fx: 'column', fy: 'row' }
  const line = { ...place, x: 'rate', y: 'median', z: 'cell' }
  return draw(
    {
      ...smallPlots(shown.length, columns),
      x: logAxis('learning rate', {
        ticks: decades(
          points.map(({ rate }) => rate),
          columns > 3 ? 2 : 3,
        ),
        tickFormat: decade,
      }),
      y: {
        label: `${measured(measure)} (test)`,
        labelArrow: 'none',
        domain: [low, high],
        ticks: 5,
        grid: true,
      },
      marks: [
        Plot.ruleY(showsNaive ? [naiveBaseline] : [], {
          stroke: colours.quiet,
          strokeDasharray: '2,3',
        }),
        Plot.line(behind, { ...line, stroke: colours.quiet, strokeWidth: 1.2 }),
        Plot.dot(
          dots.filter(({ diverged }) => !diverged),
          { ...place, x: 'rate', y: 'test', r: 2.5, fill: colours.mark, fillOpacity: 0.55 },
        ),
        Plot.dot(
          dots.filter(({ diverged }) => diverged),
          { ...place, x: 'rate', y: 'test', r: 3, symbol: 'times', stroke: colours.other, strokeWidth: 1.5 },
        ),
        Plot.line(
          placed.flatMap((at) => lineOf(at.running, at)),
          { ...line, stroke: 'currentColor', strokeWidth: 1.8 },
        ),
        cellNames(placed, columns),
      ],
    },
    ratesText(found),
  )
}
