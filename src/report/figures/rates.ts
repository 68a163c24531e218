import * as Plot from '@observablehq/plot'
import type { CellRates, LearningRates } from '../../findings/learning-rates.ts'
import { compact } from '../../math/text.ts'
import { amount, measured } from '../../task/measure.ts'
import {
  axisUpTo,
  beyondReading,
  cellNames,
  colours,
  columnsFor,
  decade,
  decades,
  draw,
  edgeOf,
  grid,
  smallPlots,
} from '../plot.ts'

/** Test result over learning rate, a dot a trial and their running median, a small plot a cell; the baseline’s median behind. */
export function rates({ task, measure, trivial, cells }: LearningRates, baseline: string): string {
  const shown = cells.filter(({ points }) => points.length > 0)
  const columns = columnsFor(shown.length)
  const placed = grid(shown, columns)
  const { low, high, edge, showsTrivial } = axisOf({ measure, trivial, cells: shown })
  const inside = (value: number) => Math.min(value, edge)
  const points = placed.flatMap(({ points, column, row }) =>
    points.map((point) => ({ ...point, test: inside(point.test), column, row })),
  )
  const lineOf = (running: CellRates['running'], { column, row, cell }: (typeof placed)[number]) =>
    running.map(({ rate, median }) => ({ rate, median: inside(median), column, row, cell }))
  const standard = shown.find(({ cell }) => cell === baseline)
  const behind = placed.filter(({ cell }) => cell !== baseline).flatMap((at) => lineOf(standard?.running ?? [], at))
  const place = { fx: 'column', fy: 'row' }
  const line = { ...place, x: 'rate', y: 'median', z: 'cell' }
  return draw(
    {
      ...smallPlots(shown.length, columns),
      x: {
        type: 'log',
        label: 'learning rate',
        labelAnchor: 'center',
        labelArrow: 'none',
        ticks: decades(
          points.map(({ rate }) => rate),
          columns > 3 ? 2 : 3,
        ),
        tickFormat: decade,
        grid: true,
        inset: 4,
      },
      y: {
        label: `${measured(measure)} (test)`,
        labelArrow: 'none',
        domain: [low, high],
        ticks: 5,
        grid: true,
      },
      marks: [
        Plot.ruleY(showsTrivial ? [trivial] : [], {
          stroke: colours.quiet,
          strokeDasharray: '2,3',
        }),
        Plot.line(behind, { ...line, stroke: colours.quiet, strokeWidth: 1.2 }),
        Plot.dot(
          points.filter(({ diverged }) => !diverged),
          { ...place, x: 'rate', y: 'test', r: 2.5, fill: colours.mark, fillOpacity: 0.55 },
        ),
        Plot.dot(
          points.filter(({ diverged }) => diverged),
          { ...place, x: 'rate', y: 'test', r: 3, symbol: 'times', stroke: colours.other, strokeWidth: 1.5 },
        ),
        Plot.line(
          placed.flatMap((at) => lineOf(at.running, at)),
          { ...line, stroke: 'currentColor', strokeWidth: 1.8 },
        ),
        cellNames(placed, columns),
      ],
    },
    {
      title: `Test result over learning rate on ${task}`,
      description: shown
        .map(({ cell, lowest }) =>
          lowest ? `${cell}: lowest median near ${compact(lowest.rate)}` : `${cell}: too few trials for a median`,
        )
        .join('; '),
    },
  )
}

/** Where the running medians are lowest, and what lies beyond the axis. */
export function ratesReading({ trivial, measure, cells }: LearningRates): string {
  const found = cells.flatMap(({ cell, lowest }) => (lowest === undefined ? [] : [{ cell, rate: lowest.rate }]))
  const sorted = found.sort((a, b) => a.rate - b.rate)
  const [first, last] = [sorted[0], sorted[sorted.length - 1]]
  const text = ({ cell, rate }: { cell: string; rate: number }) => `${compact(rate)} (${cell})`
  const lowest =
    sorted.length === 0
      ? 'There are too few trials for a running median.'
      : sorted.length === 1
        ? `The running median is lowest near ${text(first)}.`
        : `The running medians are lowest at learning rates from ${text(first)} to ${text(last)}.`
  const { edge, showsTrivial } = axisOf({ measure, trivial, cells })
  const tests = cells.flatMap(({ points }) => points.map(({ test }) => test))
  const trivialText = `The trivial predictor reaches ${amount(trivial, measure)}${showsTrivial ? ', the dashed line' : ', beyond the axis'}.`
  return `${lowest}${beyondReading(tests, edge, { measure, place: 'upper edge' })} ${trivialText}`
}

/** The axis of results: what lies beyond its edge is drawn at it. */
function axisOf({ measure, trivial, cells }: Pick<LearningRates, 'measure' | 'trivial' | 'cells'>) {
  const groups = cells.map(({ points }) => points.map(({ test }) => test)).filter(({ length }) => length > 0)
  const edge = edgeOf(groups, trivial)
  const [low, high] = axisUpTo(edge, groups.flat(), measure.unit)
  return { low, high, edge, showsTrivial: trivial >= low && trivial <= high }
}
