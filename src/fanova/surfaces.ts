import { position, type Range, type Setting, settingAt } from '../study/space.ts'
import type { Ranged } from './columns.ts'
import { moments } from './decomposition.ts'
import { type Leaves, marginal } from './marginals.ts'

/** The target over one setting, all other settings averaged out. */
export interface Marginal {
  readonly setting: string
  readonly range: Range
  readonly points: readonly MarginalPoint[]
  /** The same where a trial does not have the setting; only where that is a part of it. */
  readonly absent?: { readonly mean: number; readonly deviation: number }
}

interface MarginalPoint extends GridPoint {
  readonly mean: number
  /** Over the trees. */
  readonly deviation: number
  /** The 95 % interval over trials drawn again with replacement; only with a bootstrap. */
  readonly interval?: readonly [number, number]
}

interface GridPoint {
  /** In [0, 1] of the range. */
  readonly position: number
  readonly value: Setting
}

/** The target over two settings. */
export interface PairMap {
  readonly settings: readonly [string, string]
  readonly first: readonly GridPoint[]
  readonly second: readonly GridPoint[]
  /** A row for each point of the first setting. */
  readonly mean: readonly (readonly number[])[]
  /** What the pair adds to the two single marginals. */
  readonly interaction: readonly (readonly number[])[]
}

/** Points evenly over a range, each at a value it can have, none twice; all options of a choice. */
function gridOf({ range }: Ranged, count: number): GridPoint[] {
  if (range.kind === 'choice') return range.of.map((value) => ({ value, position: position(range, value) }))
  const values = Array.from({ length: count }, (_, k) => settingAt(range, count > 1 ? k / (count - 1) : 0.5))
  return [...new Set(values)].map((value) => ({ value, position: Math.min(1, Math.max(0, position(range, value))) }))
}

/** A grid as the leaves have it: categories by number. */
function placesOf({ range }: Ranged, grid: readonly GridPoint[]): number[] {
  return grid.map(({ position }, k) => (range.kind === 'choice' ? k : position))
}

/** A setting’s marginal on `count` points, its mean and standard deviation over the trees; `scale` is the size of 1. */
export function marginalOf(
  setting: Ranged,
  k: number,
  trees: readonly Leaves[],
  scale: number,
  count: number,
): Marginal {
  const grid = gridOf(setting, count)
  const without = setting.absent ? [(1 + 1 / (1 - setting.absent)) / 2] : []
  const rows = trees.map((leaves) => marginal(leaves, [k], [[...placesOf(setting, grid), ...without]]))
  const momentsAt = (at: number) => {
    const { mean, deviation } = moments(rows.map((row) => row[at])) // squares of scaled ones may overflow
    return { mean: mean * scale, deviation: deviation * scale }
  }
  const points = grid.map((point, at) => ({ ...point, ...momentsAt(at) }))
  return {
    setting: setting.name,
    range: setting.range,
    points,
    ...(without.length > 0 && { absent: momentsAt(grid.length) }),
  }
}

/** The maps of all pairs, `count` points on each side. */
export function mapsOf(settings: readonly Ranged[], trees: readonly Leaves[], scale: number, count: number): PairMap[] {
  const grids = settings.map((setting) => gridOf(setting, count))
  const places = settings.map((setting, k) => placesOf(setting, grids[k]))
  const placesFor = (set: readonly number[]) => set.map((k) => places[k])
  const average = (set: readonly number[]) => averageOf(trees.map((leaves) => marginal(leaves, set, placesFor(set))))
  const singles = settings.map((_, k) => average([k]))
  const overall = averageOf(trees.map(({ mean }) => [mean]))[0]
  return settings.flatMap(({ name }, a) =>
    settings.slice(a + 1).map((other, after): PairMap => {
      const b = a + 1 + after
      const pair = average([a, b])
      const table = (value: (one: number, two: number, at: number) => number) =>
        grids[a].map((_, one) => grids[b].map((_, two) => scale * value(one, two, one * grids[b].length + two)))
      return {
        settings: [name, other.name],
        first: grids[a],
        second: grids[b],
        mean: table((_one, _two, at) => pair[at]),
        interaction: table((one, two, at) => pair[at] - singles[a][one] - singles[b][two] + overall),
      }
    }),
  )
}

function averageOf(rows: readonly ArrayLike<number>[]): Float64Array {
  return Float64Array.from({ length: rows[0].length }, (_, at) =>
    rows.reduce((sum, row) => sum + row[at] / rows.length, 0),
  )
}
