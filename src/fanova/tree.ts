import { InputError } from '../math/input-error.ts'

/** The extent of one setting: an interval of numbers, or so many categories of equal weight, numbered from 0. */
export type Axis = { readonly low: number; readonly high: number } | { readonly choices: number }

/** A regression tree in flat arrays by node, the root first. */
export interface Tree {
  /** The setting a node splits; negative at a leaf. */
  readonly feature: Int32Array
  readonly left: Int32Array
  readonly right: Int32Array
  /** Of numbers, the greatest that goes left; of categories, where in `sets` the split begins. */
  readonly threshold: Float64Array
  /** The prediction; counts at leaves only. */
  readonly value: Float64Array
  /** For each split of categories a byte a category: 1 goes left. */
  readonly sets: Uint8Array
}

/** Regression trees over one box of settings. */
export interface Forest {
  readonly names: readonly string[]
  readonly axes: readonly Axis[]
  readonly trees: readonly Tree[]
}

/**
 * A forest of numeric splits from plain data: `names` and `bounds` ([low, high]) of the settings, and `trees`, each with `feature`
 * (negative at a leaf), `left`, `right`, `threshold` (up to it goes left) and `value` by node, the root first. A single tree may stand
 * there itself, with `bounds`; settings without names are numbered. Thresholds outside the bounds are taken as the bounds.
 */
export function readForest(json: unknown): Forest {
  const { bounds, trees = treesOf(json), names = numbered(bounds) } = (json ?? {}) as Record<string, unknown>
  if (!isArrayOf(names, isString)) throw new InputError('a forest needs names: a list of texts')
  const twice = names.find((name, k) => names.indexOf(name) < k)
  if (twice !== undefined) throw new InputError(`a forest needs different names, not ${twice} twice`)
  if (!isArrayOf(bounds, isPair) || bounds.length !== names.length) {
    throw new InputError(`a forest needs bounds: [low, high] for each of its ${names.length} names`)
  }
  const axes = bounds.map(([low, high], k) => {
    if (low < high) return { low, high }
    throw new InputError(
      `the bounds of ${names[k]} must go from a lower to a higher number, not from ${low} to ${high}`,
    )
  })
  if (!Array.isArray(trees) || trees.length === 0) throw new InputError('a forest needs trees: a list of at least one')
  return { names, axes, trees: trees.map((tree, k) => readTree(tree, names.length, `tree ${k + 1}`)) }
}

const treesOf = (json: unknown) => (Object.hasOwn(Object(json), 'feature') ? [json] : undefined)
const numbered = (bounds: unknown) =>
  Array.isArray(bounds) ? bounds.map((_, setting) => `setting ${setting + 1}`) : undefined

function readTree(json: unknown, settings: number, what: string): Tree {
  const fields = (json ?? {}) as Record<string, unknown>
  const [feature, left, right, threshold, value] = ['feature', 'left', 'right', 'threshold', 'value'].map((name) => {
    const list = fields[name]
    if (!isArrayOf(list, isNumber) || list.length === 0)
      throw new InputError(`${what} needs ${name}: a list of numbers`)
    return list
  })
  if ([left, right, threshold, value].some((list) => list.length !== feature.length)) {
    throw new InputError(`${what} needs lists of one length: feature has ${feature.length} nodes`)
  }
  const odd = feature.find((setting) => !Number.isInteger(setting) || setting >= settings)
  if (odd !== undefined) throw new InputError(`${what} splits setting ${odd}; there are 0 to ${settings - 1}`)
  checkNodes(feature, left, right, what)
  const [features, lefts, rights] = [feature, left, right].map((list) => Int32Array.from(list))
  const [thresholds, values] = [threshold, value].map((list) => Float64Array.from(list))
  return {
    feature: features,
    left: lefts,
    right: rights,
    threshold: thresholds,
    value: values,
    sets: new Uint8Array(0),
  }
}

/** Every child must be a node, and the child of one node alone: nothing else is a tree that can be walked to its end. */
function checkNodes(feature: number[], left: number[], right: number[], what: string): void {
  const children = feature.flatMap((setting, node) => (setting < 0 ? [] : [left[node], right[node]]))
  const known = new Set([0])
  for (const child of children) {
    if (!Number.isInteger(child) || child < 0 || child >= feature.length) {
      throw new InputError(`${what} has no node ${child}; it has 0 to ${feature.length - 1}`)
    }
    if (known.has(child)) throw new InputError(`node ${child} of ${what} has two parents, or is the root`)
    known.add(child)
  }
}

const isNumber = (value: unknown): value is number => Number.isFinite(value)
const isString = (value: unknown): value is string => typeof value === 'string'
const isPair = (value: unknown): value is [number, number] => isArrayOf(value, isNumber) && value.length === 2

function isArrayOf<T>(value: unknown, is: (item: unknown) => item is T): value is T[] {
  return Array.isArray(value) && value.every(is)
}
