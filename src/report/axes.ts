/** Where the axes of results begin and end: numbers that a figure draws by and its caption tells. */
import { nice } from 'd3-array'
import type { EnoughCell } from '../findings/enough.ts'
import type { LearningRates } from '../findings/learning-rates.ts'
import type { CellRepeats } from '../findings/repeats.ts'
import { largest, median, quantile, smallest } from '../math/statistics.ts'

/** Round ends of an axis that holds all values; around a single value, a tenth of it to either side. Percentages end at 100 where none is higher. */
export function axisOver(values: readonly number[], unit = ''): [number, number] {
  const [low, high] = [smallest(values), largest(values)]
  const room = high > low ? 0.02 * (high - low) : Math.abs(low) / 10 || 1
  const [from, to] = nice(low - room, high + room, 6)
  const most = unit === '%' && high <= 100 ? 100 : Number.POSITIVE_INFINITY
  return [low >= 0 ? Math.max(0, from) : from, Math.min(most, to)]
}

/** The same up to an edge, at which whatever lies beyond it is drawn. */
export function axisUpTo(edge: number, values: readonly number[], unit = ''): [number, number] {
  const [low, high] = axisOver(
    values.map((value) => Math.min(value, edge)),
    unit,
  )
  return [low, Number.isFinite(edge) ? edge : high]
}

/**
 * Where an axis of errors ends. What lies far above the upper quartiles, or far above the naive baseline, would flatten the
 * rest without telling anything: it is drawn at the edge. Infinity where nothing lies so far.
 */
export function edgeOf(groups: readonly (readonly number[])[], naiveBaseline: number): number {
  const values = groups.flat()
  const low = smallest(values)
  const upper = largest(groups.map((group) => quantile(group, 0.75)))
  const usual = upper + 0.75 * (upper - low)
  const edge = naiveBaseline > low ? Math.min(usual, naiveBaseline + 0.15 * (naiveBaseline - low)) : usual
  return largest(values) > edge + 0.1 * (edge - low) ? edge : Number.POSITIVE_INFINITY
}

/** The axis of results: what lies beyond its edge is drawn at it. */
export function ratesAxis({
  measure,
  naiveBaseline,
  cells,
}: Pick<LearningRates, 'measure' | 'naiveBaseline' | 'cells'>) {
  const groups = cells.map(({ points }) => points.map(({ test }) => test)).filter(({ length }) => length > 0)
  const edge = edgeOf(groups, naiveBaseline)
  const [low, high] = axisUpTo(edge, groups.flat(), measure.unit)
  return { low, high, edge, showsNaive: naiveBaseline >= low && naiveBaseline <= high }
}

export const testsOf = ({ groups }: CellRepeats) => groups.flatMap(({ tests }) => tests)

/** As far above the highest median of a cell as the best result is below it: where many seeds fail, they would flatten the rest. */
export function repeatsEdge(cells: readonly CellRepeats[]): number {
  const all = cells.flatMap(testsOf)
  const upper = largest(cells.map((cell) => median(testsOf(cell))))
  const edge = 2 * upper - smallest(all)
  return largest(all) > edge ? edge : Number.POSITIVE_INFINITY
}

/** Where the axis of what the best trials reach ends. */
export function bestEdge(cells: readonly EnoughCell[]): number {
  const groups = cells.map(({ best }) => best.flatMap(({ expected, low }) => [expected, low]))
  return edgeOf(groups, Number.NEGATIVE_INFINITY)
}
