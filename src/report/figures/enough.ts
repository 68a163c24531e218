import * as Plot from '@observablehq/plot'
import type { Enough, EnoughCell, Stability } from '../../findings/enough.ts'
import { compact, counted, listed } from '../../math/text.ts'
import { distance, marginText, measured } from '../../task/measure.ts'
import { axisOver, cellNames, colours, columnsFor, decades, draw, edgeOf, grid, smallPlots } from '../plot.ts'

const place = { fx: 'column', fy: 'row' }

/** How often parts of the trials come to the conclusion of all, over their size, a small plot a cell. */
export function enoughAgreement({ task, trials, cells }: Enough): string {
  const columns = columnsFor(cells.length)
  const placed = grid(cells, columns)
  const lineOf = (pick: (cell: EnoughCell) => Stability | undefined) =>
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
        label: 'parts that agree, %',
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
    {
      title: `How often parts of the trials on ${task} come to the same conclusions`,
      description: cells
        .map(
          ({ cell, verdict, order }) => `${cell}: verdict ${fromText(verdict)}, order of settings ${fromText(order)}`,
        )
        .join('; '),
    },
  )
}

/** A verdict that nothing can be told is none. */
const isOpen = (verdict: Stability | undefined) => verdict?.conclusion === 'undecided'

/** Whether anything was concluded that parts of the trials can agree with. */
export function hasConclusions({ cells }: Enough): boolean {
  return cells.some(({ verdict, order }) => order !== undefined || (verdict !== undefined && !isOpen(verdict)))
}

const fromText = (found: Stability | undefined) =>
  found?.enough === undefined ? 'without such a number' : `from ${counted(found.enough, 'trial')}`

/** From how many trials on the conclusions would have been the same. */
export function enoughReading({ cells }: Enough): string {
  return [verdictsReading(cells), ordersReading(cells)].filter((sentence) => sentence !== '').join(' ')
}

function verdictsReading(cells: readonly EnoughCell[]): string {
  const judged = cells.flatMap(({ cell, verdict }) => (verdict === undefined ? [] : [{ cell, ...verdict }]))
  if (judged.length === 0) return ''
  const concluded = judged.filter((verdict) => !isOpen(verdict))
  const open = judged.filter(isOpen).map(({ cell }) => cell)
  const groups = Map.groupBy(concluded, ({ enough }) => enough ?? Number.POSITIVE_INFINITY)
  const sizes = [...groups.keys()].sort((a, b) => a - b)
  const clauses = sizes.map((size) => {
    const names = listed(groups.get(size)!.map(({ cell, conclusion }) => `${cell} (${conclusion})`))
    return Number.isFinite(size) ? `from ${counted(size, 'trial')} on for ${names}` : `at no size for ${names}`
  })
  const same = clauses.length === 0 ? '' : `Nine of ten parts come to the same verdict ${listed(clauses)}.`
  const none =
    open.length === 0 ? '' : `${listed(open)} could not be told from the baseline, which is what few trials always say.`
  return [same, none].filter((sentence) => sentence !== '').join(' ')
}

function ordersReading(cells: readonly EnoughCell[]): string {
  const orders = cells.flatMap(({ cell, order }) => (order === undefined ? [] : [{ cell, ...order }]))
  if (orders.length === 0) return ''
  const known = orders.filter(({ enough }) => enough !== undefined).sort((a, b) => a.enough! - b.enough!)
  const lost = orders.filter(({ enough }) => enough === undefined).map(({ cell }) => cell)
  const text = ({ cell, enough }: (typeof known)[number]) => `${counted(enough!, 'trial')} (${cell})`
  const [first, last] = [known[0], known.at(-1)]
  const same =
    first === undefined || last === undefined
      ? ''
      : `The two most important settings are the same ${first === last || first.enough === last.enough ? `from ${counted(first.enough!, 'trial')} on` : `from ${text(first)} to ${text(last)} on`}${lost.length === 0 ? '' : `, but not for ${listed(lost, 'or')}`}.`
  return same === ''
    ? `The two most important settings of ${listed(lost)} are not the same in any part large enough.`
    : same
}

/** What the best of so many trials reaches on test, a small plot a cell; the baseline’s expectation behind. */
export function bestSoFar({ task, measure, baseline, cells }: Enough): string {
  const columns = columnsFor(cells.length)
  const placed = grid(cells, columns)
  const edge = edgeFor(cells)
  const inside = (value: number) => Math.min(value, edge)
  const points = placed.flatMap(({ cell, best, column, row }) =>
    best.map(({ trials, expected, low, high }) => ({
      trials,
      expected: inside(expected),
      low: inside(low),
      high: inside(high),
      cell,
      column,
      row,
    })),
  )
  const standard = cells.find(({ cell }) => cell === baseline)?.best ?? []
  const behind = placed
    .filter(({ cell }) => cell !== baseline)
    .flatMap(({ cell, column, row }) =>
      standard.map(({ trials, expected }) => ({ trials, expected: inside(expected), cell, column, row })),
    )
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
    {
      title: `What the best of so many trials reaches on ${task}`,
      description: cells
        .map(
          ({ cell, best }) =>
            `${cell}: ${best.map(({ trials, expected }) => `${compact(expected)} of ${trials}`).join(', ')}`,
        )
        .join('; '),
    },
  )
}

function edgeFor(cells: readonly EnoughCell[]): number {
  const groups = cells.map(({ best }) => best.flatMap(({ expected, low }) => [expected, low]))
  return edgeOf(groups, Number.NEGATIVE_INFINITY)
}

/** How many trials are worth their time, and what one alone would reach. */
export function bestReading(found: Enough): string {
  const { measure, cells } = found
  const gains = cells.map(({ cell, best }) => ({ cell, gain: best[0].expected - best[best.length - 1].expected }))
  const most = gains.reduce((a, b) => (b.gain > a.gain ? b : a))
  const search = `Searching pays most for ${most.cell}: the best of all its trials is ${distance(most.gain, measure)} ${most.gain < 0 ? 'above' : 'below'} what one trial reaches on average.`
  const beyond = cells.some(({ best }) => best.some(({ high }) => high > edgeFor(cells)))
  const sentences = [search, sizesReading(found), beyond && 'What lies beyond the axis is drawn at its edge.']
  return sentences.filter((sentence) => typeof sentence === 'string' && sentence !== '').join(' ')
}

function sizesReading({ margin, measure, cells }: Enough): string {
  if (margin === undefined) return ''
  const known = cells.filter(({ enoughForBest }) => enoughForBest !== undefined)
  const lost = cells.filter(({ enoughForBest }) => enoughForBest === undefined).map(({ cell }) => cell)
  const sorted = known.sort((a, b) => a.enoughForBest! - b.enoughForBest!)
  const [first, last] = [sorted[0], sorted[sorted.length - 1]]
  const text = ({ cell, enoughForBest }: EnoughCell) => `${counted(enoughForBest!, 'trial')} (${cell})`
  const within = `to come, on average, within ${marginText(margin, measure)} of the best of all`
  const still =
    lost.length === 0
      ? ''
      : `For ${listed(lost)} only all of them are enough${first === undefined ? ` ${within}` : ''}.`
  if (first === undefined) return still
  const sizes =
    first.enoughForBest === last.enoughForBest
      ? counted(first.enoughForBest!, 'trial')
      : `${text(first)} to ${text(last)}`
  return `${sizes} ${last.enoughForBest === 1 ? 'is' : 'are'} enough ${within}. ${still}`.trim()
}

/** A logarithmic axis of sizes. */
function sizeAxis(sizes: readonly number[], columns: number): Plot.ScaleOptions {
  return {
    type: 'log',
    label: 'trials of a cell',
    labelAnchor: 'center',
    labelArrow: 'none',
    ticks: decades(sizes, columns > 3 ? 2 : 4),
    tickFormat: 'd',
    grid: true,
    inset: 4,
  }
}
