import { type Enough, hasConclusions } from '../../findings/enough.ts'
import { grouped } from '../../math/text.ts'
import { type Block, figure, heading, names, note, numbers, table, text } from '../blocks/block.ts'
import { bestSoFar, enoughAgreement } from '../figures/enough.ts'
import type { Material } from '../material.ts'
import { ABOUT, agreementCaption, bestSoFarCaption, COLUMNS, conclusionsText } from '../words/enough.ts'
import { settingName } from '../words/numbers.ts'

/** How many trials would have been enough for what was concluded. */
export function enough({ findings }: Material): Block[] {
  if (findings.enough.length === 0) return []
  return [...findings.enough.flatMap(onTask), note(ABOUT)]
}

function onTask(found: Enough): Block[] {
  const { task } = found
  return [
    heading(`${task}-sizes`, task),
    hasConclusions(found)
      ? figure(`${task}-enough`, enoughAgreement(found), agreementCaption(found))
      : text(conclusionsText(found)),
    note(COLUMNS),
    sizes(found),
    figure(`${task}-best-so-far`, bestSoFar(found), bestSoFarCaption(found)),
  ]
}

function sizes({ task, cells }: Enough): Block {
  const size = (trials: number | undefined) => (trials === undefined ? '–' : grouped(trials))
  const rows = cells.map(({ cell, trials, verdict, first, order, enoughForBest }) => [
    cell,
    grouped(trials),
    verdict?.conclusion ?? '–',
    size(verdict?.enough),
    (order ?? first)?.conclusion.map(settingName).join(', ') ?? '–',
    size(first?.enough),
    size(order?.enough),
    size(enoughForBest),
  ])
  const columns = [
    ...names('cell'),
    ...numbers('trials'),
    ...names('verdict'),
    ...numbers('enough for it'),
    ...names('most important'),
    ...numbers('enough for the first', 'for both', 'for the best trial'),
  ]
  return table(`${task}-enough-trials`, columns, rows)
}
