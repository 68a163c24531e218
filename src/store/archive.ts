import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { gunzipSync, gzipSync } from 'node:zlib'
import { checkCell } from '../cell/cell.ts'
import { InputError, reason } from '../math/input-error.ts'
import { parseDefinition, type StudyDefinition } from '../study/definition.ts'
import { trialName } from '../study/trial.ts'
import type { TrialRecord } from '../train/record.ts'
import type { Store } from './store.ts'

/**
 * Results as text, to be committed, sent and read anywhere: JSON lines, compressed where the name ends in `.gz`. A line
 * `{"study": …}` holds a definition, each line `{"trial": …}` after it a finished trial of that study, all as a store gives them and
 * with every bit; NaN, the infinities and −0, which JSON does not know, are strings. Archives put one after the other are an archive.
 */
export interface Archived {
  readonly definition: StudyDefinition
  readonly trials: readonly TrialRecord[]
}

/** Whether a path names an archive. */
export function isArchive(path: string): boolean {
  return /\.jsonl(\.gz)?$/.test(path)
}

/** Writes studies with their trials; the file is there whole or not at all. */
export function writeArchive(path: string, studies: readonly Archived[]): void {
  if (!isArchive(path)) throw new InputError(`an archive is named .jsonl or .jsonl.gz, not ${path}`)
  const lines = studies.flatMap(({ definition, trials }) => [
    { study: definition },
    ...trials.map((trial) => ({ trial })),
  ])
  const text = lines.map((line) => `${JSON.stringify(line, spelled)}\n`).join('')
  const part = `${path}.part`
  try {
    writeFileSync(part, path.endsWith('.gz') ? gzipSync(text, { level: 9 }) : text)
    renameSync(part, path)
  } catch (error) {
    throw new InputError(`cannot write ${path} (${reason(error)})`)
  }
}

/** The studies of an archive, each checked line by line; a study that comes twice has the trials of both places. */
export function readArchive(path: string): Archived[] {
  const studies = new Map<string, { definition: StudyDefinition; trials: TrialRecord[] }>()
  let current: { definition: StudyDefinition; trials: TrialRecord[] } | undefined
  for (const [at, line] of textOf(path).split('\n').entries()) {
    if (line === '') continue
    const where = `${path}, line ${at + 1}`
    const { study, trial } = parsed(line, where)
    if (study !== undefined) {
      const definition = definitionIn(study, where)
      current = studies.get(definition.name) ?? { definition, trials: [] }
      studies.set(definition.name, current)
    } else {
      if (current === undefined) throw new InputError(`${where}: a trial before any study`)
      current.trials.push(trialIn(trial, current.definition, where))
    }
  }
  return [...studies.values()]
}

/** Puts what an archive holds into a store, without the trials that it has already; returns how many were new. */
export async function putInto(store: Store, studies: readonly Archived[]): Promise<number> {
  let added = 0
  for (const { definition, trials } of studies) {
    await store.register(definition)
    const finished = await store.finished(definition.name)
    for (const trial of trials.filter((each) => !finished.has(trialName(each)))) {
      await store.record(definition.name, trial)
      finished.add(trialName(trial))
      added += 1
    }
  }
  return added
}

function spelled(_: string, value: unknown): unknown {
  if (typeof value !== 'number' || (Number.isFinite(value) && !Object.is(value, -0))) return value
  return Object.is(value, -0) ? '-0' : String(value)
}

/** No archive that a person keeps is larger; one that claims to be would fill the memory. */
const MOST_BYTES = 2 ** 29 - 25

function textOf(path: string): string {
  const bytes = bytesOf(path)
  try {
    return (path.endsWith('.gz') ? gunzipSync(bytes, { maxOutputLength: MOST_BYTES }) : bytes).toString()
  } catch (error) {
    throw new InputError(`${path} is damaged: ${(error as Error).message}`)
  }
}

function bytesOf(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    throw new InputError(`cannot read ${path} (${reason(error)})`)
  }
}

interface Line {
  readonly study?: object
  readonly trial?: object
}

function parsed(line: string, where: string): Line {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    throw new InputError(`${where} is no JSON`)
  }
  const { study, trial } = (value ?? {}) as Line
  if (isObject(study) !== isObject(trial)) return value as Line
  throw new InputError(`${where}: a line holds {"study": …} or {"trial": …}`)
}

function definitionIn(study: object, where: string): StudyDefinition {
  const tables = ['tasks', 'cells', 'space', 'spaceOf', 'training'] as const
  const missing = tables.find((table) => !isObject((study as StudyDefinition)[table]))
  if (missing !== undefined) throw new InputError(`${where} holds no study: it has no ${missing}`)
  if (typeof (study as StudyDefinition).name !== 'string')
    throw new InputError(`${where} holds no study: it has no name`)
  try {
    return parseDefinition(JSON.stringify(study))
  } catch (error) {
    throw new InputError(`${where} holds no study: ${(error as Error).message}`)
  }
}

/** A trial of the study, all of its numbers numbers. */
function trialIn(given: object | undefined, { name, tasks, cells }: StudyDefinition, where: string): TrialRecord {
  const trial = given as TrialRecord
  const wrong = (what: string) => new InputError(`${where} holds no trial of study ${name}: ${what}`)
  if (!Object.hasOwn(tasks, trial.task)) throw wrong(`it has no task ${trial.task}`)
  if (!Object.hasOwn(cells, trial.cell)) throw wrong(`it has no cell ${trial.cell}`)
  if (!(Number.isSafeInteger(trial.number) && trial.number >= 0)) throw wrong(`${trial.number} is no number of a trial`)
  if (!isObject(trial.settings)) throw wrong('it has no settings')
  const texts = ['arithmetic', 'version', 'worker', 'finished'] as const
  const missing = texts.find((fact) => typeof trial[fact] !== 'string')
  if (missing !== undefined) throw wrong(`it has no ${missing}`)
  if (!(trial.seconds >= 0)) throw wrong('it has no seconds')
  const { equations } = trial
  return { ...trial, outcome: outcomeIn(trial.outcome, wrong), ...(equations && { equations: checkCell(equations) }) }
}

function outcomeIn(outcome: TrialRecord['outcome'], wrong: (what: string) => InputError): TrialRecord['outcome'] {
  if (!isObject(outcome)) throw wrong('it has no outcome')
  if (outcome.kind === 'failed') return outcome
  if (outcome.kind !== 'completed' && outcome.kind !== 'diverged') throw wrong(`it has no outcome ${outcome.kind}`)
  const { validation, test, bestEpoch, epochs, parameters, curve } = outcome
  const counts = [bestEpoch, epochs, parameters]
  if (!counts.every((count) => Number.isSafeInteger(count) && count >= 0)) throw wrong('a count is no whole number')
  if (!Array.isArray(curve?.training) || !Array.isArray(curve.validation)) throw wrong('it has no learning curve')
  const [training, validations] = [curve.training.map(Number), curve.validation.map(Number)]
  return {
    ...outcome,
    validation: Number(validation),
    test: Number(test),
    curve: { training, validation: validations },
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
