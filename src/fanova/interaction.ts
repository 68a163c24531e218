import { type Stream, stream } from '../math/random.ts'
import { quantile } from '../math/statistics.ts'
import { additiveFit } from './additive.ts'
import { absentOf, choicesOf, columnsOf, type Trials } from './columns.ts'
import { decompose, moments, type Sets } from './decomposition.ts'
import { growForest, membersOf } from './forest.ts'
import { sizeOf, type Transform, transformed } from './target.ts'

/**
 * Is an interaction more than noise? A forest finds some in any finite table: what it gives a pair must be held against what it gives
 * that pair where there is none. So: fit a sum of one curve a setting, add its residuals in random order, and explain that instead.
 * (To permute the whole target would test only that nothing matters; the noise then is far too large, and hides real interactions.)
 * The curves follow the noise a little, and the residuals lack what they took: together they are as rough as the trials. Residuals made
 * as large as the noise would count that part twice and reject only some 3 % at 5 %.
 * Where one setting has a sharp cliff the test has less power: trees spend their splits on the cliff (bench/calibration.ts measures it).
 */

/** The share of a pair, and what it is where the settings only add up. */
export interface Interaction {
  readonly settings: readonly string[]
  readonly share: number
  /** 95 % of the shares without interaction lie below. */
  readonly chance: number
  /** How often a share without interaction is as large; at least 1 ⁄ (permutations + 1). */
  readonly p: number
  /** p after the correction for all pairs tested. */
  readonly adjusted: number
}

export interface InteractionOptions {
  /** Of each forest; fewer than for the shares themselves, as many are grown. */
  readonly trees?: number
  /** Forests grown without interaction, on residuals in random order. */
  readonly permutations?: number
  readonly seed?: number
  readonly transform?: Transform
  readonly features?: number
  readonly draws?: number
  /** Told after each permutation. */
  readonly onPermuted?: (done: number) => void
}

/** Trials beyond which more only cost time: what they find then is too small to matter. */
const MOST_ROWS = 1000
const SETS: Sets = { pairs: true }

/** The test of every pair of settings that are not fixed. */
export function interactions(trials: Trials, options: InteractionOptions = {}): Interaction[] {
  const {
    trees = 16,
    permutations = 199,
    seed = 0,
    transform = { kind: 'raw' },
    draws = MOST_ROWS,
    onPermuted,
  } = options
  const settings = trials.settings.filter(({ range }) => range.kind !== 'fixed')
  if (settings.length < 2) return []
  const rows = someRows(trials.points.length, seed)
  const columns = columnsOf(settings, trials.points).map((column) => Float64Array.from(rows, (row) => column[row]))
  const [choices, absent] = [choicesOf(settings), absentOf(settings)]
  const groups = trials.groups && Array.from(rows, (row) => trials.groups![row])
  const names = settings.map(({ name }) => name)
  const raw = transformed(trials.target, transform).values
  const size = sizeOf(raw)
  const values = Float64Array.from(rows, (row) => raw[row] / size)
  const explain = (target: Float64Array, forestSeed: number) => {
    const { features = settings.length } = options
    const growing = { trees, seed: forestSeed, features, draws: Math.min(draws, target.length), choices, absent, names }
    return decompose(growForest(columns, target, { ...growing, ...(groups && { groups }) }), SETS).shares.filter(
      (share) => share.settings.length === 2,
    )
  }
  const observed = explain(values, seed)
  const { fitted, residuals } = additiveFit(columns, choices, values)
  const without = Array.from({ length: permutations }, (_, k) => {
    const random = stream('fanova', 'interaction', seed, k)
    const permuted = groups ? permutedByGroup(residuals, membersOf(groups), random) : permutedByRow(residuals, random)
    const shares = explain(
      fitted.map((value, row) => value + permuted[row]),
      random.bits(),
    )
    onPermuted?.(k + 1)
    return shares.map(({ share }) => share)
  })
  const adjusted = stepDown(
    observed.map(({ share }) => share),
    without,
  )
  return observed.map(({ settings, share }, pair) => {
    const shares = without.map((permuted) => permuted[pair])
    const asLarge = shares.filter((other) => other >= share).length
    const p = (asLarge + 1) / (permutations + 1)
    return { settings, share, chance: quantile(shares, 0.95), p, adjusted: Math.max(p, adjusted[pair]) }
  })
}

function permutedByRow(residuals: Float64Array, random: Stream): Float64Array {
  const order = random.permutation(residuals.length)
  return residuals.map((_, row) => residuals[order[row]])
}

/** Rows of a group are no new evidence: the means of groups are permuted among the groups, and each row keeps its distance to its own. */
function permutedByGroup(residuals: Float64Array, members: readonly number[][], random: Stream): Float64Array {
  const means = members.map((rows) => rows.reduce((sum, row) => sum + residuals[row] / rows.length, 0))
  const order = random.permutation(members.length)
  const permuted = new Float64Array(residuals.length)
  members.forEach((rows, group) => {
    for (const row of rows) permuted[row] = residuals[row] - means[group] + means[order[group]]
  })
  return permuted
}

/** All rows, or as many of them at random as a test needs. */
function someRows(count: number, seed: number): Int32Array {
  if (count <= MOST_ROWS) return Int32Array.from({ length: count }, (_, row) => row)
  return stream('fanova', 'interaction', seed, 'rows').permutation(count).subarray(0, MOST_ROWS)
}

/**
 * Probabilities corrected for many pairs: Holm’s steps, each holding the largest share left against the largest there is by chance in
 * the same permutation (Westfall and Young, 1993), so that pairs which move together are not counted twice and a few hundred permutations do
 * for many pairs. Shares are counted in standard deviations of what chance gives their pair.
 */
function stepDown(observed: readonly number[], permuted: readonly (readonly number[])[]): number[] {
  const scales = observed.map((share, pair) => moments([share, ...permuted.map((shares) => shares[pair])]))
  const standard = (shares: readonly number[]) =>
    shares.map((share, pair) => (share - scales[pair].mean) / (scales[pair].deviation || 1))
  const sizes = standard(observed)
  const without = permuted.map(standard)
  const order = [...observed.keys()].sort((a, b) => sizes[b] - sizes[a])
  const adjusted = observed.map(() => 1)
  let least = 0
  order.forEach((pair, k) => {
    const left = order.slice(k)
    const asLarge = without.filter((shares) => left.some((other) => shares[other] >= sizes[pair])).length
    least = Math.max(least, (asLarge + 1) / (permuted.length + 1))
    adjusted[pair] = least
  })
  return adjusted
}
