import { bestTrials } from '../analysis/best.ts'
import { pairsOf } from '../analysis/pairs.ts'
import { amount, compact, counted, duration, measureOf } from '../analysis/wording.ts'
import { InputError } from '../math/input-error.ts'
import { openStore } from '../store/open.ts'
import type { TrialRecord } from '../store/store.ts'
import type { StudyDefinition } from '../study/definition.ts'
import { type AddCommand, jsonOption, type StoreOptions, storeOption, studyOption } from './options.ts'
import { plain, printJson, strong, table } from './terminal.ts'

/** `odyssey status`: how far each study of a store is. It may run meanwhile. */
export const addStatus: AddCommand = (program) => {
  program
    .command('status')
    .description('how far the studies of a store are')
    .addOption(storeOption())
    .addOption(studyOption())
    .addOption(jsonOption())
    .action(async ({ store: path, study, json }: StoreOptions & { json?: boolean }) => {
      const store = await openStore(path, { readonly: true })
      try {
        const held = await store.studies()
        if (study !== undefined && !held.includes(study))
          throw new InputError(`no study named ${study} in ${path}; there are ${held.join(', ') || 'none'}`)
        const names = study === undefined ? held : [study]
        const all = []
        for (const name of names) all.push(statusOf(await store.study(name), await store.trials(name)))
        if (json) return printJson({ store: path, studies: all })
        if (all.length === 0) console.log(`${path} holds no study yet`)
        all.forEach(print)
      } finally {
        await store.close()
      }
    })
}

function statusOf(definition: StudyDefinition, trials: readonly TrialRecord[]) {
  const best = bestTrials(definition, trials)
  return {
    study: definition.name,
    question: definition.question,
    planned: Object.keys(definition.tasks).length * Object.keys(definition.cells).length * definition.trials,
    finished: trials.length,
    seconds: trials.reduce((sum, { seconds }) => sum + seconds, 0),
    arithmetic: [...new Set(trials.map(({ arithmetic }) => arithmetic))],
    pairs: pairsOf(definition, trials).map(({ task, cell, counts }) => {
      const found = best.find((trial) => trial.task === task && trial.cell === cell)
      const { metric } = definition.tasks[task]
      return {
        task,
        cell,
        metric,
        ...counts,
        ...(found === undefined
          ? {}
          : { best: { number: found.number, validation: found.validation, test: found.test } }),
      }
    }),
  }
}

function print({ study, question, planned, finished, seconds, pairs }: ReturnType<typeof statusOf>): void {
  console.log(strong(`${study}: ${plain(question)}`))
  console.log(`${finished} of ${counted(planned, 'trial')}, ${duration(seconds)} of training\n`)
  const rows = pairs.map(({ task, cell, metric, planned, completed, diverged, failed, best }) => [
    task,
    cell,
    `${completed + diverged + failed} of ${planned}`,
    String(diverged),
    String(failed),
    best === undefined ? '–' : `${amount(best.test, measureOf(metric, [best.test]))} (${compact(best.number)})`,
  ])
  console.log(`${table(['task', 'cell', 'done', 'diverged', 'failed', 'best, on test (trial)'], rows, [2, 3, 4])}\n`)
}
