import { largest, smallest } from '../math/statistics.ts'
import { type MetricName, metrics } from './metric.ts'

/** How results on a task are written: all with the same decimals. */
export interface Measure {
  /** What is measured. */
  readonly title: string
  /** Empty where it has none. */
  readonly unit: string
  readonly decimals: number
}

/**
 * The measure of a metric, with decimals enough to tell the given values apart: three digits of the smallest percentage, four of the
 * smallest of other results, but where the largest would get over two more than that, only so many that the smallest shows a digit.
 */
export function measureOf(metric: MetricName, values: readonly number[]): Measure {
  const { title, unit } = metrics[metric]
  const digits = unit === '%' ? 3 : 4
  const sizes = values.map(Math.abs).filter((value) => value > 0 && Number.isFinite(value))
  if (sizes.length === 0) return { title, unit, decimals: 2 }
  const [least, most] = [smallest(sizes), largest(sizes)].map((size) => Math.floor(Math.log10(size)))
  const decimals = Math.min(digits - 1 - least, Math.max(digits - most, -least))
  return { title, unit, decimals: Math.min(8, Math.max(2, decimals)) }
}
