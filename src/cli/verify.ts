import type { Command } from 'commander'
import { type EngineName, engines } from '../engine/engines.ts'
import type { Examples } from '../findings/examples.ts'
import { InputError, lookUp } from '../math/input-error.ts'
import { stream } from '../math/random.ts'
import { counted } from '../math/text.ts'
import { sameness } from '../report/words/decodings.ts'
import { trialName } from '../study/trial.ts'
import type { Task } from '../task/task.ts'
import type { TrialRecord } from '../train/record.ts'
import { examplesFor, studyWithTasks } from './examples.ts'
import { type DataOptions, dataOptions, jsonOption, type StudyOptions, studyOptions, wholeNumber } from './options.ts'
import { trialNamed } from './show.ts'
import type { StoredStudy } from './stored-study.ts'
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
    .option(
      '--engine <name>',
      `one of ${Object.keys(engines).join(', ')} (default: the one that trained the trial); with another one the bits may differ`,
    )
    .action(verify)
}

interface VerifyOptions extends StudyOptions, DataOptions {
  readonly random?: number
  readonly seed: number
  readonly engine?: string
  readonly json?: true
}

async function verify(
  names: readonly string[],
  { json, random, seed, engine, ...options }: VerifyOptions,
): Promise<void> {
  if (engine !== undefined) lookUp(engines, engine, 'engine')
  if (names.length > 0 === (random !== undefined))
    throw new InputError('name the trials to verify, as in jsb/V/17, or say how many to draw with --random')
  const { stored, known } = await studyWithTasks(options)
  const records = random === undefined ? names.map((name) => trialNamed(stored, name)) : drawn(stored, random, seed)
  const verified = []
  for (const record of records) verified.push(await again(stored, record, { ...options, engine, known, json }))
  const same = verified.filter((one) => one.same).length
  // whoever asks for another arithmetic expects other bits
  if (verified.some((one) => !one.same && (engine === undefined || !isOther(one)))) process.exitCode = 1
  if (json) return sayJson({ study: stored.definition.name, same, trials: verified })
  const others = verified.filter((one) => !one.same && isOther(one)).length
  const apart = others === 0 ? '' : `; ${others} had other bits with another arithmetic`
  say(`${same} of ${counted(verified.length, 'trial')} gave the same bits${apart}`)
}

/** Trials that have weights, in an order of chance. */
function drawn({ trials }: StoredStudy, count: number, seed: number): TrialRecord[] {
  const having = trials.filter(({ outcome }) => outcome.kind !== 'failed' && outcome.weights !== '')
  if (having.length === 0) throw new InputError('there is no trial yet that left weights to compare')
  const order = stream(seed, 'verify').permutation(having.length)
  return [...order.slice(0, count)].map((at) => having[at])
}

/** Whether the trial was trained with another arithmetic than now, so that its bits may differ. */
const isOther = ({ recorded, again }: Pick<Examples, 'recorded' | 'again'>) => recorded.arithmetic !== again.arithmetic

async function again(
  { definition }: StoredStudy,
  record: TrialRecord,
  {
    json,
    known,
    engine,
    ...options
  }: StudyOptions & DataOptions & { engine: string | undefined; known: readonly Task[]; json: true | undefined },
) {
  const examples = await examplesFor(definition, record, {
    ...options,
    count: 0,
    known,
    ...(engine !== undefined && { engine: engine as EngineName }),
  })
  const { recorded, again: now } = examples
  if (!json) say(plain(`${trialName(record)}: ${sameness(examples)}`))
  return { trial: trialName(record), same: now.weights === recorded.weights, recorded, again: now }
}
