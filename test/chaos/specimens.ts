/**
 * Files that are damaged and then read, in this process, over and over. What is damaged must be refused by an error of ours, or read
 * as if it were whole; what it is read as must never differ in silence.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { inspect, isDeepStrictEqual } from 'node:util'
import { cells } from '../../src/cell/catalog.ts'
import { InputError } from '../../src/math/input-error.ts'
import type { Stream } from '../../src/math/random.ts'
import { runStudy } from '../../src/run/run.ts'
import { type Archived, readArchive, writeArchive } from '../../src/store/archive.ts'
import { openStore } from '../../src/store/open.ts'
import { define, differences } from '../../src/study/definition.ts'
import { iamOnline } from '../../src/task/iam-online/iam-online.ts'
import { jsb } from '../../src/task/jsb/jsb.ts'
import { loadTask } from '../../src/task/load.ts'
import type { LoadedTask, Task } from '../../src/task/task.ts'
import { timit } from '../../src/task/timit/timit.ts'
import type { TrialRecord } from '../../src/train/record.ts'
import { definition, finishedTrial } from '../store/records.ts'
import { small } from '../study/small.ts'
import { damagedOnce } from '../task/damages.ts'
import { madeUpIam } from '../task/iam-online/files.ts'
import { madeUpTimit, put } from '../task/timit/made-up.ts'
import { type Flaw, flaw, isOneLine } from './flaws.ts'
import { damagedDatabase, damagedLog, mutatedGzip, mutatedLines, withAnotherValue } from './mutation.ts'
import { computed } from './records.ts'
import { study } from './study.ts'

/** What came of one damaged file. */
export interface Examined {
  readonly refused: boolean
  readonly flaws: readonly Flaw[]
}

/** Damages the file of a specimen by numbers from a stream and reads it. */
export type Examine = (random: Stream) => Promise<Examined>

/** Kinds of files: each makes whole ones in a folder, and says how a damaged one is examined. */
export const specimens = {
  archive,
  store,
  resumed,
  log,
  jsb: chorales,
  timit: speech,
  iam: pen,
  cache,
} satisfies Record<string, (folder: string) => Promise<Examine>>

export type SpecimenName = keyof typeof specimens

/** Reads what was damaged; `differs` says what is wrong with what was read, if anything. */
async function examined<T>(read: () => T | Promise<T>, differs: (found: T) => string | undefined): Promise<Examined> {
  try {
    const wrong = differs(await read())
    return { refused: false, flaws: wrong === undefined ? [] : [flaw('silent', wrong)] }
  } catch (error) {
    if (error instanceof InputError && isOneLine(error.message)) return { refused: true, flaws: [] }
    return { refused: true, flaws: [flaw('foreign', `${error instanceof Error ? error.stack : error}`)] }
  }
}

/** Two studies with every kind of outcome, and with numbers that JSON does not know. */
function madeUpStudies(): Archived[] {
  const odd = { training: [-0, Number.NEGATIVE_INFINITY], validation: [Number.NaN, 1e300] }
  const diverged = {
    kind: 'diverged',
    validation: Number.NaN,
    test: Number.POSITIVE_INFINITY,
    bestEpoch: 0,
    epochs: 2,
  } as const
  const one = [
    ...[0, 1, 2, 3].map((number) => finishedTrial({ number, seconds: (number + 1) / 7 })),
    finishedTrial({ task: 'echo2', cell: 'GRU', number: 1, outcome: { kind: 'failed', reason: 'out of “memory”' } }),
    finishedTrial({ task: 'echo2', number: 3, outcome: { ...diverged, curve: odd, parameters: 9, weights: '' } }),
  ]
  const free = {
    ...definition,
    name: 'free',
    cells: { any: { lstm: { outputGate: 'open' } } },
    baseline: 'any',
  } as const
  const two = [0, 1].map((number) => finishedTrial({ cell: 'any', number, equations: cells.CIFG }))
  return [
    { definition, trials: inOrder(one) },
    { definition: free, trials: two },
  ]
}

/** As stores give them: by task, cell and number. */
function inOrder(trials: readonly TrialRecord[]): TrialRecord[] {
  const key = ({ task, cell, number }: TrialRecord) => `${task} ${cell} ${String(number).padStart(9, '0')}`
  return trials.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))
}

/** What is wrong with studies that were read, if anything. */
function differenceOf(found: readonly Archived[], whole: readonly Archived[]): string | undefined {
  if (isDeepStrictEqual(found, whole)) return undefined
  const all = (studies: readonly Archived[]) =>
    studies
      .flatMap((each) => [each.definition, ...each.trials])
      .map((part) => inspect(part, { depth: 9, sorted: true, breakLength: Number.POSITIVE_INFINITY }))
  const [now, before] = [new Set(all(found)), new Set(all(whole))]
  if (now.size === before.size && [...now].every((part) => before.has(part))) return undefined // in another order
  const shown = (parts: Set<string>, others: Set<string>) =>
    [...parts].find((part) => !others.has(part))?.slice(0, 2000)
  return `read as ${shown(now, before) ?? 'fewer'} where there was ${shown(before, now) ?? 'less'}`
}

async function archive(folder: string): Promise<Examine> {
  const whole = madeUpStudies()
  const files: { ending: string; bytes: Buffer }[] = []
  for (const ending of ['.jsonl', '.jsonl.gz']) {
    const path = join(folder, `whole${ending}`)
    await writeArchive(path, whole, { hostNames: true })
    files.push({ ending, bytes: readFileSync(path) })
  }
  return (random) => {
    const { ending, bytes } = files[random.integer(2)]
    const path = join(folder, `damaged${ending}`)
    writeFileSync(path, (ending === '.jsonl' ? mutatedLines : mutatedGzip)(bytes, random))
    return examined(
      async () => {
        const read = await readArchive(path)
        const opened = await studiesIn(path)
        return [read, opened].find((studies) => differenceOf(studies, whole) !== undefined) ?? whole
      },
      (found) => differenceOf(found, whole),
    )
  }
}

/** All that a store holds. */
async function studiesIn(path: string): Promise<Archived[]> {
  const opened = await openStore(path, { readonly: true })
  try {
    const found: Archived[] = []
    for (const name of await opened.studies())
      found.push({ definition: await opened.study(name), trials: await opened.trials(name) })
    return found
  } finally {
    await opened.close()
  }
}

/** The bytes of a store in which a body has done something. */
async function storeBytes(path: string, fill: (path: string) => Promise<unknown>): Promise<Buffer> {
  await fill(path)
  return readFileSync(path)
}

async function store(folder: string): Promise<Examine> {
  const whole = madeUpStudies()
  const path = join(folder, 'store.sqlite')
  const bytes = await storeBytes(path, async () => {
    const opened = await openStore(path)
    for (const { definition, trials } of whole) {
      await opened.register(definition)
      for (const trial of trials) await opened.record(definition.name, trial)
    }
    await opened.close()
  })
  return (random) => {
    putStore(path, damagedDatabase(bytes, random))
    return examined(
      () => studiesIn(path),
      (found) => differenceOf(found, whole),
    )
  }
}

function putStore(path: string, bytes: Buffer): void {
  for (const beside of ['', '-wal', '-shm', '-journal']) rmSync(`${path}${beside}`, { force: true })
  writeFileSync(path, bytes)
}

/** A study half done in a store that is damaged, gone on with. */
async function resumed(folder: string): Promise<Examine> {
  const path = join(folder, 'resumed.sqlite')
  const { bytes, whole } = await halfDone(path)
  return (random) => {
    putStore(path, damagedDatabase(bytes, random))
    return wentOn(path, whole)
  }
}

/** What a killed run leaves, a store with a log, of which the log is damaged: what can be read is as it was at some moment, and a run goes on. */
async function log(folder: string): Promise<Examine> {
  const path = join(folder, 'logged.sqlite')
  const { whole } = await halfDone(path)
  const left = await Promise.all([0, 2].map((closed) => killed(join(folder, `${closed}.sqlite`), whole, closed)))
  return async (random) => {
    const { bytes, log } = left[random.integer(left.length)]
    const damaged = damagedLog(log, random)
    const put = () => {
      putStore(path, bytes)
      writeFileSync(`${path}-wal`, damaged)
    }
    put()
    const read = await examined(
      () => studiesIn(path),
      (found) => (isEarlier(found, whole) ? undefined : 'trials that never stood there so'),
    )
    put()
    const on = await wentOn(path, whole)
    return { refused: read.refused && on.refused, flaws: [...read.flaws, ...on.flaws] }
  }
}

/** A whole study and, at a path, the bytes of a store that has half of it: no time and no host is in them, so they are always the same. */
export async function halfDone(path: string): Promise<{ whole: Archived; bytes: Buffer }> {
  await runStudy({ ...study, trials: TRIALS }, { store: path, workers: 1 })
  const [{ definition, trials }] = await studiesIn(path)
  const always = trials.map((trial, k) => ({ ...trial, seconds: (k + 1) / 8, finished: ALWAYS }))
  const whole = { definition, trials: always }
  rmSync(path)
  const half = { definition: { ...definition, trials: 2 }, trials: always.filter(({ number }) => number < 2) }
  const bytes = await storeBytes(path, () => fill(path, half))
  return { whole, bytes }
}

const TRIALS = 3
const ALWAYS = '2026-11-21T04:31:40.123Z'

async function fill(path: string, { definition, trials }: Archived): Promise<void> {
  const opened = await openStore(path)
  await opened.register(definition)
  for (const trial of trials) await opened.record(definition.name, trial)
  await opened.close()
  const database = new DatabaseSync(path)
  database.exec(`update kysely_migration set timestamp = '${ALWAYS}'; update study set created = '${ALWAYS}'`)
  database.close()
}

/** What a run leaves that is killed when all its trials but the last are recorded, of which the first so many are in the store itself, the others in its log. */
async function killed(path: string, { definition, trials }: Archived, closed: number) {
  if (closed > 0) await fill(path, { definition, trials: trials.slice(0, closed) })
  const opened = await openStore(path)
  await opened.register(definition)
  for (const trial of trials.slice(closed, -1)) await opened.record(definition.name, trial)
  const left = { bytes: readFileSync(path), log: readFileSync(`${path}-wal`) }
  await opened.close()
  return left
}

/** Whether studies are as they were after some trial was recorded, or none. */
function isEarlier(found: readonly Archived[], { definition, trials }: Archived): boolean {
  if (found.length === 0) return true
  const inTurn = trials.slice(0, found[0].trials.length)
  return found.length === 1 && isDeepStrictEqual(found[0], { definition, trials: inTurn })
}

/** Goes on with the study in a store, to the results of the whole one. */
function wentOn(path: string, whole: Archived): Promise<Examined> {
  return examined(
    async () => {
      await runStudy({ ...study, trials: TRIALS }, { store: path, workers: 1 })
      return (await studiesIn(path))[0].trials.map(computed)
    },
    (found) => (isDeepStrictEqual(found, whole.trials.map(computed)) ? undefined : 'went on to other results'),
  )
}

/** What is wrong with a task read from damaged data: its numbers differ, and a store with results for the whole data would not say so. */
function unnoticed(found: LoadedTask, whole: LoadedTask): string | undefined {
  if (isDeepStrictEqual(found.splits, whole.splits)) return undefined
  const defined = (task: LoadedTask) => define(small, [task], { [task.name]: { validation: 0, test: 0 } })
  return differences(defined(whole), defined(found)).length > 0 ? undefined : 'other data under the same fingerprint'
}

async function chorales(folder: string): Promise<Examine> {
  const path = join(folder, 'chorales.json')
  const chorale = (from: number) => [[from, from + 4, from + 7], [], [from + 2], [from, from + 12]]
  const text = JSON.stringify({
    train: [60, 61, 62].map(chorale),
    valid: [chorale(50)],
    test: [chorale(40), chorale(41)],
  })
  writeFileSync(path, text)
  const whole = await loadTask(jsb, { data: path })
  return (random) => {
    const damage = random.integer(2) === 0 ? damagedOnce : withAnotherValue
    writeFileSync(path, damage(Buffer.from(text), random))
    return examined(
      () => loadTask(jsb, { data: path }),
      (found) => unnoticed(found, whole),
    )
  }
}

function speech(folder: string): Promise<Examine> {
  return tree(folder, timit, madeUpTimit(), (path) => /S[IX]\d+\.(WAV|PHN)$/i.test(path))
}

function pen(folder: string): Promise<Examine> {
  return tree(folder, iamOnline, madeUpIam(), (path) => /\.(txt|xml)$/.test(path))
}

/** A corpus in which one file that is read is damaged. */
async function tree(
  folder: string,
  task: Task,
  files: Readonly<Record<string, string | Uint8Array>>,
  isRead: (path: string) => boolean,
): Promise<Examine> {
  put(folder, files)
  const whole = await loadTask(task, { data: folder })
  const read = Object.keys(files).filter(isRead)
  const others = read.map((path) => Buffer.from(files[path]))
  return async (random) => {
    const path = read[random.integer(read.length)]
    put(folder, { [path]: damagedOnce(Buffer.from(files[path]), random, others) })
    const found = await examined(
      () => loadTask(task, { data: folder }),
      (loaded) => unnoticed(loaded, whole),
    )
    put(folder, { [path]: files[path] })
    return found
  }
}

/** Features that were kept, one file of them damaged: they are computed again. */
async function cache(folder: string): Promise<Examine> {
  const kept = join(folder, 'cache')
  put(folder, madeUpTimit())
  mkdirSync(kept)
  const options = { data: folder, cache: kept }
  const whole = await loadTask(timit, options)
  const files = Object.fromEntries(readdirSync(kept).map((name) => [name, readFileSync(join(kept, name))]))
  return (random) => {
    const names = Object.keys(files)
    const name = names[random.integer(names.length)]
    put(kept, { [name]: damagedOnce(files[name], random, Object.values(files)) })
    return examined(
      () => loadTask(timit, options),
      ({ fingerprint }) => (fingerprint === whole.fingerprint ? undefined : 'other features'),
    )
  }
}
