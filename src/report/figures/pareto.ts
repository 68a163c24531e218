import * as Plot from '@observablehq/plot'
import { ticks } from 'd3-array'
import type { Cost, Pareto } from '../../findings/pareto.ts'
import { largest, smallest } from '../../math/statistics.ts'
import { compact, grouped } from '../../math/text.ts'
import { axisOver } from '../axes.ts'
import type { Drawing } from '../blocks/block.ts'
import { colours, draw, shortened, WIDTH } from '../plot.ts'
import { measured } from '../words/numbers.ts'
import { paretoText } from '../words/pareto.ts'

const HEIGHT = 300

const MARGINS = { marginLeft: 56, marginRight: 24, marginTop: 26, marginBottom: 48 }

const GAP = 0.14

const LONGEST = 14

const INSIDE = { width: (WIDTH - MARGINS.marginLeft - MARGINS.marginRight) / (2 + GAP), height: HEIGHT - 74 }

/** Mean error of the best share of each cell over its mean count of parameters, and over its mean time of training: two small plots side by side. */
export function pareto(found: Pareto): Drawing {
  const { measure, cells } = found
  const errors = axisOver(
    cells.map(({ test }) => test),
    measure.unit,
  )
  return draw(
    {
      height: HEIGHT,
      ...MARGINS,
      x: { axis: null, domain: [0, 2 + GAP] },
      y: {
        label: `${measured(measure)} (test)`,
        labelArrow: 'none',
        domain: errors,
        ticks: 5,
      },
      marks: (['parameters', 'seconds'] as const).flatMap((cost, k) =>
        panel(found, { cost, errors, from: k * (1 + GAP) }),
      ),
    },
    paretoText(found),
  )
}

/** What one plot shows, and from where on the common axis; each is one unit wide. */
interface Panel {
  readonly cost: Cost
  readonly errors: readonly [number, number]
  readonly from: number
}

/** At most four marks: the numbers under them are long. */
const thinned = (marks: readonly number[]) => marks.filter((_, k) => k % Math.ceil(marks.length / 4) === 0)

function panel({ cells, frontiers, baseline }: Pareto, { cost, errors, from }: Panel): Plot.Markish[] {
  const { label, size } = scaleOf(cost, largest(cells.map((cell) => cell[cost])))
  const [low, high] = axisOver(cells.map((cell) => cell[cost] / size))
  const at = (value: number) => from + (value - low) / (high - low)
  const points = cells.map(({ cell, test, [cost]: price }) => ({ cell, x: at(price / size), y: test }))
  const best = frontiers[cost].map((name) => points.find(({ cell }) => cell === name)!)
  const marks = thinned(ticks(low, high, 4).filter((mark) => cost === 'seconds' || Number.isInteger(mark)))
  const inPixels = ({ cell, x, y }: (typeof points)[number]): Labelled => ({
    x: (x - from) * INSIDE.width,
    y: (INSIDE.height * (errors[1] - y)) / (errors[1] - errors[0]),
    length: 8 * [...shortened(cell, LONGEST)].length,
  })
  const labels = placed(points.map(inPixels), stepsOf(best.map(inPixels)))
  return [
    Plot.ruleY(ticks(errors[0], errors[1], 5), { x1: from, x2: from + 1, stroke: 'currentColor', strokeOpacity: 0.1 }),
    Plot.ruleX(marks, { x: at, stroke: 'currentColor', strokeOpacity: 0.1 }),
    Plot.text(marks, { x: at, frameAnchor: 'bottom', dy: 16, text: cost === 'parameters' ? grouped : compact }),
    Plot.text([label], { x: () => from + 0.5, frameAnchor: 'bottom', dy: 36, text: (text: string) => text }),
    Plot.line(best, { x: 'x', y: 'y', curve: 'step-after', stroke: colours.mark, strokeWidth: 1.5 }),
    Plot.dot(points, {
      x: 'x',
      y: 'y',
      r: 4.5,
      fill: ({ cell }: { cell: string }) => (frontiers[cost].includes(cell) ? colours.mark : colours.quiet),
      stroke: 'var(--page, white)',
    }),
    ...points.map((point, k) =>
      Plot.text([point], {
        x: 'x',
        y: 'y',
        ...labels[k],
        text: () => shortened(point.cell, LONGEST),
        fontWeight: point.cell === baseline ? 'bold' : 'normal',
        stroke: 'var(--page, white)',
        strokeWidth: 3,
        fill: 'currentColor',
      }),
    ),
  ]
}

/** The words under a plot, and what its numbers are divided by: times are told in seconds, minutes or hours. */
function scaleOf(cost: Cost, most: number): { label: string; size: number } {
  if (cost === 'parameters') return { label: 'parameters (mean)', size: 1 }
  const [unit, size] = most < 120 ? ['s', 1] : most < 7200 ? ['min', 60] : ['h', 3600]
  return { label: `training time (mean), ${unit}`, size }
}

/** A point in pixels, and how long its label is. */
interface Labelled {
  readonly x: number
  readonly y: number
  readonly length: number
}

/** Where labels may stand about their points, the best first. */
const PLACES = [
  { dx: 8, dy: 0, textAnchor: 'start' },
  { dx: -8, dy: 0, textAnchor: 'end' },
  { dx: 0, dy: -12, textAnchor: 'middle' },
  { dx: 0, dy: 13, textAnchor: 'middle' },
  { dx: 7, dy: -10, textAnchor: 'start' },
  { dx: 7, dy: 11, textAnchor: 'start' },
  { dx: -7, dy: -10, textAnchor: 'end' },
  { dx: -7, dy: 11, textAnchor: 'end' },
  { dx: 0, dy: -25, textAnchor: 'middle' },
  { dx: 0, dy: 26, textAnchor: 'middle' },
] as const

type Place = (typeof PLACES)[number]

/** The stairs from point to point, as thin boxes. */
function stepsOf(points: readonly Labelled[]): Box[] {
  return points.slice(1).flatMap((next, k) => {
    const { x, y } = points[k]
    return [
      { left: x, right: next.x, top: y - 2, bottom: y + 2 },
      { left: next.x - 2, right: next.x + 2, top: Math.min(y, next.y), bottom: Math.max(y, next.y) },
    ]
  })
}

/** A place for each label, one after the other, where it covers least of lines, points and the labels before it, and little is outside. */
function placed(points: readonly Labelled[], lines: readonly Box[]): Place[] {
  const taken: Box[] = [
    ...lines,
    ...points.map(({ x, y }) => ({ left: x - 6, right: x + 6, top: y - 6, bottom: y + 6 })),
  ]
  return points.map((point) => {
    const costs = PLACES.map((place) => {
      const box = boxOf(point, place)
      return outside(box) + taken.reduce((sum, other) => sum + overlap(box, other), 0)
    })
    const best = PLACES[costs.indexOf(smallest(costs))]
    taken.push(boxOf(point, best))
    return best
  })
}

interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

function boxOf({ x, y, length }: Labelled, { dx, dy, textAnchor }: Place): Box {
  const left = x + dx - (textAnchor === 'start' ? 0 : textAnchor === 'end' ? length : length / 2)
  return { left, right: left + length, top: y + dy - 7, bottom: y + dy + 7 }
}

function overlap(a: Box, b: Box): number {
  const across = Math.min(a.right, b.right) - Math.max(a.left, b.left)
  const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
  return across > 0 && down > 0 ? across * down : 0
}

/** How much of a box is beyond the sides of its plot. */
const outside = ({ left, right, top, bottom }: Box) =>
  14 * (Math.max(0, -left) + Math.max(0, right - INSIDE.width)) +
  40 * (Math.max(0, -top) + Math.max(0, bottom - INSIDE.height))
