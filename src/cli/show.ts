import type { Command } from 'commander'
import { equationLines } from '../cell/equations.ts'
import { type EngineName, engines } from '../engine/engines.ts'
import { makeFolder } from '../files/folder.ts'
import { checkApart } from '../files/same-file.ts'
import { decodingsOf } from '../findings/decodings.ts'
import type { Steps } from '../findings/gates.ts'
import { InputError, lookUp, namedList } from '../math/input-error.ts'
import { largest, smallest } from '../math/statistics.ts'
import { grouped } from '../math/text.ts'
import { gates as gatesBlock } from '../report/sections/gates.ts'
import { amount, duration, settingName } from '../report/words/numbers.ts'
import type { StudyDefinition } from '../study/definition.ts'
import { trialName } from '../study/trial.ts'
import { measureOf } from '../task/measure.ts'
import type { Task } from '../task/task.ts'
import type { TrialRecord } from '../train/record.ts'
import { drawCurve } from './curve.ts'
import { examplesFor, sayExamples, studyWithTasks, usualCount } from './examples.ts'
import { gatesFor, sayGates, stepsNamed } from './gates.ts'
import { type DataOptions, dataOptions, jsonOption, type StudyOptions, studyOptions, wholeNumber } from './options.ts'
import { inputsOf, named, picturesIn, written } from './places.ts'
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
      wholeNumber('--examples', 1),
    )
    .option('--gates', 'train it again and show what its gates and other values do over a test sequence')
    .option('--sequence <number>', 'with --gates: which test sequence (default: 1)', wholeNumber('--sequence', 1))
    .option('--steps <from-to>', 'with --gates: which of its steps (default: 1-64)', stepsNamed)
    .option('--beside <trial>', 'with --gates: show the same of another trial of the task below it')
    .option('-o, --output <folder>', 'with --gates: also draw all units, as an SVG file in this folder')
    .option(
      '--engine <name>',
      `with --examples or --gates: one of ${Object.keys(engines).join(', ')} (default: the one that trained the trial)`,
      engineCalled,
    )
    .action(show)
}

function engineCalled(name: string): EngineName {
  lookUp(engines, name, 'engine')
  return name as EngineName
}

interface GatesOptions {
  readonly sequence?: number
  readonly steps?: Steps
  readonly beside?: string
  readonly output?: string
}

interface ShowOptions extends StudyOptions, DataOptions, GatesOptions {
  readonly examples?: number | true
  readonly gates?: true
  readonly engine?: EngineName
  readonly json?: true
}

async function show(name: string, given: ShowOptions): Promise<void> {
  checkTogether(given)
  const { json, examples: asked, gates, ...options } = given
  const { stored, known } = await studyWithTasks(options)
  const record = trialNamed(stored, name)
  if (gates) return showGates(stored, record, { ...options, known, json })
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

/** Fails where an option asks for something of another that is not there. */
function checkTogether({ examples, gates, engine, ...options }: ShowOptions): void {
  if (gates && examples !== undefined) throw new InputError('ask for either --examples or --gates')
  if (engine !== undefined && !gates && examples === undefined)
    throw new InputError('--engine goes with --examples or --gates')
  const alone = (['sequence', 'steps', 'beside', 'output'] as const).find((name) => options[name] !== undefined)
  if (!gates && alone !== undefined) throw new InputError(`--${alone} goes with --gates`)
}

/** Prints a trial and what its values do over a test sequence, those of another trial below, and draws both. */
async function showGates(
  stored: StoredStudy,
  record: TrialRecord,
  {
    json,
    beside,
    output,
    sequence = 1,
    ...options
  }: Omit<ShowOptions, 'json' | 'examples' | 'gates'> & { json: true | undefined; known: readonly Task[] },
): Promise<void> {
  const records = [record, ...(beside === undefined ? [] : [trialNamed(stored, beside)])]
  if (output !== undefined) makeFolder(output)
  const found = await gatesFor(stored, records, { ...options, sequence })
  const pictures = output === undefined ? [] : picturesIn(output, [gatesBlock(found)])
  checkApart(named(pictures), inputsOf(options))
  const figures = written(pictures)
  if (json) return sayJson({ study: stored.definition.name, trial: rowOf(record), gates: found, figures })
  sayGates(found, { columns: process.stdout.columns })
  if (figures.length > 0) say()
  for (const path of figures) say(path)
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
