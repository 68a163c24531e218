import type { Axis, Tree } from './tree.ts'

/**
 * Exact marginals and variances of one tree over its box (Hutter, Hoos and Leyton-Brown, ICML 2014), without walking it cell by
 * cell. The marginal over a set U of settings is a sum over the leaves: each adds its value times its share of all other settings to
 * the block of U’s cells that it covers. Blocks are added at their corners, and one prefix sum over the cells makes the marginal: the
 * cost is leaves + cells. From three settings on there are more cells than pairs of leaves, and the variance is a sum over those:
 * value × value × shares of the other settings × the part of U that both cover.
 */

/** A tree as the leaves it parts its box into. */
export interface Leaves {
  /** By leaf: what it predicts, less the mean. */
  readonly values: Float64Array
  /** By leaf: its part of the volume. */
  readonly weights: Float64Array
  readonly cells: readonly Cells[]
  /** Over the whole box; the variance is 0 where it cannot be told from rounding, as where leaves that differ have next to no volume. */
  readonly mean: number
  readonly variance: number
}

/** A variance of less, over the square of the largest departure from the mean, is not sure to nine digits in double precision. */
const ROUNDING = 1e-12

/** One setting of a tree: the cells between its thresholds (or its categories), and which of them each leaf covers. */
interface Cells {
  /** By cell: its part of the setting. */
  readonly widths: Float64Array
  /** Where cells begin, in the setting’s own numbers, and where the last one ends. */
  readonly edges: Float64Array
  readonly isChoice: boolean
  /** Whether any leaf covers less than all of it; if none does, it matters not at all. */
  readonly isSplit: boolean
  /** By leaf: the part of the setting it covers. */
  readonly shares: Float64Array
  /** A leaf covers runs of cells, runs[leaf] to runs[leaf + 1] − 1: one of numbers, perhaps several of categories. */
  readonly runs: Int32Array
  /** By run: the first cell, and the one after the last. */
  readonly from: Int32Array
  readonly to: Int32Array
}

/** The leaves of a tree over the box of `axes`. */
export function leavesOf(tree: Tree, axes: readonly Axis[]): Leaves {
  const nodes = nodesOf(tree)
  const inner = nodes.filter((node) => tree.feature[node] >= 0)
  const leaves = nodes.filter((node) => tree.feature[node] < 0)
  const cells = axes.map((axis, setting) => {
    const edges = edgesOf(tree, axis, setting)
    const numbers = !('choices' in axis)
    const sides = numbers ? rangesOf(tree, inner, setting, edges) : coveredOf(tree, inner, setting, axis.choices)
    return cellsOf(sides, edges, leaves)
  })
  const weights = Float64Array.from(leaves, (_, leaf) =>
    cells.reduce((product, { shares }) => product * shares[leaf], 1),
  )
  const raw = Float64Array.from(leaves, (node) => tree.value[node])
  const mean = meanOf(raw, weights)
  const values = raw.map((value) => value - mean)
  let [variance, largest] = [0, 0]
  for (let leaf = 0; leaf < values.length; leaf++) {
    variance += weights[leaf] * values[leaf] ** 2
    largest = Math.max(largest, values[leaf] ** 2)
  }
  return { values, weights, cells, mean, variance: variance < ROUNDING * largest ? 0 : variance }
}

/** The weighted mean, exact where all values are equal: a constant tree must have no variance. */
function meanOf(values: Float64Array, weights: Float64Array): number {
  let [sum, weight] = [0, 0]
  for (let k = 0; k < values.length; k++) {
    sum += weights[k] * (values[k] - values[0])
    weight += weights[k]
  }
  return values[0] + sum / weight
}

/** By node: the cells it covers, as a range of numbers or a byte a category. */
type Sides =
  | { readonly from: Int32Array; readonly to: Int32Array }
  | { readonly covered: Uint8Array; readonly choices: number }

function edgesOf({ feature, threshold }: Tree, axis: Axis, setting: number): Float64Array {
  if ('choices' in axis) return Float64Array.from({ length: axis.choices + 1 }, (_, k) => k)
  const { low, high } = axis
  const thresholds = threshold.filter((at, node) => feature[node] === setting && at > low && at < high).sort()
  const different = thresholds.filter((at, k) => k === 0 || at > thresholds[k - 1])
  return Float64Array.from([low, ...different, high])
}

function rangesOf(
  { feature, left, right, threshold }: Tree,
  inner: Int32Array,
  setting: number,
  edges: Float64Array,
): Sides {
  const [from, to] = [new Int32Array(feature.length), new Int32Array(feature.length)]
  to[0] = edges.length - 1
  for (const node of inner) {
    const splits = feature[node] === setting
    const at = splits ? Math.min(to[node], Math.max(from[node], edgeAt(edges, threshold[node]))) : 0
    from[left[node]] = from[node]
    to[left[node]] = splits ? at : to[node]
    from[right[node]] = splits ? at : from[node]
    to[right[node]] = to[node]
  }
  return { from, to }
}

function coveredOf(
  { feature, left, right, threshold, sets }: Tree,
  inner: Int32Array,
  setting: number,
  choices: number,
): Sides {
  const covered = new Uint8Array(feature.length * choices)
  covered.fill(1, 0, choices)
  for (const node of inner) {
    for (let category = 0; category < choices; category++) {
      const here = covered[node * choices + category]
      const goesLeft = sets[threshold[node] + category]
      covered[left[node] * choices + category] = feature[node] === setting ? here & goesLeft : here
      covered[right[node] * choices + category] = feature[node] === setting ? here & (1 - goesLeft) : here
    }
  }
  return { covered, choices }
}

/** The first edge at or above a threshold: where the cells begin that lie to the right of it. */
function edgeAt(edges: Float64Array, threshold: number): number {
  let [low, high] = [0, edges.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if (edges[middle] < threshold) low = middle + 1
    else high = middle
  }
  return low
}

/** All nodes that are reached, parents before children. */
function nodesOf({ feature, left, right }: Tree): Int32Array {
  const nodes = new Int32Array(feature.length)
  let size = 1
  for (let k = 0; k < size; k++) {
    if (feature[nodes[k]] < 0) continue
    nodes[size++] = left[nodes[k]]
    nodes[size++] = right[nodes[k]]
  }
  return nodes.subarray(0, size)
}

function cellsOf(sides: Sides, edges: Float64Array, leaves: Int32Array): Cells {
  const span = edges[edges.length - 1] - edges[0]
  const widths = Float64Array.from({ length: edges.length - 1 }, (_, k) => (edges[k + 1] - edges[k]) / span)
  const { runs, from, to } = 'from' in sides ? oneRun(sides, leaves) : manyRuns(sides, leaves)
  const shares = Float64Array.from(leaves, (_, leaf) => {
    let covered = 0
    for (let run = runs[leaf]; run < runs[leaf + 1]; run++) covered += edges[to[run]] - edges[from[run]]
    return covered / span
  })
  return {
    widths,
    edges,
    isChoice: 'covered' in sides,
    isSplit: shares.some((share) => share < 1),
    shares,
    runs,
    from,
    to,
  }
}

type Runs = Pick<Cells, 'runs' | 'from' | 'to'>

function oneRun(sides: { from: Int32Array; to: Int32Array }, leaves: Int32Array): Runs {
  const runs = Int32Array.from({ length: leaves.length + 1 }, (_, leaf) => leaf)
  return { runs, from: leaves.map((node) => sides.from[node]), to: leaves.map((node) => sides.to[node]) }
}

function manyRuns({ covered, choices }: { covered: Uint8Array; choices: number }, leaves: Int32Array): Runs {
  const runs = new Int32Array(leaves.length + 1)
  const from: number[] = []
  const to: number[] = []
  leaves.forEach((node, leaf) => {
    const isCovered = (category: number) =>
      category >= 0 && category < choices && covered[node * choices + category] === 1
    for (let edge = 0; edge <= choices; edge++) {
      if (isCovered(edge) && !isCovered(edge - 1)) from.push(edge)
      if (!isCovered(edge) && isCovered(edge - 1)) to.push(edge)
    }
    runs[leaf + 1] = from.length
  })
  return { runs, from: Int32Array.from(from), to: Int32Array.from(to) }
}

/** Zeros, so many of them, in an array that is the same each time. */
export type Zeros = (size: number) => Float64Array

/** Zeros for one computation after the other: an array for each pair of each tree would keep the collector busy. */
export function zeros(): Zeros {
  let held = new Float64Array(0)
  return (size) => {
    if (held.length < size) held = new Float64Array(2 * size)
    else held.fill(0, 0, size)
    return held
  }
}

/** The total variance of a set of settings: that of its marginal. Counts all of its subsets too. */
export function totalVariance(leaves: Leaves, settings: readonly number[], room: Zeros = zeros()): number {
  const split = settings.map((setting) => leaves.cells[setting]).filter(({ isSplit }) => isSplit)
  if (split.length === 0) return 0
  if (split.length === 1) return singleVariance(leaves, split[0])
  if (split.length === 2) return pairVariance(leaves, [split[0], split[1]], room)
  return overlapVariance(leaves, split)
}

function singleVariance({ values, weights }: Leaves, { widths, shares, runs, from, to }: Cells): number {
  const steps = new Float64Array(widths.length + 1)
  for (let leaf = 0; leaf < values.length; leaf++) {
    if (weights[leaf] === 0) continue
    const height = (values[leaf] * weights[leaf]) / shares[leaf]
    for (let run = runs[leaf]; run < runs[leaf + 1]; run++) {
      steps[from[run]] += height
      steps[to[run]] -= height
    }
  }
  let [sum, marginal] = [0, 0]
  for (let cell = 0; cell < widths.length; cell++) {
    marginal += steps[cell]
    sum += widths[cell] * marginal * marginal
  }
  return sum
}

function pairVariance({ values, weights }: Leaves, [first, second]: readonly [Cells, Cells], room: Zeros): number {
  const row = second.widths.length + 1
  const corners = room((first.widths.length + 1) * row)
  for (let leaf = 0; leaf < values.length; leaf++) {
    if (weights[leaf] === 0) continue
    const height = (values[leaf] * weights[leaf]) / (first.shares[leaf] * second.shares[leaf])
    for (let a = first.runs[leaf]; a < first.runs[leaf + 1]; a++) {
      for (let b = second.runs[leaf]; b < second.runs[leaf + 1]; b++) {
        corners[first.from[a] * row + second.from[b]] += height
        corners[first.from[a] * row + second.to[b]] -= height
        corners[first.to[a] * row + second.from[b]] -= height
        corners[first.to[a] * row + second.to[b]] += height
      }
    }
  }
  return sumOfSquares(corners, first.widths, second.widths)
}

/** The squares of the prefix sums of `corners`, weighted by the widths of their row and column. */
function sumOfSquares(corners: Float64Array, rows: Float64Array, columns: Float64Array): number {
  const marginal = new Float64Array(columns.length)
  let total = 0
  for (let a = 0; a < rows.length; a++) {
    const start = a * (columns.length + 1)
    let [run, sum] = [0, 0]
    for (let b = 0; b < columns.length; b++) {
      run += corners[start + b]
      const value = marginal[b] + run
      marginal[b] = value
      sum += columns[b] * value * value
    }
    total += rows[a] * sum
  }
  return total
}

function overlapVariance({ values, weights }: Leaves, sides: readonly Cells[]): number {
  const heights = values.map((value, leaf) => {
    return weights[leaf] === 0 ? 0 : sides.reduce((height, { shares }) => height / shares[leaf], value * weights[leaf])
  })
  let total = 0
  for (let one = 0; one < values.length; one++) {
    for (let other = 0; other <= one; other++) {
      let common = one === other ? 1 : 2
      for (let k = 0; k < sides.length && common > 0; k++) common *= overlap(sides[k], one, other)
      if (common > 0) total += common * heights[one] * heights[other]
    }
  }
  return total
}

/** The part of a setting that two leaves both cover. */
function overlap({ edges, runs, from, to }: Cells, one: number, other: number): number {
  let covered = 0
  for (let a = runs[one]; a < runs[one + 1]; a++) {
    for (let b = runs[other]; b < runs[other + 1]; b++) {
      const start = Math.max(from[a], from[b])
      const end = Math.min(to[a], to[b])
      if (start < end) covered += edges[end] - edges[start]
    }
  }
  return covered / (edges[edges.length - 1] - edges[0])
}

/**
 * The marginal of a set of settings on a grid: for each point of the product of `grids`, the last setting fastest, the mean of the
 * tree there over all other settings. A grid holds numbers of its setting, or categories.
 */
export function marginal(
  leaves: Leaves,
  settings: readonly number[],
  grids: readonly (readonly number[])[],
): Float64Array {
  const { values, weights, cells, mean } = leaves
  const sides = settings.map((setting) => cells[setting])
  const at = sides.map((side, k) => Int32Array.from(grids[k], (value) => cellAt(side, value)))
  const result = new Float64Array(at.reduce((product, places) => product * places.length, 1)).fill(mean)
  const add = (leaf: number, k: number, index: number, height: number): void => {
    if (k === sides.length) {
      result[index] += height
      return
    }
    for (let point = 0; point < at[k].length; point++) {
      if (covers(sides[k], leaf, at[k][point])) add(leaf, k + 1, index * at[k].length + point, height)
    }
  }
  for (let leaf = 0; leaf < values.length; leaf++) {
    if (weights[leaf] === 0) continue
    add(
      leaf,
      0,
      0,
      sides.reduce((height, { shares }) => height / shares[leaf], values[leaf] * weights[leaf]),
    )
  }
  return result
}

/** The cell a value lies in; a threshold belongs to the cell below it, a category is its own cell. */
function cellAt({ edges, isChoice }: Cells, value: number): number {
  if (isChoice) return value
  return Math.min(edges.length - 2, Math.max(0, edgeAt(edges, value) - 1))
}

function covers({ runs, from, to }: Cells, leaf: number, cell: number): boolean {
  for (let run = runs[leaf]; run < runs[leaf + 1]; run++) {
    if (from[run] <= cell && cell < to[run]) return true
  }
  return false
}

/**
 * What each set of settings adds to all of its subsets: its total variance less the individual variances of every proper subset,
 * none below 0. `total` answers for one set; sets come as lists of rising numbers.
 */
export function individualVariances(
  total: (settings: readonly number[]) => number,
  sets: readonly (readonly number[])[],
): number[] {
  const known = new Map<string, number>()
  const individual = (set: readonly number[]): number => {
    const held = known.get(set.join())
    if (held !== undefined) return held
    const below = properSubsets(set).reduce((sum, subset) => sum + individual(subset), 0)
    const value = Math.max(0, total(set) - below)
    known.set(set.join(), value)
    return value
  }
  return sets.map(individual)
}

function properSubsets(set: readonly number[]): number[][] {
  return Array.from({ length: 2 ** set.length - 2 }, (_, k) => set.filter((_, at) => ((k + 1) >> at) & 1))
}
