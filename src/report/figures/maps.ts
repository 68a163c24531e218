import * as Plot from '@observablehq/plot'
import type { PairMap } from '../../fanova/surfaces.ts'
import { type Importance, strongestMaps } from '../../findings/importance/importance.ts'
import { largest, smallest } from '../../math/statistics.ts'
import type { Range } from '../../study/space.ts'
import type { Drawing } from '../blocks/block.ts'
import { colours, draw, shortened } from '../plot.ts'
import { MOST_MAPS, mapsText } from '../words/importance.ts'
import { settingName } from '../words/numbers.ts'
import { along, marksBelow, marksOf } from './position.ts'

/** From this part of the greatest on, a cell of a residual carries its sign. */
const SIGNED = 0.3

/**
 * Maps of the pairs that interact most: on the left the target over both settings, on the right what the pair adds to its two single marginals,
 * with signs so that it can be read without colour.
 */
export function maps(importance: Importance): Drawing {
  const shown = strongestMaps(importance, MOST_MAPS)
  const rangeOf = (name: string) => importance.marginals.find(({ setting }) => setting === name)!.range
  const cells = shown.flatMap((map, row) => cellsOf(map, row, map.settings.map(rangeOf)))
  return draw(
    {
      height: 20 + 250 * shown.length,
      marginLeft: 84,
      marginRight: 14,
      marginTop: 36,
      marginBottom: 46,
      fx: { axis: null, padding: 0.3, domain: [MEAN, ADDED] },
      fy: { axis: null, padding: 0.34 },
      x: { domain: [0, 1], axis: null },
      y: { domain: [0, 1], axis: null },
      marks: [
        ...meanMarks(cells),
        ...addedMarks(cells),
        Plot.frame({ stroke: colours.quiet }),
        ...axisMarks(shown, rangeOf),
        ...headings(shown),
      ],
      color: { type: 'identity' },
      opacity: { type: 'identity' },
    },
    mapsText(importance),
  )
}

const place = { fx: 'column', fy: 'row' }

const box = { ...place, x1: 'left', x2: 'right', y1: 'bottom', y2: 'top' }

const name = { ...place, text: 'label', fontSize: 12 }

/** On the left: the deeper the higher. */
function meanMarks(cells: readonly Cell[]): Plot.Markish[] {
  const means = cells.map(({ mean }) => mean)
  const [low, high] = [smallest(means), largest(means)]
  const depth = (mean: number) => 0.04 + (0.86 * (mean - low)) / (high - low || 1)
  const deep = cells.map((cell) => ({ ...cell, column: MEAN, depth: depth(cell.mean) }))
  return [Plot.rect(deep, { ...box, fill: 'currentColor', fillOpacity: 'depth' })]
}

/** On the right: the deeper the farther from what the single settings add up to, with a sign where it is far. */
function addedMarks(cells: readonly Cell[]): Plot.Markish[] {
  const most = largest([...cells.map(({ interaction }) => Math.abs(interaction)), Number.MIN_VALUE])
  const deep = cells.map((cell) => ({ ...cell, column: ADDED, depth: Math.abs(cell.interaction) / most }))
  return [
    Plot.rect(
      deep.filter(({ interaction }) => interaction > 0),
      { ...box, fill: colours.other, fillOpacity: 'depth' },
    ),
    Plot.rect(
      deep.filter(({ interaction }) => interaction < 0),
      { ...box, fill: colours.mark, fillOpacity: 'depth' },
    ),
    Plot.text(
      deep.filter(({ depth }) => depth >= SIGNED),
      { ...place, x: 'x', y: 'y', text: ({ interaction }: Cell) => (interaction > 0 ? '+' : '−'), fontSize: 9 },
    ),
  ]
}

/** Marks and names of the two settings of each map. */
function axisMarks(shown: readonly PairMap[], rangeOf: (name: string) => Range): Plot.Markish[] {
  const sides = shown.flatMap(({ settings: [first, second] }, row) =>
    [MEAN, ADDED].flatMap((column) => [
      { axis: 'x', name: first, column, row },
      { axis: 'y', name: second, column, row },
    ]),
  )
  const on = (axis: string) => {
    const own = sides.filter((side) => side.axis === axis)
    return {
      marks: own.flatMap(({ name, column, row }) =>
        marksOf(rangeOf(name), axis === 'x' ? 240 : 400).map((mark) => ({ ...mark, column, row })),
      ),
      labels: own.map((side) => ({ ...side, label: shortened(settingName(side.name), 22) })),
    }
  }
  const [x, y] = [on('x'), on('y')]
  const beside = { ...place, y: 'position', text: 'text', frameAnchor: 'left', dx: -5, textAnchor: 'end' } as const
  return [
    ...marksBelow(x.marks),
    Plot.text(y.marks, { ...beside, fontSize: 11 }),
    Plot.text(x.labels, { ...name, frameAnchor: 'bottom', dy: 32 }),
    Plot.text(y.labels, { ...name, frameAnchor: 'left', textAnchor: 'middle', dx: -58, rotate: -90 }),
  ]
}

function headings(shown: readonly PairMap[]): Plot.Markish[] {
  const above = [
    ...shown.map((_, row) => ({ column: MEAN, row, label: 'average' })),
    ...shown.map((_, row) => ({ column: ADDED, row, label: 'interaction' })),
  ]
  return [Plot.text(above, { ...name, frameAnchor: 'top-left', textAnchor: 'start', dy: -16, fontWeight: 'bold' })]
}

const MEAN = 0

const ADDED = 1

type Cell = ReturnType<typeof cellsOf>[number]

/** The points of a map as boxes that touch, from 0 to 1 on both sides. */
function cellsOf({ first, second, mean, interaction }: PairMap, row: number, ranges: readonly Range[]) {
  const [xs, ys] = [first, second].map((points, k) => points.map(({ position }) => along(ranges[k], position)))
  const [across, upward] = [xs, ys].map(edgesOf)
  return first.flatMap((_, a) =>
    second.map((_, b) => ({
      row,
      x: (across[a] + across[a + 1]) / 2,
      y: (upward[b] + upward[b + 1]) / 2,
      left: across[a],
      right: across[a + 1],
      bottom: upward[b],
      top: upward[b + 1],
      mean: mean[a][b],
      interaction: interaction[a][b],
    })),
  )
}

function edgesOf(positions: readonly number[]): number[] {
  const inner = positions.slice(1).map((at, k) => (at + positions[k]) / 2)
  return positions[0] > positions[positions.length - 1] ? [1, ...inner, 0] : [0, ...inner, 1]
}
