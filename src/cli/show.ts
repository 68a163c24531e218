import { compact, duration, grouped, settingName } from '../analysis/wording.ts'
import { equationLines } from '../cell/equations.ts'
import { InputError } from '../math/input-error.ts'
import type { TrialRecord } from '../store/store.ts'
import type { StudyDefinition } from '../study/definition.ts'
import { trialName } from '../study/trial.ts'
import { metrics } from '../task/metric.ts'
import type { Trained } from '../train/outcome.ts'
import { drawCurve } from './curve.ts'
import { type AddCommand, jsonOption, type StoreOptions, storeOption, studyOption, withStudy } from './options.ts'
import { plain, printJson, strong } from './terminal.ts'

/** `odyssey show jsb/V/17`: one trial. */
export const addShow: AddCommand = (program) => {
  program
    .command('show')
    .description('one trial: its settings, what came of it, its learning curve')
    .argument('<trial>', 'as in jsb/V/17')
    .addOption(storeOption())
    .addOption(studyOption())
    .addOption(jsonOption())
    .action(async (name: string, { json, ...options }: StoreOptions & { json?: boolean }) => {
      if (!/^[^/]+\/[^/]+\/\d+$/.test(name))
        throw new InputError(`a trial is named task/cell/number, as in jsb/V/17, not ${name}`)
      await withStudy(options, async (store, study) => {
        const trials = await store.trials(study)
        const trial = trials.find((one) => trialName(one) === name)
        if (trial === undefined)
          throw new InputError(
            `study ${study} has no finished trial ${name}; it has ${trials.length}, see odyssey trials`,
          )
        if (json) printJson({ study, trial: name, ...trial })
        else print(await store.study(study), trial)
      })
    })
}

function print(definition: StudyDefinition, trial: TrialRecord): void {
  const { outcome, settings, seconds, arithmetic, version, worker, finished } = trial
  console.log(strong(trialName(trial)))
  for (const [name, value] of Object.entries(settings)) {
    console.log(`  ${settingName(name).padEnd(16)} ${plain(typeof value === 'number' ? compact(value) : value)}`)
  }
  console.log(
    `  ${duration(seconds)} on ${plain(worker)}, ${plain(arithmetic)}, version ${plain(version)}, ${plain(finished)}`,
  )
  if (trial.equations !== undefined) for (const line of equationLines(trial.equations)) console.log(`  ${line}`)
  if (outcome.kind === 'failed') console.log(`failed: ${plain(outcome.reason)}`)
  else printTrained(definition, trial, outcome)
}

function printTrained(definition: StudyDefinition, trial: TrialRecord, outcome: Trained): void {
  const { title, unit } = metrics[definition.tasks[trial.task].metric]
  const of = (value: number) => `${Number(value.toPrecision(5))}${unit === '' ? '' : ` ${unit}`}`
  console.log(
    `${outcome.kind} after ${outcome.epochs} epochs, best at ${outcome.bestEpoch}; ${grouped(outcome.parameters)} parameters`,
  )
  console.log(`${title}: validation ${of(outcome.validation)}, test ${of(outcome.test)}`)
  if (outcome.weights !== '') console.log(`weights ${outcome.weights.slice(0, 16)}…`)
  console.log(
    `\n${drawCurve(outcome.curve.validation, { title: `validation, ${unit || title}`, mark: outcome.bestEpoch })}`,
  )
}
