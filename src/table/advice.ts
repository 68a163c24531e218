import type { Marginal } from '../fanova/surfaces.ts'
import type { EdgeWarning, GoodRegion, SettingAdvice } from '../findings/advice/advice.ts'
import type { Setting } from '../study/space.ts'
import type { TableSetting } from './settings.ts'

/**
 * Advice on a setting of a table in its own terms: whole numbers are whole and within its ends, and how far to go on is named only
 * where the ends were told, and not beyond what such a setting can be.
 */
export function inOwnTerms(setting: TableSetting, { edge, best, region, ...rest }: SettingAdvice): SettingAdvice {
  return {
    ...rest,
    best: wholeOf(setting, best),
    region: regionOf(setting, region),
    ...(edge && { edge: edgeOf(setting, edge) }),
  }
}

/** The same where trials without the setting are better than any with it: to leave it out is the best that can be done. */
export function orWithout(
  advice: SettingAdvice,
  { missing }: TableSetting,
  marginal: Marginal | undefined,
): SettingAdvice {
  const { absent, points = [] } = marginal ?? {}
  if (absent === undefined || missing?.called === undefined || points.some(({ mean }) => mean <= absent.mean))
    return advice
  return { setting: advice.setting, best: missing.called, region: { options: [missing.called], share: 0 } }
}

/** Whether there is anything beyond an end: nothing is below 0 or, of counts, below 1, nor above 1 where all lies between 0 and 1. */
export function goesOn(setting: TableSetting, { end, value }: Pick<EdgeWarning, 'end' | 'value'>): boolean {
  const [floor, ceiling] = boundsOf(setting)
  return end === 'lower' ? value > floor : value < ceiling
}

function edgeOf(setting: TableSetting, { widenTo, ...edge }: EdgeWarning): EdgeWarning {
  const there = { ...edge, value: Number(wholeOf(setting, edge.value)) }
  if (widenTo === undefined || setting.endsTold === undefined || !goesOn(setting, there)) return there
  const [floor, ceiling] = boundsOf(setting)
  const whole = setting.scale === 'int' ? Math.trunc(widenTo) : widenTo
  return { ...there, widenTo: Math.min(ceiling, Math.max(floor, whole)) }
}

function boundsOf(setting: TableSetting): [number, number] {
  const [low, high] = endsOf(setting)
  const isCount = (setting.scale === 'int' || setting.scale === 'log-int') && low >= 1
  return [low < 0 ? Number.NEGATIVE_INFINITY : isCount ? 1 : 0, low >= 0 && high <= 1 ? 1 : Number.POSITIVE_INFINITY]
}

/** The ends of a range of numbers, those of whole numbers without the half steps around them. */
function endsOf({ scale, range }: TableSetting): [number, number] {
  if (!('low' in range)) return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  if (range.kind === 'one minus log') return [1 - range.high, 1 - range.low]
  return scale === 'int' ? [range.low + 0.5, range.high - 0.5] : [range.low, range.high]
}

/** The whole number nearest to a value within the range, where the setting is one. */
function wholeOf(setting: TableSetting, value: Setting): Setting {
  if (setting.scale !== 'int') return value
  const [low, high] = endsOf(setting)
  return Math.min(high, Math.max(low, Math.round(Number(value))))
}

/** The whole numbers within a good stretch, or the one nearest to it. */
function regionOf(setting: TableSetting, region: GoodRegion): GoodRegion {
  const { from, to } = region
  if (setting.scale !== 'int' || from === undefined || to === undefined) return region
  const inward = [Math.ceil(from), Math.floor(to)]
  const ends = inward[0] <= inward[1] ? inward : [from, to]
  const [low, high] = ends.map((end) => Number(wholeOf(setting, end)))
  return { ...region, from: low, to: high }
}
