import { smallest } from '../math/statistics.ts'
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
