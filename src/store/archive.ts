import { createReadStream, statSync } from 'node:fs'
import { Readable } from 'node:stream'
import { createGunzip, createGzip } from 'node:zlib'
import { openRegular } from '../files/read-whole.ts'
import { writeWholeStream } from '../files/write-whole.ts'
import { InputError, reason } from '../math/input-error.ts'
import { differences, extend, type StudyDefinition } from '../study/definition.ts'
import { checkDefinition, inFile } from '../study/definition-schema.ts'
import { spelled } from '../study/shape.ts'
import { trialName } from '../study/trial.ts'
import type { TrialRecord } from '../train/record.ts'
import { checksum, isSameResult, type Result, resultOf } from './checksum.ts'
import type { Entry } from './store.ts'
import { checkTrial } from './trial-schema.ts'

/**
 * Results as text, to be committed, sent and read anywhere: JSON lines, compressed where the name ends in `.gz`. A line
 * `{"study": …}` holds a definition, each line `{"trial": …}` after it a finished trial of that study, all as a store gives them and
 * with every bit; NaN, the infinities and −0, which JSON does not know, are strings. `checksum` beside each is that of its JSON, and
 * `{"end": n}` after them says that there were so many lines, so that no change and no missing line stays unnoticed; archives of
 * earlier versions have neither. Archives put one after the other are an archive.
 */
export interface Archived {
  readonly definition: StudyDefinition
  readonly trials: readonly TrialRecord[]
}

/** Whether a path names an archive. */
export function isArchive(path: string): boolean {
  return /\.jsonl(\.gz)?$/.test(path)
}

/** A study to be written, with its trials as they come. */
export interface Archiving {
  readonly definition: StudyDefinition
  readonly trials: Iterable<TrialRecord> | AsyncIterable<TrialRecord>
}

export interface ArchiveOptions {
  /** Whether trials keep the names of the machines that trained them; otherwise they are written without. */
  readonly hostNames?: boolean
}

/** Writes studies with their trials in memory that does not grow with them; the file is there whole or not at all. Returns how many trials. */
export async function writeArchive(
  path: string,
  studies: readonly Archiving[],
  { hostNames = false }: ArchiveOptions = {},
): Promise<number> {
  if (!isArchive(path)) throw new InputError(`an archive is named .jsonl or .jsonl.gz, not ${path}`)
  let trials = 0
  async function* lines() {
    let count = 0
    for (const study of studies) {
      yield lineOf({ study: study.definition })
      count += 1
      for await (const trial of study.trials) {
        yield lineOf({ trial: hostNames ? trial : { ...trial, worker: withoutHost(trial.worker) } })
        trials += 1
        count += 1
      }
    }
    yield `{"end":${count}}\n`
  }
  await writeWholeStream(path, path.endsWith('.gz') ? compressed(lines()) : lines())
  return trials
}

/** Who computed a trial, without the name of the machine: `#2` of `host#2`, and nothing of a name without a number. */
export function withoutHost(worker: string): string {
  return worker.includes('#') ? worker.slice(worker.lastIndexOf('#')) : ''
}

function lineOf(value: { study: StudyDefinition } | { trial: TrialRecord }): string {
  const text = JSON.stringify('study' in value ? { study: inFile(value.study) } : value, spelled)
  return `${text.slice(0, -1)},"checksum":"${checksum(contentOf(text))}"}\n`
}

/** The JSON of what a line holds: `{"trial":` and `{"study":` are of one length. */
const contentOf = (line: string) => line.slice('{"trial":'.length, -1)

function compressed(lines: AsyncIterable<string>): AsyncIterable<Uint8Array> {
  const source = Readable.from(lines)
  const gzip = createGzip({ level: 9 })
  source.on('error', (error) => gzip.destroy(error))
  return source.pipe(gzip)
}

/** Nothing that a person keeps is larger: bytes of a line, lines of an archive, studies in it. */
const MOST = { line: 2 ** 26, lines: 5e6, studies: 1e4 }

/**
 * What an archive holds, one after the other, each checked and named by its line where it is wrong. A trial comes once; what else
 * is said of it must be the same result, and what else of a study the same study.
 */
export async function* readEntries(path: string): AsyncGenerator<Entry> {
  const studies = new Map<string, { definition: StudyDefinition; line: number }>()
  const results = new Map<string, { result: Result; line: number }>()
  let current: StudyDefinition | undefined
  const since = { end: 0, sealed: false }
  const isNew = (trial: TrialRecord, study: string, line: number): boolean => {
    const key = `${study}/${trialName(trial)}`
    const first = results.get(key)
    const result = resultOf(trial)
    if (first === undefined) results.set(key, { result, line })
    else if (!isSameResult(first.result, result))
      throw new InputError(`${path}: lines ${first.line} and ${line} hold different results of ${trialName(trial)}`)
    return first === undefined
  }
  for await (const [at, line] of linesOf(path)) {
    const where = `${path}, line ${at}`
    const { study, trial, end, sealed } = parsed(line, where)
    if (end !== undefined) {
      if (end !== since.end)
        throw new InputError(`${where}: ${end} lines should be before it and ${since.end} are: some were lost or added`)
      Object.assign(since, { end: 0, sealed: false })
      continue
    }
    Object.assign(since, { end: since.end + 1, sealed: since.sealed || sealed })
    if (study !== undefined) {
      const read = saying(`${where} holds no study`, () => checkDefinition(study))
      const first = studies.get(read.name)
      if (first !== undefined) checkSame(first, read, where)
      if (studies.size === MOST.studies)
        throw new InputError(`${where}: an archive has at most ${MOST.studies} studies`)
      current = first === undefined ? read : extend(first.definition, read)
      studies.set(read.name, { definition: current, line: first?.line ?? at })
      yield { definition: read }
    } else {
      if (current === undefined) throw new InputError(`${where}: a trial before any study`)
      const { name } = current
      const record = saying(`${where} holds no trial of study ${name}`, () => checkTrial(trial, current!))
      if (isNew(record, name, at)) yield { study: name, trial: record }
    }
  }
  if (since.sealed) throw new InputError(`${path} ends before its last line: it was cut`)
}

function checkSame(first: { definition: StudyDefinition; line: number }, now: StudyDefinition, where: string): void {
  const [difference] = differences(first.definition, now)
  if (difference === undefined) return
  throw new InputError(`${where}: another study is named ${now.name} on line ${first.line}: ${difference}`)
}

/** The studies of an archive with all of their trials; a study that comes twice has the trials of both places, a trial is there once. */
export async function readArchive(path: string): Promise<Archived[]> {
  const studies = new Map<string, { definition: StudyDefinition; trials: TrialRecord[] }>()
  for await (const entry of readEntries(path)) {
    if ('definition' in entry) {
      const { definition } = entry
      const known = studies.get(definition.name)
      const both = known === undefined ? definition : extend(known.definition, definition)
      studies.set(definition.name, { definition: both, trials: known?.trials ?? [] })
    } else {
      studies.get(entry.study)!.trials.push(entry.trial)
    }
  }
  return [...studies.values()]
}

interface Line {
  readonly study?: unknown
  readonly trial?: unknown
  readonly end?: number
  /** Whether it has a checksum. */
  readonly sealed: boolean
}

function parsed(line: string, where: string): Line {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    throw new InputError(`${where} is no JSON`)
  }
  const { study, trial, end, checksum: seal, ...others } = (value ?? {}) as Record<string, unknown>
  const given = [study, trial, end].filter((part) => part !== undefined)
  if (given.length !== 1 || Object.keys(others).length > 0 || !(end === undefined || Number.isSafeInteger(end)))
    throw new InputError(`${where}: a line holds {"study": …} or {"trial": …}`)
  const sum = /,"checksum":"([0-9a-f]{16})"\}$/.exec(line)
  if (seal !== undefined && sum?.[1] !== checksum(contentOf(`${line.slice(0, sum?.index)}}`)))
    throw new InputError(`${where} is damaged: its checksum is not the one it was written with`)
  return { study, trial, sealed: seal !== undefined, ...(end !== undefined && { end: end as number }) }
}

function saying<T>(what: string, body: () => T): T {
  try {
    return body()
  } catch (error) {
    throw error instanceof InputError ? new InputError(`${what}: ${error.message}`) : error
  }
}

/** The lines of a file that are not empty, with their numbers, uncompressed, of which no more than one is in memory. */
async function* linesOf(path: string): AsyncGenerator<readonly [number, string]> {
  let parts: Buffer[] = []
  let length = 0
  let count = 0
  for await (const chunk of bytesOf(path)) {
    let from = 0
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      count += 1
      if (count > MOST.lines) throw new InputError(`${path} has more than ${MOST.lines} lines, the most of an archive`)
      if (at > from || length > 0) yield [count, Buffer.concat([...parts, chunk.subarray(from, at)]).toString()]
      parts = []
      length = 0
      from = at + 1
    }
    length += chunk.length - from
    if (length > MOST.line) throw new InputError(`${path}, line ${count + 1} is longer than ${MOST.line} bytes`)
    parts.push(chunk.subarray(from))
  }
  if (length > 0) yield [count + 1, Buffer.concat(parts).toString()]
}

async function* bytesOf(path: string): AsyncGenerator<Buffer> {
  const source = opened(path)
  try {
    if (!path.endsWith('.gz')) yield* source as AsyncIterable<Buffer>
    else yield* inflated(source, path)
  } catch (error) {
    if (error instanceof InputError) throw error
    const damaged = String((error as NodeJS.ErrnoException).code).startsWith('Z_')
    throw new InputError(
      damaged ? `${path} is damaged: ${(error as Error).message}` : `cannot read ${path} (${reason(error)})`,
    )
  } finally {
    source.destroy()
  }
}

function opened(path: string): Readable {
  try {
    return createReadStream(path, { fd: openRegular(path).file, highWaterMark: 2 ** 18 })
  } catch (error) {
    throw error instanceof InputError ? error : new InputError(`cannot read ${path} (${reason(error)})`)
  }
}

async function* inflated(source: Readable, path: string): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: 2 ** 18 })
  source.on('error', (error) => gunzip.destroy(error))
  yield* source.pipe(gunzip) as AsyncIterable<Buffer>
  // What comes after a compressed part and is none itself is passed over in silence.
  const { size } = statSync(path)
  if (gunzip.bytesWritten < size)
    throw new InputError(`${path} is damaged: nothing can be read after byte ${gunzip.bytesWritten}`)
}
