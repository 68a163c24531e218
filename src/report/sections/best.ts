import { grouped, settingsText } from '../../math/text.ts'
import { trialName } from '../../study/trial.ts'
import { bare, measured } from '../../task/measure.ts'
import { metrics } from '../../task/metric.ts'
import { escaped, htmlTable } from '../html.ts'
import type { Material } from '../material.ts'

/** The best trial of each pair and its settings. */
export function best({ definition, findings }: Material): string {
  if (findings.best.length === 0) return ''
  const rows = findings.best.map((trial) => {
    const measure = findings.comparisons.find(({ task }) => task === trial.task)!.measure
    return [
      trialName(trial),
      bare(trial.validation, measure),
      bare(trial.test, measure),
      `${trial.bestEpoch} of ${trial.epochs}`,
      grouped(trial.parameters),
      settingsText(trial.settings),
    ]
  })
  const units = Object.entries(definition.tasks).map(([task, { metric }]) => `${task}: ${measured(metrics[metric])}`)
  return `${htmlTable(['trial', 'validation', 'test', 'best epoch', 'parameters', 'settings'], rows, [1, 2, 3, 4])}<p class="note">${escaped(units.join('; '))}</p>`
}
