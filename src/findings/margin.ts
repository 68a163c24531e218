import { InputError, lookUp } from '../math/input-error.ts'
import { type Metric, type MetricName, metrics } from '../task/metric.ts'

/** A margin of equivalence: one for all tasks, or by task, in the units of their metrics. */
export type Margin = number | Readonly<Record<string, number>>

/** The margin of each task: the one given, or that of its metric; tasks whose metric has none are left out. */
export function marginsOf(
  tasks: Readonly<Record<string, { readonly metric: MetricName }>>,
  given: Margin = {},
): Record<string, number> {
  const own = typeof given === 'number' ? forAll(tasks, given) : given
  for (const [task, margin] of Object.entries(own)) {
    lookUp(tasks, task, 'task')
    if (!(margin > 0 && margin < Number.POSITIVE_INFINITY))
      throw new InputError(`the margin on ${task} must be a number above 0, not ${margin}`)
  }
  const usual = Object.entries(tasks).flatMap(([task, { metric }]) => {
    const { margin }: Metric = metrics[metric]
    return margin === undefined ? [] : [[task, margin] as const]
  })
  return { ...Object.fromEntries(usual), ...own }
}

/** One margin for tasks that are measured alike. */
function forAll(
  tasks: Readonly<Record<string, { readonly metric: MetricName }>>,
  margin: number,
): Record<string, number> {
  const units = new Set(Object.values(tasks).map(({ metric }) => metrics[metric].unit))
  if (units.size > 1) {
    const each = Object.keys(tasks).map((task) => `${task}=${margin}`)
    throw new InputError(
      `one margin cannot serve tasks measured in different units: give one for each that should have its own, as in ${each.join(',')}`,
    )
  }
  return Object.fromEntries(Object.keys(tasks).map((task) => [task, margin]))
}
