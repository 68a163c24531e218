import { grouped } from '../../math/text.ts'
import { hyperparameters } from '../../study/hyperparameters.ts'
import { rangeText } from '../../study/space.ts'
import { type Block, heading, list, names, numbers, table } from '../blocks/block.ts'
import type { Material } from '../material.ts'
import { methodText } from '../words/method.ts'
import { settingName } from '../words/numbers.ts'

/** What was asked, how it was computed, and how to repeat it. */
export function method({ definition, findings }: Material): Block[] {
  const { ranges, failures } = findings.overview
  const settings = ranges.map(({ setting, task, range }) => [
    task === undefined ? settingName(setting) : `${settingName(setting)} on ${task}`,
    rangeText(range),
    hyperparameters[setting]?.about ?? '',
  ])
  const failed = failures.map(({ name, trials, example }) => [name, grouped(trials), example])
  const columns = [...names('reason'), ...numbers('trials'), ...names('for example')]
  return [
    ...list(methodText(definition, findings)),
    table('ranges', names('hyperparameter', 'range', 'what it is'), settings),
    ...(failed.length === 0 ? [] : [heading('failed', 'Failed trials'), table('failures', columns, failed)]),
  ]
}
