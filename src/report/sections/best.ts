import { grouped } from '../../math/text.ts'
import { trialName } from '../../study/trial.ts'
import { metrics } from '../../task/metric.ts'
import { type Block, names, note, numbers, table } from '../blocks/block.ts'
import type { Material } from '../material.ts'
import { bare, measured, settingsText } from '../words/numbers.ts'

/** The best trial of each pair and its settings. */
export function best({ definition, findings }: Material): Block[] {
  if (findings.best.length === 0) return []
  const rows = findings.best.map((trial) => {
    const measure = findings.comparisons.find(({ task }) => task === trial.task)!.measure
    return [
      trialName(trial),
      ...[trial.validation, trial.test].map((value) => ({ value, text: bare(value, measure) })),
      `${trial.bestEpoch} of ${trial.epochs}`,
      grouped(trial.parameters),
      settingsText(trial.settings),
    ]
  })
  const units = Object.entries(definition.tasks).map(([task, { metric }]) => `${task}: ${measured(metrics[metric])}`)
  const columns = [
    ...names('trial'),
    ...numbers('validation', 'test', 'best epoch', 'parameters'),
    ...names('settings'),
  ]
  return [table('best-trials', columns, rows), note(units.join('; '))]
}
