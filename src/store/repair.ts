import { existsSync, renameSync, rmSync, statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { InputError } from '../math/input-error.ts'
import type { StudyDefinition } from '../study/definition.ts'
import { trialName } from '../study/trial.ts'
import type { TrialRecord } from '../train/record.ts'
import { openStore } from './open.ts'
import { definitionFrom, type JoinedRow, recordFrom } from './rows.ts'
import { type CurveRow, type KeptRow, OLDER_AS_NEWER, type StudyRow, type TrialRow } from './schema.ts'
import type { Entry, Store } from './store.ts'

/** What a repair found. */
export interface Repaired {
  /** Trials that are whole and were kept. */
  readonly kept: number
  /** What was taken out, each in a line: a trial or a study, and what is wrong with it. */
  readonly damaged: readonly string[]
  /** Where the store as it was lies now; absent where nothing was damaged, and nothing was changed. */
  readonly before?: string
}

/**
 * Makes a store of all that is whole in a damaged one, in its place; the old file stays beside it under another name. A trial that is
 * taken out is trained again by the next run. A study whose definition is damaged goes with its trials, since nothing says any more
 * what they are of. An error if nothing at all can be read; the caller holds the lock.
 */
export async function repairStore(path: string): Promise<Repaired> {
  const { entries, damaged } = salvage(path)
  const kept = entries.filter((entry) => 'trial' in entry).length
  if (damaged.length === 0) return { kept, damaged }
  if (entries.length === 0) throw new InputError(`nothing in ${path} can be read any more; it stays as it is`)
  const [fresh, before] = [freeName(`${path}.repaired`), freeName(`${path}.damaged`)]
  await write(fresh, entries)
  for (const ending of ['', '-wal', '-shm'])
    if (existsSync(`${path}${ending}`)) renameSync(`${path}${ending}`, `${before}${ending}`)
  renameSync(fresh, path)
  return { kept, damaged, before }
}

async function write(path: string, entries: readonly Entry[]): Promise<void> {
  let store: Store | undefined
  try {
    store = await openStore(path)
    await store.add(entries)
    await store.close()
  } catch (error) {
    await store?.close()
    for (const ending of ['', '-wal', '-shm']) rmSync(`${path}${ending}`, { force: true })
    throw error
  }
}

function freeName(path: string): string {
  for (let count = 1; ; count++) {
    const name = count === 1 ? path : `${path}-${count}`
    if (!existsSync(name)) return name
  }
}

/** What was read, and what is wrong with the rest. */
interface Salvage {
  readonly entries: Entry[]
  readonly damaged: string[]
}

/** All that is whole, and what is not. */
function salvage(path: string): Salvage {
  const database = opened(path)
  const found: Salvage = { entries: [], damaged: [] }
  try {
    checkTree(database, found)
    const definitions = studiesIn(database, found)
    trialsIn(database, definitions, found)
    countsIn(database, definitions.keys(), found)
  } catch (error) {
    found.damaged.push(`the file: ${(error as Error).message}`)
  } finally {
    database.close()
  }
  return found
}

/** Opened so that nothing in it can change; a store of an older version looks like one of this. */
function opened(path: string): DatabaseSync {
  if (!existsSync(path)) throw new InputError(`there is no store ${path}`)
  if (!statSync(path).isFile()) throw new InputError(`${path} is no store: no database`)
  const database = new DatabaseSync(path, { enableForeignKeyConstraints: false })
  try {
    const columns = database.prepare(`select name from pragma_table_info('trial')`).all()
    if (columns.length === 0) throw new InputError(`${path} holds no trials that could be repaired`)
    if (!columns.some(({ name }) => name === 'checksum')) database.exec(OLDER_AS_NEWER.join(';'))
    database.exec('pragma query_only = on')
    return database
  } catch (error) {
    database.close()
    throw error instanceof InputError ? error : new InputError(`${path} cannot be read: ${(error as Error).message}`)
  }
}

/** What body gives; where it fails, what is wrong is noted instead. */
function attempt<T>({ damaged }: Salvage, what: string, body: () => T): T | undefined {
  try {
    return body()
  } catch (error) {
    damaged.push(error instanceof InputError ? error.message : `${what}: ${(error as Error).message}`)
    return undefined
  }
}

/** Indexes are held to their tables too: what reads by a damaged one misses trials that are there. */
function checkTree(database: DatabaseSync, found: Salvage): void {
  const answer = attempt(found, 'the file', () => database.prepare('pragma integrity_check(1)').get())
  if (answer !== undefined && answer.integrity_check !== 'ok') found.damaged.push(`the file: ${answer.integrity_check}`)
}

function studiesIn(database: DatabaseSync, found: Salvage): Map<string, StudyDefinition> {
  const definitions = new Map<string, StudyDefinition>()
  for (const row of rowsOf<StudyRow>(database, 'name, place, definition, checksum from study', 'place')) {
    const definition = attempt(found, `study ${row.name}`, () => definitionFrom(row))
    if (definition === undefined) continue
    definitions.set(definition.name, definition)
    found.entries.push({ definition })
  }
  return definitions
}

function trialsIn(database: DatabaseSync, definitions: ReadonlyMap<string, StudyDefinition>, found: Salvage): void {
  const curveOf = database.prepare('select * from curve where study = ? and task = ? and cell = ? and number = ?')
  for (const row of rowsOf<TrialRow>(database, '* from trial', 'study, task, cell, number')) {
    const name = `${trialName(row)} of study ${row.study}`
    const definition = definitions.get(row.study)
    if (definition === undefined) {
      found.damaged.push(`${name}: its study is not whole`)
      continue
    }
    const trial = attempt(found, name, (): TrialRecord => {
      const curve = curveOf.get(row.study, row.task, row.cell, row.number) as CurveRow | undefined
      return recordFrom(joined(row, curve), definition)
    })
    if (trial !== undefined) found.entries.push({ study: row.study, trial })
  }
}

function joined(row: TrialRow, curve: CurveRow | undefined): JoinedRow {
  return {
    ...row,
    training_curve: curve?.training ?? null,
    validation_curve: curve?.validation ?? null,
    curve_checksum: curve?.checksum ?? null,
  }
}

/** Trials that were recorded and cannot be found, or a count of them that is itself damaged: either keeps a store from being read. */
function countsIn(database: DatabaseSync, studies: Iterable<string>, found: Salvage): void {
  const kept = new Map(rowsOf<KeptRow>(database, '* from kept', 'study').map(({ study, trials }) => [study, trials]))
  for (const study of studies) {
    const trials = kept.get(study)
    const rows = Number(database.prepare('select count(*) as n from trial where study = ?').get(study)?.n)
    if (trials === undefined) found.damaged.push(`study ${study}: the count of its trials is gone`)
    else if (rows < trials) found.damaged.push(`${trials - rows} of ${trials} trials of study ${study}: they are gone`)
    else if (rows > trials) found.damaged.push(`study ${study}: ${trials} trials are counted where ${rows} are`)
  }
}

/**
 * The rows of a query, as far as they can be read: where a part of the tree is damaged, those before it in order, then those behind it.
 */
function rowsOf<Row>(database: DatabaseSync, what: string, order: string): Row[] {
  const [rows, whole] = readable<Row>(database, `select ${what} order by ${order}`)
  if (whole) return rows
  const backwards = order.replaceAll(/\w+/g, '$& desc')
  const [last] = readable<Row>(database, `select ${what} order by ${backwards}`)
  const known = new Set(rows.map((row) => JSON.stringify(row)))
  return [...rows, ...last.reverse().filter((row) => !known.has(JSON.stringify(row)))]
}

/** The rows of a query up to the first that cannot be read, and whether there was none such. */
function readable<Row>(database: DatabaseSync, query: string): [rows: Row[], whole: boolean] {
  const rows: Row[] = []
  try {
    for (const row of database.prepare(query).iterate()) rows.push(row as Row)
    return [rows, true]
  } catch {
    return [rows, false]
  }
}
