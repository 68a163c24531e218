import type { Command } from 'commander'
import { byValidation } from '../findings/best.ts'
import { type Pair, pairsOf } from '../findings/pairs.ts'
import { counted, grouped } from '../math/text.ts'
import { trialName } from '../study/trial.ts'
import { amount, measureOf } from '../task/measure.ts'
import { type Kept, keptStudies } from './kept.ts'
import { jsonOption, type StudyOptions, studyOptions } from './options.ts'
import { bold, plain, say, sayJson, table } from './terminal.ts'

/** `odyssey status`: how far each study is, and the best trial of each pair. */
export function addStatus(program: Command): void {
  const command = program.command('status').description('how far each study is, and its best trials so far')
  jsonOption(studyOptions(command)).action(status)
}

async function status({ json, ...options }: StudyOptions & { json?: true }): Promise<void> {
  const studies = await keptStudies(options)
  if (json) return sayJson({ store: options.store, studies: studies.map(statusOf) })
  studies.forEach((kept, at) => {
    if (at > 0) say()
    sayStatus(kept)
  })
}

function statusOf(kept: Kept) {
  const { name, question, seed, trials } = kept.definition
  const pairs = pairsOf(kept.definition, kept.trials).map(({ task, cell, counts, trained }) => {
    const best = bestOf(trained)
    return { task, cell, ...counts, ...(best && { best }) }
  })
  return { study: name, question, seed, trials: trials * pairs.length, done: doneOf(kept), pairs }
}

const doneOf = ({ definition, trials }: Kept) => trials.filter(({ number }) => number < definition.trials).length

function bestOf(trained: Pair['trained']) {
  const [first] = byValidation(trained)
  return first && { trial: trialName(first), validation: first.outcome.validation, test: first.outcome.test }
}

function sayStatus(kept: Kept): void {
  const { definition, trials } = kept
  const pairs = pairsOf(definition, trials)
  const total = counted(pairs.length * definition.trials, 'trial')
  say(`${bold(plain(definition.name))}  ${plain(definition.question)}`)
  say(`${grouped(doneOf(kept))} of ${total} finished`)
  const rows = pairs.map(({ task, cell, counts, trained }) => {
    const best = bestOf(trained)
    const measure = measureOf(definition.tasks[task].metric, best ? [best.test] : [])
    const done = counts.completed + counts.diverged + counts.failed
    return [
      `${task}/${cell}`,
      `${done}/${counts.planned}`,
      String(counts.diverged),
      String(counts.failed),
      best?.trial ?? '',
      best ? amount(best.test, measure) : '',
    ]
  })
  say(
    table(['pair', 'done', 'diverged', 'failed', 'best trial', 'its test result'], rows, {
      right: ['done', 'diverged', 'failed'],
    }),
  )
}
