import { smallest } from '../math/statistics.ts'
import { compact, withUnit } from '../math/text.ts'
import { type MetricName, metrics } from './metric.ts'

/** How results on a task are written: all with the same decimals. */
export interface Measure {
  /** What is measured. */
  readonly title: string
  /** Empty where it has none. */
  readonly unit: string
  readonly decimals: number
}

/** The measure of a metric, with decimals enough to tell the given values apart. */
export function measureOf(metric: MetricName, values: readonly number[]): Measure {
  const { title, unit } = metrics[metric]
  const digits = unit === '%' ? 3 : 4
  const least = smallest(values.map(Math.abs).filter((value) => value > 0))
  const decimals = Number.isFinite(least) ? digits - 1 - Math.floor(Math.log10(least)) : 2
  return { title, unit, decimals: Math.min(8, Math.max(2, decimals)) }
}

/** What is measured and its unit: `wrong steps, %`. */
export function measured({ title, unit }: Pick<Measure, 'title' | 'unit'>): string {
  return unit === '' ? title : `${title}, ${unit}`
}

/** A result without its unit: `8.384`. */
export function bare(value: number, { decimals }: Measure): string {
  return value.toFixed(decimals).replace('-', '−')
}

/** A result with its unit: `8.384 nats per frame`, `29.63 %`. */
export function amount(value: number, measure: Measure): string {
  return withUnit(bare(value, measure), measure.unit)
}

/** The size of a difference, its sign told in words elsewhere: `0.120 nats per frame`, `12.40 percentage points`. */
export function distance(value: number, measure: Measure): string {
  return withUnit(bare(Math.abs(value), measure), differenceUnit(measure))
}

/** The unit of differences: those of percentages are percentage points. */
export function differenceUnit({ unit }: Measure): string {
  return unit === '%' ? 'percentage points' : unit
}

/** A difference with its sign: `+0.120`, `−1.53`. */
export function signed(value: number, measure: Measure): string {
  const text = bare(Math.abs(value), measure)
  return Number(text) === 0 ? text : `${value < 0 ? '−' : '+'}${text}`
}

/** Between which differences: `−0.012 to +0.120`. */
export function intervalText([low, high]: readonly [number, number], measure: Measure): string {
  return `${signed(low, measure)} to ${signed(high, measure)}`
}

/** A margin as it was given: `0.1 nats per frame`, `1 percentage point`. */
export function marginText(margin: number, measure: Measure): string {
  const unit = differenceUnit(measure)
  return withUnit(compact(margin), margin === 1 ? unit.replace(/points$/, 'point') : unit)
}
