import { InputError } from '../math/input-error.ts'
import { decompose, type MeanShare, moments, type Sets } from './decomposition.ts'
import type { Forest, Tree } from './tree.ts'

/** The variance of a forest that comes from elsewhere, in parts: tree by tree and over all of them. */
export interface ForestParts {
  readonly names: readonly string[]
  readonly trees: readonly {
    /** Over the whole box. */
    readonly mean: number
    readonly variance: number
    /** Single settings, then pairs, then triples. */
    readonly parts: readonly Part[]
  }[]
  /** Variances are means over all trees, shares those over the trees that have any variance. */
  readonly average: readonly (Part & {
    /** Standard deviation of the share over the trees. */
    readonly spread: number
  })[]
  /** The share of interactions of more settings than were asked for. */
  readonly remainder: MeanShare
  /** Trees without any variance, which have no part in the shares; where all are so, every share is 0. */
  readonly constant: number
}

/** What a set of settings accounts for. */
interface Part {
  readonly settings: readonly string[]
  /** The variance of the set with all of its subsets. */
  readonly total: number
  /** The variance of the set alone. */
  readonly individual: number
  /** `total` over the variance of the tree; 0 where it has none. */
  readonly totalShare: number
  /** `individual` over the variance of the tree; 0 where it has none. Shares are never normalised. */
  readonly share: number
}

/** The total and individual variances and shares of every set of settings. */
export function forestParts(forest: Forest, sets: Sets = {}): ForestParts {
  forest.trees.forEach((tree, k) => checkSize(tree, forest, k))
  const { sets: named, trees, shares, remainder } = decompose(forest, sets)
  const vast = trees.findIndex(({ variance }) => !Number.isFinite(variance))
  if (vast >= 0) throw new InputError(`the values of tree ${vast + 1} are too large: their variance is no number`)
  const parts = trees.map(({ mean, variance, total, individual, shares }) => ({
    mean,
    variance,
    parts: named.map((settings, k) => {
      const totalShare = variance > 0 ? total[k] / variance : 0
      return { settings, total: total[k], individual: individual[k], totalShare, share: shares[k] }
    }),
  }))
  const varied = parts.filter(({ variance }) => variance > 0)
  const meanOf = (of: typeof parts, k: number, what: 'total' | 'individual' | 'totalShare') =>
    of.length === 0 ? 0 : moments(of.map((tree) => tree.parts[k][what])).mean
  return {
    names: forest.names,
    trees: parts,
    average: shares.map(({ settings, share, spread }, k) => {
      const [total, individual] = [meanOf(parts, k, 'total'), meanOf(parts, k, 'individual')]
      return { settings, total, individual, totalShare: meanOf(varied, k, 'totalShare'), share, spread }
    }),
    remainder,
    constant: parts.length - varied.length,
  }
}

/** Cells of a pair that still fit in memory, 8 bytes each. */
const MOST_CELLS = 2 ** 26

/** A pair’s variance takes a cell for each two thresholds: what would not fit is refused before it is tried. */
function checkSize({ feature, threshold }: Tree, { names }: Forest, tree: number): void {
  const cells = names.map((_, setting) => 2 + new Set(threshold.filter((_, node) => feature[node] === setting)).size)
  const [first, second] = [...cells.keys()].sort((a, b) => cells[b] - cells[a])
  if (second === undefined || cells[first] * cells[second] <= MOST_CELLS) return
  throw new InputError(
    `tree ${tree + 1} splits ${names[first]} and ${names[second]} into ${cells[first]} × ${cells[second]} cells; at most ${MOST_CELLS} fit`,
  )
}
