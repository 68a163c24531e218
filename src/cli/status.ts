import type { Command } from 'commander'
import { counted, grouped } from '../math/text.ts'
import { amount } from '../report/words/numbers.ts'
import type { PairStatus } from '../store/store.ts'
import type { StudyDefinition } from '../study/definition.ts'
import { trialName } from '../study/trial.ts'
import { measureOf } from '../task/measure.ts'
import { jsonOption, type StudyOptions, studyOptions } from './options.ts'
import { reading, someStudies } from './stored-study.ts'
import { bold, plain, say, sayJson, table } from './terminal.ts'

/** `odyssey status`: how far each study is, and the best trial of each pair. */
export function addStatus(program: Command): void {
  const command = program.command('status').description('show the progress of each study and its best trials so far')
  jsonOption(studyOptions(command)).action(status)
}

/** A study and how far its pairs are. */
interface Progress {
  readonly definition: StudyDefinition
  readonly pairs: readonly PairStatus[]
}

async function status({ json, ...options }: StudyOptions & { json?: true }): Promise<void> {
  const studies = await reading(options.store, async (store) => {
    const names = options.study === undefined ? await someStudies(store, options.store) : [options.study]
    const found: Progress[] = []
    for (const name of names) found.push({ definition: await store.study(name), pairs: await store.status(name) })
    return found
  })
  if (json) return sayJson({ store: options.store, studies: studies.map(statusOf) })
  studies.forEach((progress, at) => {
    if (at > 0) say()
    sayStatus(progress)
  })
}

function statusOf({ definition, pairs }: Progress) {
  const { name, question, seed, trials } = definition
  const rows = pairs.map(({ task, cell, completed, diverged, failed, best }) => {
    const counts = { planned: trials, completed, diverged, failed }
    return { task, cell, ...counts, ...(best && { best: bestOf(best) }) }
  })
  return { study: name, question, seed, trials: trials * pairs.length, done: doneOf(pairs), pairs: rows }
}

const doneIn = ({ completed, diverged, failed }: PairStatus) => completed + diverged + failed
const doneOf = (pairs: readonly PairStatus[]) => pairs.reduce((sum, pair) => sum + doneIn(pair), 0)

function bestOf(best: NonNullable<PairStatus['best']>) {
  return { trial: trialName(best), validation: best.outcome.validation, test: best.outcome.test }
}

function sayStatus({ definition, pairs }: Progress): void {
  const total = counted(pairs.length * definition.trials, 'trial')
  say(`${bold(plain(definition.name))}  ${plain(definition.question)}`)
  say(`${grouped(doneOf(pairs))} of ${total} finished`)
  const rows = pairs.map((pair) => {
    const { task, cell, diverged, failed } = pair
    const best = pair.best && bestOf(pair.best)
    const measure = measureOf(definition.tasks[task].metric, best ? [best.test] : [])
    return [
      `${task}/${cell}`,
      `${doneIn(pair)}/${definition.trials}`,
      String(diverged),
      String(failed),
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
