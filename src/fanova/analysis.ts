import { InputError } from '../math/input-error.ts'
import { stream } from '../math/random.ts'
import { mean, quantile } from '../math/statistics.ts'
import { absentOf, choicesOf, columnsOf, type Ranged, type Trials } from './columns.ts'
import { type Decomposition, decomposeLeaves, type MeanShare, type Share } from './decomposition.ts'
import { type GrownForest, growForest, membersOf } from './forest.ts'
import { type Leaves, leavesOf } from './marginals.ts'
import { type Marginal, mapsOf, marginalOf, type PairMap } from './surfaces.ts'
import { sizeOf, type Transform, type Treatment, transformed } from './target.ts'

/** How much of a target’s variance each setting and each pair accounts for, in the measure the settings were drawn from. */
export interface Fanova {
  readonly trials: number
  readonly trees: number
  /** Times the trials were resampled for intervals; absent where there are none. */
  readonly resamples?: number
  /** What was done to the target before it was explained. */
  readonly treatment: Treatment
  /** R² of predictions for trials a tree has not drawn: shares of a forest that predicts nothing mean nothing. */
  readonly outOfBag?: number
  /** Single settings in the order given, then pairs, then triples; pairs and triples only of settings that are not fixed. */
  readonly shares: readonly FanovaShare[]
  /** By setting, its own share and its part of those it has with others, divided equally among them (Shapley values; Owen, 2014). */
  readonly shapley: readonly FanovaShare[]
  /** What is left: interactions of more settings. Shares are never normalised. */
  readonly remainder: MeanShare & Bounded
  readonly marginals: readonly Marginal[]
  /** A map a pair, where asked for. */
  readonly maps: readonly PairMap[]
  /** What the reader must know of the shares. */
  readonly notes: readonly FanovaNote[]
}

/** One trial, a target that is the same in all, and settings that are all fixed leave nothing to explain. */
export type FanovaNote =
  | { readonly kind: 'one trial' | 'nothing varies' | 'all fixed' }
  /** A setting is the same in all trials. */
  | { readonly kind: 'constant'; readonly setting: string }
  /** The forest predicts trials it has not seen no better than their mean. */
  | { readonly kind: 'no prediction'; readonly outOfBag: number }
  /** Each tree was grown on so many draws of the trials. */
  | { readonly kind: 'few draws'; readonly draws: number }

export interface FanovaShare extends Share, Bounded {}

interface Bounded {
  /** The 95 % interval over trials drawn again with replacement (bootstrap); only where asked for. */
  readonly interval?: readonly [number, number]
}

export interface FanovaOptions {
  readonly trees?: number
  readonly seed?: number
  readonly pairs?: boolean
  readonly triples?: boolean
  /** Times the trials are resampled for intervals. */
  readonly resamples?: number
  readonly transform?: Transform
  /** Settings looked at for a split; all if not given. */
  readonly features?: number
  /** Trials a tree draws at most. */
  readonly draws?: number
  /** Points of a marginal of numbers. */
  readonly grid?: number
  /** Points on each side of a pair’s map; 0 for no maps. */
  readonly maps?: number
  /** Told after each resample. */
  readonly onResample?: (done: number) => void
}

/** Beyond this a tree gains little and its cells cost much. */
const MOST_DRAWS = 8192

/**
 * Functional ANOVA (Hutter, Hoos and Leyton-Brown, ICML 2014) of trials: a forest grown on the positions of the settings in their
 * ranges, its variance told apart exactly. Every trial counts; what its target becomes is said by `transform`.
 */
export function fanova(trials: Trials, options: FanovaOptions = {}): Fanova {
  const { trees = 64, resamples = 0, transform = { kind: 'raw' }, grid = 33, maps = 0 } = options
  const { settings, points } = trials
  if (points.length === 0) throw new InputError('there is no trial to explain')
  if (trials.target.length !== points.length) {
    throw new InputError(`${points.length} trials need as many targets, not ${trials.target.length}`)
  }
  const free = settings.filter(({ range }) => range.kind !== 'fixed')
  const columns = columnsOf(free, points)
  const { values, treatment } = transformed(trials.target, transform)
  const scale = sizeOf(values)
  const target = values.map((value) => value / scale)
  const explain = explainer(free, options)
  const { forest, leaves, parts } = explain(columns, target, options.seed ?? 0, trials.groups)
  const curvesOf = (trees: readonly Leaves[]) => free.map((setting, k) => marginalOf(setting, k, trees, scale, grid))
  const resampled = resample(columns, { ...trials, target }, resamples, options, (...drawn) => {
    const other = explain(...drawn)
    return { parts: other.parts, curves: curvesOf(other.leaves) }
  })
  const intervalOf = (share: MeanShare, pick: (parts: Decomposition) => MeanShare) => {
    const others = resampled.map(({ parts }) => pick(parts))
    return resamples > 0 ? { interval: interval(share, others) } : {}
  }
  const bounded = (list: 'shares' | 'shapley') =>
    parts[list].map((share, k) => ({ ...share, ...intervalOf(share, (other) => other[list][k]) }))
  const { outOfBag } = forest
  return {
    trials: points.length,
    trees,
    ...(resamples > 0 && { resamples }),
    treatment,
    ...(outOfBag !== undefined && { outOfBag }),
    shares: withFixed(settings, bounded('shares')),
    shapley: withFixed(settings, bounded('shapley')),
    remainder: { ...parts.remainder, ...intervalOf(parts.remainder, (other) => other.remainder) },
    marginals: curvesOf(leaves).map((curve, k) => withIntervals(curve, k, resampled)),
    maps: maps > 0 && free.length > 0 ? mapsOf(free, leaves, scale, maps) : [],
    notes: notesOf(free, columns, values, forest, Math.min(points.length, options.draws ?? MOST_DRAWS)),
  }
}

interface Explained {
  readonly forest: GrownForest
  readonly leaves: readonly Leaves[]
  readonly parts: Decomposition
}

type Explain<T> = (
  columns: readonly Float64Array[],
  target: Float64Array,
  seed: number,
  groups: readonly number[] | undefined,
) => T

function explainer(settings: readonly Ranged[], options: FanovaOptions): Explain<Explained> {
  const names = settings.map(({ name }) => name)
  const { trees = 64, features = settings.length, draws = MOST_DRAWS } = options
  const [choices, absent] = [choicesOf(settings), absentOf(settings)]
  return (columns, target, seed, groups) => {
    const shared = { trees, seed, features, choices, absent, names, draws: Math.min(draws, target.length) }
    const growing = { ...shared, ...(groups && { groups }) }
    const forest = columns.length > 0 ? growForest(columns, target, growing) : { names, axes: [], trees: [] }
    const leaves = forest.trees.map((tree) => leavesOf(tree, forest.axes))
    return { forest, leaves, parts: decomposeLeaves(names, leaves, options) }
  }
}

/** What comes of the same analysis of trials drawn from the trials with replacement, those of a group together. */
function resample<T>(
  columns: readonly Float64Array[],
  { target, groups }: { readonly target: Float64Array; readonly groups?: readonly number[] },
  times: number,
  { seed = 0, onResample }: FanovaOptions,
  explain: Explain<T>,
): T[] {
  const members = groups && membersOf(groups)
  return Array.from({ length: times }, (_, k) => {
    const random = stream('fanova', 'redrawn', seed, k)
    const rows = members
      ? Int32Array.from(members.flatMap(() => members[random.integer(members.length)]))
      : Int32Array.from(target, () => random.integer(target.length))
    const take = (values: Float64Array) => Float64Array.from(rows, (row) => values[row])
    const explained = explain(
      columns.map(take),
      take(target),
      random.bits(),
      groups && Array.from(rows, (row) => groups[row]),
    )
    onResample?.(k + 1)
    return explained
  })
}

/**
 * The middle 95 % of resampled shares, moved so that their mean lies on the share itself. Resampled trials repeat themselves, and a forest
 * on fewer different trials finds a little less of the single settings and a little more of pairs: unmoved, an interval may exclude
 * the very share it is for. It says how far a share would move with other trials, not how far it is from the truth: a forest finds
 * something in any noise, so a truth of exactly 0 mostly lies below it.
 */
function interval({ share }: MeanShare, resampled: readonly MeanShare[]): [number, number] {
  const shares = resampled.map((other) => other.share)
  const [low, high] = middle(shares).map((end) => share + end - mean(shares))
  return [Math.max(0, low), Math.min(1, high)]
}

const middle = (values: readonly number[]) => [0.025, 0.975].map((q) => quantile(values, q))

/** A marginal with the middle 95 % of resampled ones, moved so that their mean lies on it; as it is without any. */
function withIntervals(
  curve: Marginal,
  k: number,
  resampled: readonly { readonly curves: readonly Marginal[] }[],
): Marginal {
  if (resampled.length === 0) return curve
  const points = curve.points.map((point, at) => {
    const means = resampled.map(({ curves }) => curves[k].points[at].mean)
    const [low, high] = middle(means).map((end) => point.mean + end - mean(means))
    return { ...point, interval: [low, high] as const }
  })
  return { ...curve, points }
}

/** The shares with those of fixed settings, 0, in the order of the settings. */
function withFixed(settings: readonly Ranged[], shares: readonly FanovaShare[]): FanovaShare[] {
  const single = new Map(
    shares.filter((share) => share.settings.length === 1).map((share) => [share.settings[0], share]),
  )
  const singles = settings.map(({ name }) => single.get(name) ?? { settings: [name], share: 0, spread: 0 })
  return [...singles, ...shares.filter((share) => share.settings.length > 1)]
}

function notesOf(
  settings: readonly Ranged[],
  columns: readonly Float64Array[],
  target: Float64Array,
  { outOfBag }: GrownForest,
  draws: number,
): FanovaNote[] {
  const trials = target.length
  if (trials === 1) return [{ kind: 'one trial' }]
  const still = settings.filter((_, k) => isConstant(columns[k])).map(({ name }) => name)
  return [
    ...(isConstant(target) ? [{ kind: 'nothing varies' as const }] : []),
    ...(settings.length === 0 ? [{ kind: 'all fixed' as const }] : []),
    ...still.map((setting) => ({ kind: 'constant' as const, setting })),
    ...(outOfBag !== undefined && outOfBag <= 0 ? [{ kind: 'no prediction' as const, outOfBag }] : []),
    ...(draws < trials ? [{ kind: 'few draws' as const, draws }] : []),
  ]
}

function isConstant(values: Float64Array): boolean {
  return values.every((value) => value === values[0])
}
