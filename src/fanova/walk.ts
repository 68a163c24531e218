import type { Axis, Tree } from './tree.ts'

/**
 * The reference: marginals and variances of one tree by walking it, after the definition (Hutter, Hoos and Leyton-Brown, “An
 * Efficient Approach for Assessing Hyperparameter Importance”, ICML 2014). `marginals.ts` gets the same numbers much faster.
 */

/** What is left of each setting on the way down: an interval [low, high], or the categories still possible. */
type Box = readonly Side[]
type Side = { readonly low: number; readonly high: number } | { readonly possible: readonly number[] }

/**
 * The mean of a tree where some settings are held at a point and all others range over the box: at a split of a held setting go one
 * way, at any other both ways, each weighted by how much of the setting goes there. `point` holds a value (a category’s number) for
 * each setting, or undefined where it is free.
 */
export function walkMarginal(tree: Tree, axes: readonly Axis[], point: readonly (number | undefined)[]): number {
  const mean = (node: number, box: Box): number => {
    const setting = tree.feature[node]
    if (setting < 0) return tree.value[node]
    const [left, right] = cut(tree, node, box[setting])
    const held = point[setting]
    const below = (child: number, side: Side) => mean(child, box.with(setting, side))
    if (held !== undefined)
      return goesLeft(tree, node, box[setting], held) ? below(tree.left[node], left) : below(tree.right[node], right)
    const [toLeft, toRight] = [width(left), width(right)]
    if (toLeft === 0) return below(tree.right[node], right)
    if (toRight === 0) return below(tree.left[node], left)
    return (toLeft * below(tree.left[node], left) + toRight * below(tree.right[node], right)) / (toLeft + toRight)
  }
  return mean(0, axes.map(whole))
}

/** The total variance of a set of settings: that of the marginal over all cells of their thresholds, weighted by the cells’ widths. */
export function walkVariance(tree: Tree, axes: readonly Axis[], settings: readonly number[]): number {
  let cells: { point: (number | undefined)[]; weight: number }[] = [{ point: axes.map(() => undefined), weight: 1 }]
  for (const setting of settings) {
    cells = cells.flatMap(({ point, weight }) =>
      cellsOf(tree, axes, setting).map((cell) => ({
        point: point.with(setting, cell.middle),
        weight: weight * cell.share,
      })),
    )
  }
  const marginals = cells.map(({ point }) => walkMarginal(tree, axes, point))
  const mean = cells.reduce((sum, { weight }, k) => sum + weight * marginals[k], 0)
  return cells.reduce((sum, { weight }, k) => sum + weight * (marginals[k] - mean) ** 2, 0)
}

function cellsOf(tree: Tree, axes: readonly Axis[], setting: number): { middle: number; share: number }[] {
  const axis = axes[setting]
  if ('choices' in axis) return Array.from({ length: axis.choices }, (_, k) => ({ middle: k, share: 1 / axis.choices }))
  const { low, high } = axis
  const thresholds = [...tree.threshold].filter((_, node) => tree.feature[node] === setting)
  const edges = [...new Set([low, high, ...thresholds.map((at) => clamp(at, axis))])].sort((a, b) => a - b)
  return edges.slice(1).map((edge, k) => ({ middle: (edges[k] + edge) / 2, share: (edge - edges[k]) / (high - low) }))
}

function cut(tree: Tree, node: number, side: Side): [Side, Side] {
  const threshold = tree.threshold[node]
  if ('possible' in side) {
    const isLeft = (category: number) => tree.sets[threshold + category] === 1
    return [
      { possible: side.possible.filter(isLeft) },
      { possible: side.possible.filter((category) => !isLeft(category)) },
    ]
  }
  const at = clamp(threshold, side)
  return [
    { low: side.low, high: at },
    { low: at, high: side.high },
  ]
}

function goesLeft({ threshold, sets }: Tree, node: number, side: Side, value: number): boolean {
  return 'possible' in side ? sets[threshold[node] + value] === 1 : value <= threshold[node]
}

const whole = (axis: Axis): Side => ('choices' in axis ? { possible: [...Array(axis.choices).keys()] } : axis)
const width = (side: Side): number => ('possible' in side ? side.possible.length : side.high - side.low)
const clamp = (value: number, { low, high }: { low: number; high: number }) => Math.min(high, Math.max(low, value))
