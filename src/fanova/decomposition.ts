import { individualVariances, type Leaves, leavesOf, totalVariance, type Zeros, zeros } from './marginals.ts'
import type { Forest } from './tree.ts'

/** Which sets of settings are told apart beside the single ones. */
export interface Sets {
  readonly pairs?: boolean
  readonly triples?: boolean
}

/** A forest’s variance by sets of settings: tree by tree, and as shares over all trees. */
export interface Decomposition {
  readonly sets: readonly (readonly string[])[]
  readonly trees: readonly TreeVariances[]
  readonly shares: readonly Share[]
  /** By setting, its Shapley value (Owen, 2014): each share divided equally among the settings of its set. The remainder stays out. */
  readonly shapley: readonly Share[]
  /** What no set accounts for: interactions of more settings than were asked for. */
  readonly remainder: MeanShare
}

/** Of one tree; lists in the order of the sets. */
export interface TreeVariances {
  readonly mean: number
  readonly variance: number
  /** Of the set and all of its subsets. */
  readonly total: readonly number[]
  /** Of the set alone. */
  readonly individual: readonly number[]
  /** Individual over the tree’s variance; 0 where it has none. */
  readonly shares: readonly number[]
}

/** A share of the variance: its mean over the trees that have any, 0 without such trees, and its standard deviation over them. */
export interface MeanShare {
  readonly share: number
  readonly spread: number
}

/** What one set of settings accounts for alone, beyond its subsets. Shares are never normalised. */
export interface Share extends MeanShare {
  readonly settings: readonly string[]
}

/** What is told of one set of settings; undefined where the list does not have it. */
export function ofSet<T extends { readonly settings: readonly string[] }>(
  list: readonly T[],
  settings: readonly string[],
): T | undefined {
  const name = JSON.stringify(settings)
  return list.find((one) => JSON.stringify(one.settings) === name)
}

/** The variance of each tree of a forest, in parts. */
export function decompose(forest: Forest, sets: Sets = {}): Decomposition {
  return decomposeLeaves(
    forest.names,
    forest.trees.map((tree) => leavesOf(tree, forest.axes)),
    sets,
  )
}

/** The same of trees laid out already. */
export function decomposeLeaves(names: readonly string[], trees: readonly Leaves[], sets: Sets = {}): Decomposition {
  const numbers = setsOf(names.length, sets)
  const room = zeros()
  const parts = trees.map((leaves) => variancesOf(leaves, numbers, room))
  const varied = parts.filter(({ variance }) => variance > 0)
  const shareOf = (k: number) => spreadOf(varied.map(({ shares }) => shares[k]))
  const named = numbers.map((set) => set.map((setting) => names[setting]))
  return {
    sets: named,
    trees: parts,
    shares: named.map((settings, k) => ({ settings, ...shareOf(k) })),
    shapley: names.map((name, setting) => ({
      settings: [name],
      ...spreadOf(varied.map(({ shares }) => shapleyValue(setting, numbers, shares))),
    })),
    remainder: spreadOf(varied.map(({ shares }) => Math.max(0, 1 - shares.reduce((sum, share) => sum + share, 0)))),
  }
}

function shapleyValue(setting: number, sets: readonly (readonly number[])[], shares: readonly number[]): number {
  return sets.reduce((sum, set, k) => (set.includes(setting) ? sum + shares[k] / set.length : sum), 0)
}

function variancesOf(leaves: Leaves, sets: readonly (readonly number[])[], room: Zeros): TreeVariances {
  const { mean, variance } = leaves
  const totals = new Map(sets.map((set) => [set.join(), totalVariance(leaves, set, room)]))
  const individual = individualVariances((set) => totals.get(set.join()) ?? totalVariance(leaves, set, room), sets)
  const shares = individual.map((part) => (variance > 0 ? part / variance : 0))
  return { mean, variance, total: [...totals.values()], individual, shares }
}

/** All single settings, then all pairs, then all triples, as rising numbers. */
function setsOf(settings: number, { pairs = true, triples = false }: Sets): number[][] {
  const single = Array.from({ length: settings }, (_, k) => [k])
  const extend = (sets: number[][]) => sets.flatMap((set) => single.slice(set.at(-1)! + 1).map(([k]) => [...set, k]))
  return [...single, ...(pairs ? extend(single) : []), ...(triples ? extend(extend(single)) : [])]
}

function spreadOf(shares: readonly number[]): MeanShare {
  if (shares.length === 0) return { share: 0, spread: 0 }
  const { mean, deviation } = moments(shares)
  return { share: mean, spread: deviation }
}

/** Mean and standard deviation (divisor n); exact where all values are equal. */
export function moments(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values[0] + values.reduce((sum, value) => sum + (value - values[0]), 0) / values.length
  return { mean, deviation: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) }
}
