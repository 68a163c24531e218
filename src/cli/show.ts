import type { Command } from 'commander'
import { equationLines } from '../cell/equations.ts'
import { decodingsOf } from '../findings/decodings.ts'
import { InputError, namedList } from '../math/input-error.ts'
import { largest, smallest } from '../math/statistics.ts'
import { grouped } from '../math/text.ts'
import { amount, duration, settingName } from '../report/words/numbers.ts'
import type { StudyDefinition } from '../study/definition.ts'
import { trialName } from '../study/trial.ts'
import { measureOf } from '../task/measure.ts'
import type { TrialRecord } from '../train/record.ts'
import { drawCurve } from './curve.ts'
import { examplesFor, sayExamples, studyWithTasks, usualCount } from './examples.ts'
import { type DataOptions, dataOptions, jsonOption, type StudyOptions, studyOptions, wholeNumber } from './options.ts'
import type { StoredStudy } from './stored-study.ts'
import { bold, plain, say, sayJson } from './terminal.ts'
import { rowOf } from './trials.ts'

/** `odyssey show jsb/V/17`: one trial. */
export function addShow(program: Command): void {
  const command = program
    .command('show')
    .description('show one trial with its hyperparameters and learning curve')
    .argument('<trial>', 'the trial, as task/cell/number: jsb/V/17')
  dataOptions(jsonOption(studyOptions(command)))
    .option(
      '--examples [number]',
      'train it again and show its predictions for this many test sequences (default: 10 for text, otherwise 1)',
      sequences,
    )
    .action(show)
}

const sequences = wholeNumber('--examples', 1)

interface ShowOptions extends StudyOptions, DataOptions {
  readonly examples?: number | true
  readonly json?: true
}

async function show(name: string, { json, examples: asked, ...options }: ShowOptions): Promise<void> {
  const { stored, known } = await studyWithTasks(options)
  const record = trialNamed(stored, name)
  const { outcome } = record
  if (!json) sayTrial(stored.definition, record)
  const count = asked === true ? usualCount(stored.definition.tasks[record.task].loss) : asked
  const examples =
    count === undefined ? undefined : await examplesFor(stored.definition, record, { ...options, count, known })
  if (!json) {
    if (examples !== undefined) sayExamples(examples)
    return
  }
  const more = outcome.kind === 'failed' ? {} : { curve: outcome.curve }
  const read = examples && { examples: decodingsOf(examples), recorded: examples.recorded, again: examples.again }
  sayJson({ study: stored.definition.name, trial: { ...rowOf(record), ...more }, ...read })
}

/** The finished trial of this name; an error naming those there are if there is none. */
export function trialNamed({ definition, trials }: StoredStudy, name: string): TrialRecord {
  if (!/^[^/]+\/[^/]+\/\d+$/.test(name))
    throw new InputError(`a trial is named task/cell/number, as in jsb/V/17, not ${name}`)
  const found = trials.find((record) => trialName(record) === name)
  if (found !== undefined) return found
  const pairs = Object.entries(Object.groupBy(trials, ({ task, cell }) => `${task}/${cell}`))
  const there = pairs.map(([pair, of]) => `${pair}/${rangeOf(of!.map(({ number }) => number))}`)
  const are = there.length === 0 ? 'there is none yet' : `there are ${namedList(there)}`
  throw new InputError(`study ${definition.name} has no finished trial ${name}; ${are}`)
}

function rangeOf(numbers: readonly number[]): string {
  const [least, most] = [smallest(numbers), largest(numbers)]
  return least === most ? String(least) : `${least}…${most}`
}

function sayTrial(definition: StudyDefinition, record: TrialRecord): void {
  const { settings, outcome, seconds, arithmetic, version, worker, finished } = record
  const { metric, naiveBaseline } = definition.tasks[record.task]
  const line = (name: string, value: string) => say(`  ${name.padEnd(16)}${plain(value)}`)
  say(bold(plain(trialName(record))))
  for (const [name, value] of Object.entries(settings)) line(plain(settingName(name)), String(value))
  for (const equation of record.equations ? equationLines(record.equations) : []) say(`  ${plain(equation)}`)
  say()
  line('outcome', outcome.kind === 'failed' ? `failed: ${outcome.reason}` : outcome.kind)
  if (outcome.kind !== 'failed') {
    const measure = measureOf(metric, [outcome.test])
    line('validation', amount(outcome.validation, measure))
    line('test', `${amount(outcome.test, measure)} (${measure.title})`)
    line('epochs', `${outcome.epochs}, the best was ${outcome.bestEpoch}`)
    line('parameters', grouped(outcome.parameters))
  }
  line('trained', `${duration(seconds)} with ${arithmetic}, version ${version}`)
  line('by', `${worker}, ${finished}`)
  if (outcome.kind === 'failed') return
  line('weights', outcome.weights === '' ? 'none' : `SHA-256 ${outcome.weights.slice(0, 16)}…`)
  say()
  say(drawCurve(outcome, { ...measureOf(metric, [outcome.test]), naiveBaseline: naiveBaseline.validation }))
}
