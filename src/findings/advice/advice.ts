import type { Trials } from '../../fanova/columns.ts'
import type { Marginal } from '../../fanova/surfaces.ts'
import { log } from '../../math/functions.ts'
import { atLeast } from '../../math/statistics.ts'
import { position, type Range, type Setting } from '../../study/space.ts'
import { selectBest } from '../best.ts'
import { type RateBySize, type RateRule, rateBySize, rateRule, rateSettingOf } from './rate-rule.ts'

/** What to do with each setting the next time, and whether the rule for learning rates would have worked here. */
export interface Advice {
  readonly settings: readonly SettingAdvice[]
  /** Where a setting is a learning rate drawn over decades. */
  readonly rule?: RateRule
  /** Where there is a size beside it. */
  readonly bySize?: RateBySize
}

/** The good values of one setting, and whether its range should have been wider. */
export interface SettingAdvice {
  readonly setting: string
  /** Where the marginal is lowest. */
  readonly best: Setting
  readonly region: GoodRegion
  readonly edge?: EdgeWarning
}

/**
 * Where a marginal is within one deviation of its best: the deviation over the trees at the best point. Each tree was grown on trials
 * drawn anew, so it says how far that point would move with other trials (the rule of one standard error of Breiman et al., 1984).
 */
export interface GoodRegion {
  /** The stretch of numbers around the best, the lower first; absent for a choice. */
  readonly from?: number
  readonly to?: number
  /** The good options of a choice. */
  readonly options?: readonly Setting[]
  /** How much of the range it is, in the measure it was drawn from. */
  readonly share: number
  /** How wide it is, for ranges drawn over decades. */
  readonly decades?: number
}

/** The best of a range lies at an end of it: what is beyond may be better. */
export interface EdgeWarning {
  readonly end: 'lower' | 'upper'
  /** The end. */
  readonly value: number
  /** Whether the marginal is lowest there. */
  readonly marginal: boolean
  /** Of the best trials, those in the outermost tenth of the range, where more lie than by chance. */
  readonly best?: { readonly trials: number; readonly of: number }
  /** A range to try; absent at an end of 0, or of 1 for whole numbers, below which such a setting has no values. */
  readonly widenTo?: number
}

export interface AdviceOptions {
  /** What selects the best trials, lower is better: the validation result in a study; the target if not given. */
  readonly selection?: readonly number[]
  /** The share of trials that is called best. */
  readonly share?: number
  /** The setting that is the learning rate; found by its name if not given. */
  readonly rate?: string
  /** The setting that is the size of the network. */
  readonly size?: string
}

/** Advice from trials and the marginals of their target (of `fanova`). Settings whose marginal is not given are passed over. */
export function adviceOn(
  trials: Trials,
  marginals: readonly Marginal[],
  { selection = trials.target, share = 0.1, rate = rateSettingOf(trials), size = 'hiddenSize' }: AdviceOptions = {},
): Advice {
  const best = selectBest([...selection.keys()], share, (trial) => selection[trial])
  const settings = marginals.map((marginal): SettingAdvice => {
    const { setting, range } = marginal
    const placesOf = (some: Trials['points']) =>
      some.flatMap((point) => (point[setting] === undefined ? [] : [position(range, point[setting])]))
    const [all, places] = [placesOf(trials.points), placesOf(best.map((trial) => trials.points[trial]))]
    const region = goodRegion(marginal)
    const edge = edgeWarning(marginal, region, places, all)
    return { setting, best: lowestOf(marginal).value, region, ...(edge && { edge }) }
  })
  const hasRate = rate !== undefined && trials.points.every((point) => point[rate] !== undefined)
  const rule = hasRate ? rateRule(trials, rate, selection) : undefined
  const sized = trials.settings.some(({ name, range }) => name === size && 'low' in range)
  const bySize = rule && sized ? rateBySize(trials, { rate: rule.setting, size, share, selection }) : undefined
  return { settings, ...(rule && { rule }), ...(bySize && { bySize }) }
}

function lowestOf({ points }: Marginal): Marginal['points'][number] {
  return points.reduce((a, b) => (b.mean < a.mean ? b : a))
}

/** The good region of a setting from its marginal, within so many deviations. */
export function goodRegion(marginal: Marginal, deviations = 1): GoodRegion {
  const { points, range } = marginal
  const lowest = lowestOf(marginal)
  const good = points.map(({ mean }) => mean <= lowest.mean + deviations * lowest.deviation)
  if (range.kind === 'choice') {
    const options = points.filter((_, k) => good[k]).map(({ value }) => value)
    return { options, share: options.length / points.length }
  }
  const at = points.indexOf(lowest)
  const first = good.lastIndexOf(false, at) + 1
  const after = good.indexOf(false, at)
  const ends = [points[first], points[after < 0 ? points.length - 1 : after - 1]]
  const [from, to] = ends.map(({ value }) => Number(value)).sort((a, b) => a - b)
  const decades = decadesOf(range)
  const share = ends[1].position - ends[0].position
  return { from, to, share, ...(decades !== undefined && { decades: share * decades }) }
}

/** How many decades a range spans; undefined for one that is not drawn over decades of its values. */
function decadesOf(range: Range): number | undefined {
  return range.kind === 'log' || range.kind === 'log integer' ? log(range.high / range.low) / Math.LN10 : undefined
}

/** How much of a range is its edge. */
const EDGE = 0.1

/** Where more than this of a range is good, within so many deviations, which end is best is chance. */
const HALF = 0.5

/** Within one, a setting without any effect is lowest at an end in a quarter of all searches; within two in a twentieth. */
const DEVIATIONS = 2

/** So improbable must it be that by chance as many of the best trials lie at the edge: a study asks this of many ends. */
const RARE = 0.001

/**
 * The warning that the best lies at an end: that of the marginal, where the end itself is within the good region and more than half of
 * the range is not even within two deviations; or that of the best trials, by the binomial probability that as many of them lie in the
 * outermost tenth. `places` are their positions in the range, `all` those of all trials: few whole numbers, or trials of a search that
 * was drawn to an end, put more than a tenth of all there.
 */
export function edgeWarning(
  marginal: Marginal,
  region: GoodRegion,
  places: readonly number[],
  all: readonly number[] = [],
): EdgeWarning | undefined {
  const { range, points } = marginal
  if (!('low' in range)) return undefined
  const lowest = lowestOf(marginal)
  const isNarrow = goodRegion(marginal, DEVIATIONS).share <= HALF
  const at = (outer: 0 | 1): EdgeWarning[] => {
    const away = (place: number) => Math.abs(outer - place)
    const bound = outer === 0 ? range.low : range.high
    const value = range.kind === 'one minus log' ? 1 - bound : bound
    const reached = region.from === points.at(-outer)?.value || region.to === points.at(-outer)?.value
    const atEnd = (some: readonly number[]) => some.filter((place) => away(place) <= EDGE).length
    const crowded = atEnd(places)
    const byMarginal = isNarrow && away(lowest.position) <= EDGE && reached
    const byBest = atLeast(crowded, places.length, Math.max(EDGE, atEnd(all) / Math.max(1, all.length))) < RARE
    if (!(byMarginal || byBest)) return []
    const end = (range.kind === 'one minus log') === (outer === 1) ? 'lower' : 'upper'
    const best = byBest ? { best: { trials: crowded, of: places.length } } : {}
    const widenTo = beyond(range, outer)
    return [{ end, value, marginal: byMarginal, ...best, ...(widenTo !== undefined && { widenTo }) }]
  }
  const found = [...at(0), ...at(1)]
  return found.find((warning) => warning.marginal) ?? found[0]
}

/** Where a range might end instead: a decade further, twice a whole number, half as much again of a uniform one. */
function beyond(range: Extract<Range, { low: number }>, outer: 0 | 1): number | undefined {
  const { kind, low, high } = range
  switch (kind) {
    case 'uniform':
      return outer === 1 ? high + (high - low) / 2 : low === 0 ? undefined : belowOf(low, (high - low) / 2)
    case 'log':
      return outer === 1 ? high * 10 : low / 10
    case 'log integer':
      return outer === 1 ? high * 2 : low > 1 ? Math.ceil(low / 2) : undefined
    case 'one minus log':
      return outer === 0 ? 1 - low / 10 : high === 1 ? undefined : 1 - Math.min(1, high * 10)
  }
}

/** Lower by a step, but not below 0 where nothing was. */
function belowOf(low: number, step: number): number {
  return low > 0 ? Math.max(0, low - step) : low - step
}
