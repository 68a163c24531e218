import { InputError } from '../math/input-error.ts'
import { type Stream, stream } from '../math/random.ts'
import { largest } from '../math/statistics.ts'
import { ABSENT } from './columns.ts'
import type { Axis, Forest, Tree } from './tree.ts'

/** A forest and how well it predicts what it has not seen. */
export interface GrownForest extends Forest {
  /** R² of each trial’s prediction by the trees that did not draw it; undefined without such trees or for a constant target. */
  readonly outOfBag?: number
}

export interface Growing {
  readonly trees?: number
  readonly seed?: number
  /** Columns looked at for a split, drawn at random among those that vary in the node; all if not given. */
  readonly features?: number
  /** Whether each tree draws trials with replacement. */
  readonly bootstrap?: boolean
  /** Trials a tree draws; as many as there are if not given. */
  readonly draws?: number
  /** Fewest different trials in a node that is split. */
  readonly minSplit?: number
  /** Fewest different trials in a leaf. */
  readonly minLeaf?: number
  /** Categories of each column; 0 for numbers. */
  readonly choices?: readonly number[]
  /** The part of each column that stands for rows at ABSENT; where it is 0, nothing sets them apart (`Ranged`). */
  readonly absent?: readonly number[]
  /** By row: rows of one number are drawn together, and a tree has seen all of them or none. */
  readonly groups?: readonly number[]
  readonly names?: readonly string[]
}

/**
 * Regression trees (Breiman, 2001) over columns that lie in [0, 1], a category in the middle of its cell as `position` puts it. Each
 * split takes the most of the squared error: numbers are cut halfway between neighbours, categories by their means into two sets,
 * which finds the best of all sets (Fisher, 1958). A category not seen in a node goes with the heavier side.
 */
export function growForest(
  columns: readonly Float64Array[],
  target: Float64Array,
  {
    trees = 64,
    seed = 0,
    features = columns.length,
    bootstrap = true,
    draws = target.length,
    minSplit = 2,
    minLeaf = 1,
    choices = columns.map(() => 0),
    absent = columns.map(() => 0),
    groups,
    names = columns.map((_, k) => `setting ${k + 1}`),
  }: Growing = {},
): GrownForest {
  checkColumns(columns, target)
  const axes = choices.map((count, k): Axis => {
    return count > 0 ? { choices: count } : { low: 0, high: absent[k] > 0 ? 1 / (1 - absent[k]) : 1 }
  })
  const coded = columns.map((column, k) => (choices[k] > 0 ? categoriesOf(column, choices[k]) : column))
  const growth = startGrowth(coded, target, choices, { absent, features, minSplit, minLeaf })
  const members = groups && membersOf(groups)
  const sums = new Float64Array(target.length)
  const votes = new Int32Array(target.length)
  const grown = Array.from({ length: trees }, (_, k) => {
    const random = stream('fanova', seed, k)
    if (bootstrap && members) drawGroups(growth.counts, members, draws, random)
    else if (bootstrap) draw(growth.counts, draws, random)
    else growth.counts.fill(1)
    const tree = growTree(growth, random)
    growth.counts.forEach((count, row) => {
      if (count > 0) return
      sums[row] += predict(tree, coded, choices, row)
      votes[row] += 1
    })
    return tree
  })
  const outOfBag = explained(target, sums, votes)
  return { names, axes, trees: grown, ...(outOfBag !== undefined && { outOfBag }) }
}

function checkColumns(columns: readonly Float64Array[], target: Float64Array): void {
  if (columns.length === 0) throw new InputError('a forest needs at least one column')
  if (target.length === 0) throw new InputError('a forest needs at least one trial')
  const odd = columns.findIndex((column) => column.length !== target.length)
  if (odd >= 0) throw new InputError(`column ${odd + 1} has ${columns[odd].length} values, the target ${target.length}`)
  const wild = target.findIndex((value) => !Number.isFinite(value))
  if (wild >= 0) throw new InputError(`the target must be finite numbers, not ${target[wild]} at trial ${wild + 1}`)
  columns.forEach((column, k) => {
    const outside = column.findIndex((value) => !((value >= 0 && value <= 1) || value === ABSENT))
    if (outside >= 0) throw new InputError(`column ${k + 1} must lie in [0, 1], not at ${column[outside]}`)
  })
}

function categoriesOf(column: Float64Array, count: number): Float64Array {
  return column.map((value) => (value === ABSENT ? count : Math.min(count - 1, Math.floor(value * count))))
}

function draw(counts: Int32Array, draws: number, random: Stream): void {
  counts.fill(0)
  for (let k = 0; k < draws; k++) counts[random.integer(counts.length)] += 1
}

/** The rows of each group, groups in the order of their first rows. */
export function membersOf(groups: readonly number[]): number[][] {
  return [...Map.groupBy(groups.keys(), (row) => groups[row]).values()]
}

/** As many whole groups as make up for so many rows. */
function drawGroups(counts: Int32Array, members: readonly number[][], draws: number, random: Stream): void {
  counts.fill(0)
  const times = Math.max(1, Math.round((draws * members.length) / counts.length))
  for (let k = 0; k < times; k++) {
    for (const row of members[random.integer(members.length)]) counts[row] += 1
  }
}

function explained(target: Float64Array, sums: Float64Array, votes: Int32Array): number | undefined {
  const rows = [...votes.keys()].filter((row) => votes[row] > 0)
  const mean = rows.reduce((sum, row) => sum + target[row] / rows.length, 0)
  const spread = rows.reduce((sum, row) => sum + (target[row] - mean) ** 2, 0)
  const missed = rows.reduce((sum, row) => sum + (target[row] - sums[row] / votes[row]) ** 2, 0)
  return rows.some((row) => target[row] !== target[rows[0]]) ? 1 - missed / spread : undefined
}

function predict(tree: Tree, columns: readonly Float64Array[], choices: readonly number[], row: number): number {
  const { feature, left, right, threshold, sets } = tree
  let node = 0
  while (feature[node] >= 0) {
    const column = feature[node]
    const value = columns[column][row]
    const goesLeft =
      choices[column] > 0 ? value < choices[column] && sets[threshold[node] + value] === 1 : value <= threshold[node]
    node = goesLeft ? left[node] : right[node]
  }
  return tree.value[node]
}

/** What growing a tree works on, allocated once a forest. A row is a trial; what is `readonly` here is written in place. */
interface Growth {
  readonly columns: readonly Float64Array[]
  readonly choices: readonly number[]
  readonly target: Float64Array
  readonly absent: readonly number[]
  readonly features: number
  readonly minSplit: number
  readonly minLeaf: number
  /** By column: all rows, by rising value. */
  readonly sorted: readonly Int32Array[]
  /** By row: how often the tree drew it. */
  readonly counts: Int32Array
  /** By column: the rows drawn, node by node, by rising value within a node. */
  readonly order: readonly Int32Array[]
  readonly goesLeft: Uint8Array
  readonly spare: Int32Array
  /** The columns, in the order in which the current node looks at them. */
  readonly candidates: Int32Array
  readonly tally: Tally
  readonly split: Split
}

/** Sums by category in the current node. */
interface Tally {
  readonly weight: Float64Array
  readonly sum: Float64Array
  readonly rows: Int32Array
  /** The categories seen, by rising mean. */
  readonly seen: Int32Array
}

/** The best split found so far in the current node. */
interface Split {
  gain: number
  /** −1 before any. */
  column: number
  threshold: number
  readonly set: Uint8Array
}

/** Rows start … end − 1 of `order`. */
interface Node {
  readonly start: number
  readonly end: number
  readonly weight: number
  readonly mean: number
}

function startGrowth(
  columns: readonly Float64Array[],
  target: Float64Array,
  choices: readonly number[],
  limits: { absent: readonly number[]; features: number; minSplit: number; minLeaf: number },
): Growth {
  const rows = target.length
  const most = largest([0, ...choices])
  return {
    columns,
    choices,
    target,
    ...limits,
    sorted: columns.map((column) => Int32Array.from(column.keys()).sort((a, b) => column[a] - column[b] || a - b)),
    counts: new Int32Array(rows),
    order: columns.map(() => new Int32Array(rows)),
    goesLeft: new Uint8Array(rows),
    spare: new Int32Array(rows),
    candidates: Int32Array.from(columns.keys()),
    tally: {
      weight: new Float64Array(most),
      sum: new Float64Array(most),
      rows: new Int32Array(most),
      seen: new Int32Array(most),
    },
    split: { gain: -1, column: -1, threshold: 0, set: new Uint8Array(most) },
  }
}

/**
 * Grows a tree on the rows that `counts` says, breadth first. Rows are sorted once a forest; a split only parts them, in order, so a
 * tree costs columns × rows × depth and sorts nothing.
 */
function growTree(growth: Growth, random: Stream): Tree {
  const drawn = takeDrawn(growth)
  const room = 2 * drawn
  const feature = new Int32Array(room).fill(-1)
  const [left, right, start, end] = Array.from({ length: 4 }, () => new Int32Array(room).fill(-1))
  const [threshold, value] = [new Float64Array(room), new Float64Array(room)]
  const sets = startSets()
  start[0] = 0
  end[0] = drawn
  let size = 1
  for (let at = 0; at < size; at++) {
    const node = summarise(growth, start[at], end[at])
    value[at] = node.mean
    if (node.weight === 0 || !findSplit(growth, node, random)) continue
    const { column } = growth.split
    feature[at] = column
    threshold[at] =
      growth.choices[column] > 0 ? sets.add(growth.split.set, growth.choices[column]) : growth.split.threshold
    left[at] = size++
    right[at] = size++
    start[left[at]] = start[at]
    end[left[at]] = start[right[at]] = part(growth, node)
    end[right[at]] = end[at]
  }
  const [features, lefts, rights] = [feature, left, right].map((array) => array.slice(0, size))
  const [thresholds, values] = [threshold, value].map((array) => array.slice(0, size))
  return { feature: features, left: lefts, right: rights, threshold: thresholds, value: values, sets: sets.all() }
}

/** Bytes that grow. */
function startSets(): { add(set: Uint8Array, length: number): number; all(): Uint8Array } {
  let bytes = new Uint8Array(64)
  let size = 0
  return {
    add(set, length) {
      if (size + length > bytes.length) {
        const held = bytes
        bytes = new Uint8Array(2 * (size + length))
        bytes.set(held)
      }
      bytes.set(set.subarray(0, length), size)
      size += length
      return size - length
    },
    all: () => bytes.slice(0, size),
  }
}

/** Puts the rows drawn at the front of every column’s order; how many there are. */
function takeDrawn({ sorted, order, counts }: Growth): number {
  let size = 0
  sorted.forEach((rows, column) => {
    const to = order[column]
    size = 0
    for (let k = 0; k < rows.length; k++) {
      if (counts[rows[k]] > 0) to[size++] = rows[k]
    }
  })
  return size
}

/** Weight and mean of a node; weight 0 where it must stay a leaf, being small or pure. */
function summarise({ order, target, counts, minSplit }: Growth, start: number, end: number): Node {
  const rows = order[0]
  let weight = 0
  let sum = 0
  let pure = true
  const first = target[rows[start]]
  for (let k = start; k < end; k++) {
    const row = rows[k]
    weight += counts[row]
    sum += counts[row] * target[row]
    if (target[row] !== first) pure = false
  }
  if (pure) return { start, end, weight: 0, mean: first }
  return { start, end, weight: end - start < minSplit ? 0 : weight, mean: sum / weight }
}

/** Puts the best split of a node into `split`; false where none is allowed. A split without gain will do: an exact x·z needs one. */
function findSplit(growth: Growth, node: Node, random: Stream): boolean {
  const { columns, choices, order, candidates, split, features, absent } = growth
  split.gain = -1
  split.column = -1
  let looked = 0
  for (let k = 0; k < candidates.length && looked < features; k++) {
    const other = k + random.integer(candidates.length - k)
    const column = candidates[other]
    candidates[other] = candidates[k]
    candidates[k] = column
    const rows = order[column]
    const last = columns[column][rows[node.end - 1]]
    if (columns[column][rows[node.start]] === last) continue
    if (last === absentCode(choices[column]) && absent[column] === 0) continue
    looked += 1
    if (choices[column] > 0) splitCategories(growth, node, column)
    else splitNumbers(growth, node, column)
  }
  return split.column >= 0
}

/** What stands in a column for a row without it: behind the last category, or above all numbers. */
const absentCode = (choices: number) => (choices > 0 ? choices : ABSENT)

function splitNumbers(growth: Growth, { start, end, weight, mean }: Node, column: number): void {
  const { target, counts, minLeaf, split } = growth
  const values = growth.columns[column]
  const rows = growth.order[column]
  const last = end - minLeaf
  let onLeft = 0
  let sum = 0
  let next = values[rows[start]]
  for (let k = start; k < last; k++) {
    const row = rows[k]
    const here = next
    next = values[rows[k + 1]]
    onLeft += counts[row]
    sum += counts[row] * (target[row] - mean)
    if (here === next || k + 1 - start < minLeaf) continue
    const gain = (sum * sum) / (onLeft * (weight - onLeft))
    if (gain <= split.gain) continue
    split.gain = gain
    split.column = column
    split.threshold = next === ABSENT ? 1 : between(here, next)
  }
}

/** Halfway, but never as far as the upper end, which rounding may reach. */
function between(low: number, high: number): number {
  const middle = low + (high - low) / 2
  return middle < high ? middle : low
}

function splitCategories(growth: Growth, node: Node, column: number): void {
  const { minLeaf, split, tally } = growth
  const seen = tallyCategories(growth, node, column)
  let onLeft = 0
  let sum = 0
  let rows = 0
  for (let k = 0; k < seen - 1; k++) {
    const category = tally.seen[k]
    onLeft += tally.weight[category]
    sum += tally.sum[category]
    rows += tally.rows[category]
    if (rows < minLeaf || node.end - node.start - rows < minLeaf) continue
    const gain = (sum * sum) / (onLeft * (node.weight - onLeft))
    if (gain <= split.gain) continue
    split.gain = gain
    split.column = column
    split.set.fill(2 * onLeft > node.weight ? 1 : 0)
    for (let other = 0; other < seen; other++) split.set[tally.seen[other]] = other <= k ? 1 : 0
  }
}

/** Sums by category, and the categories seen by rising mean; how many there are. */
function tallyCategories({ tally, target, counts, columns, order }: Growth, node: Node, column: number): number {
  const { weight, sum, rows, seen } = tally
  weight.fill(0)
  sum.fill(0)
  rows.fill(0)
  let size = 0
  for (let k = node.start; k < node.end; k++) {
    const row = order[column][k]
    const category = columns[column][row]
    if (rows[category] === 0) seen[size++] = category
    weight[category] += counts[row]
    sum[category] += counts[row] * (target[row] - node.mean)
    rows[category] += 1
  }
  for (let k = 1; k < size; k++) {
    const category = seen[k]
    const mean = sum[category] / weight[category]
    let at = k
    for (; at > 0 && sum[seen[at - 1]] / weight[seen[at - 1]] > mean; at--) seen[at] = seen[at - 1]
    seen[at] = category
  }
  return size
}

/** Parts the rows of a node in every column’s order, those that go left first; where the right ones begin. */
function part({ split, columns, choices, order, goesLeft, spare }: Growth, { start, end }: Node): number {
  const values = columns[split.column]
  const chosen = choices[split.column] > 0
  for (let k = start; k < end; k++) {
    const row = order[0][k]
    goesLeft[row] = chosen ? split.set[values[row]] : Number(values[row] <= split.threshold)
  }
  let middle = start
  for (let column = 0; column < order.length; column++) {
    const rows = order[column]
    let onRight = 0
    middle = start
    for (let k = start; k < end; k++) {
      const row = rows[k]
      if (goesLeft[row] === 1) rows[middle++] = row
      else spare[onRight++] = row
    }
    for (let k = 0; k < onRight; k++) rows[middle + k] = spare[k]
  }
  return middle
}
