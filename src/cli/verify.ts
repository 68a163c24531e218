import type { Command } from 'commander'
import { InputError } from '../math/input-error.ts'
import { stream } from '../math/random.ts'
import { counted } from '../math/text.ts'
import { sameness } from '../report/words/decodings.ts'
import { trialName } from '../study/trial.ts'
import type { Task } from '../task/task.ts'
import type { TrialRecord } from '../train/record.ts'
import { examplesFor, studyWithTasks } from './examples.ts'
import type { Kept } from './kept.ts'
import { type DataOptions, dataOptions, jsonOption, type StudyOptions, studyOptions, wholeNumber } from './options.ts'
import { trialNamed } from './show.ts'
import { plain, say, sayJson } from './terminal.ts'

/** `odyssey verify jsb/V/17`: are these results what their trials give? */
export function addVerify(program: Command): void {
  const command = program
    .command('verify')
    .description('train finished trials again and check that their results are the same, bit for bit')
    .argument('[trials...]', 'the trials, as task/cell/number: jsb/V/17')
  dataOptions(jsonOption(studyOptions(command)))
    .option('--random <number>', 'verify this many trials, drawn at random', wholeNumber('--random', 1))
    .option('--seed <number>', 'with --random: the seed of the draw', wholeNumber('--seed', 0), 1)
    .action(verify)
}

interface VerifyOptions extends StudyOptions, DataOptions {
  readonly random?: number
  readonly seed: number
  readonly json?: true
}

async function verify(names: readonly string[], { json, random, seed, ...options }: VerifyOptions): Promise<void> {
  if (names.length > 0 === (random !== undefined))
    throw new InputError('name the trials to verify, as in jsb/V/17, or say how many to draw with --random')
  const { kept, known } = await studyWithTasks(options)
  const records = random === undefined ? names.map((name) => trialNamed(kept, name)) : drawn(kept, random, seed)
  const verified = []
  for (const record of records) verified.push(await again(kept, record, { ...options, known, json }))
  const same = verified.filter((one) => one.same).length
  if (same < verified.length) process.exitCode = 1
  if (json) sayJson({ study: kept.definition.name, same, trials: verified })
  else say(`${same} of ${counted(verified.length, 'trial')} gave the same bits`)
}

/** Trials that have weights, in an order of chance. */
function drawn({ trials }: Kept, count: number, seed: number): TrialRecord[] {
  const having = trials.filter(({ outcome }) => outcome.kind !== 'failed' && outcome.weights !== '')
  if (having.length === 0) throw new InputError('there is no trial yet that left weights to compare')
  const order = stream(seed, 'verify').permutation(having.length)
  return [...order.slice(0, count)].map((at) => having[at])
}

async function again(
  { definition }: Kept,
  record: TrialRecord,
  { json, known, ...options }: StudyOptions & DataOptions & { known: readonly Task[]; json: true | undefined },
) {
  const examples = await examplesFor(definition, record, { ...options, count: 0, known })
  const { recorded, again: now } = examples
  if (!json) say(plain(`${trialName(record)}: ${sameness(examples)}`))
  return { trial: trialName(record), same: now.weights === recorded.weights, recorded, again: now }
}
