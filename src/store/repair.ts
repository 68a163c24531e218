import { constants, copyFileSync, existsSync, renameSync, rmSync, statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { InputError } from '../math/input-error.ts'
import type { StudyDefinition } from '../study/definition.ts'
import { trialName } from '../study/trial.ts'
import type { TrialRecord } from '../train/record.ts'
import { openStore } from './open.ts'
import { definitionFrom, type JoinedRow, recordFrom } from './rows.ts'
import { type CurveRow, type KeptRow, olderAsNewer, type StudyRow, type TrialRow } from './schema.ts'
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
 * taken out is trained again by the next run. A definition that is damaged is taken from its copy; where neither is whole, the study goes
 * with its trials, since nothing says any more what they are of. An error if nothing at all can be read; the caller holds the lock.
 */
export async function repairStore(path: string): Promise<Repaired> {
  const { damaged, whole, kept } = check(path)
  if (damaged.length === 0) return { kept, damaged }
  if (whole === 0) throw new InputError(`nothing in ${path} can be read any more; it stays as it is`)
  const [fresh, before] = [freeName(`${path}.repaired`), freeName(`${path}.damaged`)]
  await write(fresh, salvaged(path, []))
  takePlace(fresh, path, before)
  return { kept, damaged, before }
}

/** How much in a store is whole, and what is wrong with the rest. */
function check(path: string): { damaged: string[]; whole: number; kept: number } {
  const damaged: string[] = []
  let [whole, kept] = [0, 0]
  for (const entry of salvaged(path, damaged)) {
    whole += 1
    if ('trial' in entry) kept += 1
  }
  return { damaged, whole, kept }
}

/**
 * Puts the new store in the place of the old one, of which a copy is kept: whenever this is cut short, there is a store at the path.
 * A log that SQLite could not bring into the old store goes with the copy, since it must not become one of the new store.
 */
function takePlace(fresh: string, path: string, before: string): void {
  const endings = ['', '-wal'].filter((ending) => existsSync(`${path}${ending}`))
  for (const ending of endings) copyFileSync(`${path}${ending}`, `${before}${ending}.part`, constants.COPYFILE_FICLONE)
  for (const ending of endings) renameSync(`${before}${ending}.part`, `${before}${ending}`)
  for (const ending of ['-wal', '-shm']) rmSync(`${path}${ending}`, { force: true })
  renameSync(fresh, path)
}

async function write(path: string, entries: Iterable<Entry>): Promise<void> {
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

/** All that is whole, studies before their trials, one after the other; what is wrong with the rest is put into `damaged`. */
function* salvaged(path: string, damaged: string[]): Generator<Entry> {
  const database = opened(path)
  try {
    checkTree(database, damaged)
    const definitions = studiesIn(database, damaged)
    for (const definition of definitions.values()) yield { definition }
    yield* trialsIn(database, definitions, damaged)
    countsIn(database, definitions.keys(), damaged)
  } catch (error) {
    damaged.push(`the file: ${(error as Error).message}`)
  } finally {
    database.close()
  }
}

/** Opened so that nothing in it can change; a store of an older version looks like one of this. */
function opened(path: string): DatabaseSync {
  if (!existsSync(path)) throw new InputError(`there is no store ${path}`)
  if (!statSync(path).isFile()) throw new InputError(`${path} is no store: no database`)
  const database = new DatabaseSync(path, { enableForeignKeyConstraints: false })
  try {
    const columns = database.prepare(`select name from pragma_table_info('trial')`).all()
    if (columns.length === 0) throw new InputError(`${path} holds no trials that could be repaired`)
    if (!columns.some(({ name }) => name === 'checksum')) database.exec(olderAsNewer(1).join(';'))
    database.exec('pragma query_only = on')
    return database
  } catch (error) {
    database.close()
    throw error instanceof InputError ? error : new InputError(`${path} cannot be read: ${(error as Error).message}`)
  }
}

/** What body gives; where it fails, what is wrong is noted instead. */
function attempt<T>(damaged: string[], what: string, body: () => T): T | undefined {
  try {
    return body()
  } catch (error) {
    damaged.push(error instanceof InputError ? error.message : `${what}: ${(error as Error).message}`)
    return undefined
  }
}

/** Indexes are held to their tables too: what reads by a damaged one misses trials that are there. */
function checkTree(database: DatabaseSync, damaged: string[]): void {
  const answer = attempt(damaged, 'the file', () => database.prepare('pragma integrity_check(1)').get())
  if (answer !== undefined && answer.integrity_check !== 'ok') damaged.push(`the file: ${answer.integrity_check}`)
}

/** The definitions of studies by name, in the order of their places; the copy stands in for one that is not whole. */
function studiesIn(database: DatabaseSync, damaged: string[]): Map<string, StudyDefinition> {
  const first = definitionsIn(database, 'study', damaged)
  const copies = hasTable(database, 'study_copy') ? definitionsIn(database, 'study_copy', damaged) : first
  for (const name of copies.keys())
    if (!first.has(name)) damaged.push(`study ${name}: its definition is taken from its copy`)
  for (const name of first.keys())
    if (!copies.has(name)) damaged.push(`study ${name}: the copy of its definition is not whole`)
  const all = [...new Map([...copies, ...first])].sort(([, a], [, b]) => a.place - b.place)
  return new Map(all.map(([name, { definition }]) => [name, definition]))
}

interface Placed {
  readonly place: number
  readonly definition: StudyDefinition
}

function definitionsIn(database: DatabaseSync, table: 'study' | 'study_copy', damaged: string[]): Map<string, Placed> {
  const found = new Map<string, Placed>()
  for (const row of rowsOf<StudyRow>(database, `name, place, definition, checksum from ${table}`, 'name')) {
    const definition = attempt(damaged, `study ${row.name}`, () => definitionFrom(row))
    if (definition !== undefined) found.set(definition.name, { place: row.place, definition })
  }
  return found
}

/** Stores of earlier versions have no copies. */
function hasTable(database: DatabaseSync, name: string): boolean {
  return database.prepare('select 1 from sqlite_master where name = ?').get(name) !== undefined
}

function* trialsIn(
  database: DatabaseSync,
  definitions: ReadonlyMap<string, StudyDefinition>,
  damaged: string[],
): Generator<Entry> {
  const curveOf = database.prepare('select * from curve where study = ? and task = ? and cell = ? and number = ?')
  for (const row of rowsOf<TrialRow>(database, '* from trial', 'study, task, cell, number')) {
    const name = `${trialName(row)} of study ${row.study}`
    const definition = definitions.get(row.study)
    if (definition === undefined) {
      damaged.push(`${name}: its study is not whole`)
      continue
    }
    const trial = attempt(damaged, name, (): TrialRecord => {
      const curve = curveOf.get(row.study, row.task, row.cell, row.number) as CurveRow | undefined
      return recordFrom(joined(row, curve), definition)
    })
    if (trial !== undefined) yield { study: row.study, trial }
  }
}

function joined(row: TrialRow, curve: CurveRow | undefined): JoinedRow {
  return {
    ...row,
    training_curve: curve?.training ?? null,
    validation_curve: curve?.validation ?? null,
    test_losses: curve?.test_losses ?? null,
    curve_checksum: curve?.checksum ?? null,
  }
}

/** Trials that were recorded and cannot be found, or a count of them that is itself damaged: either keeps a store from being read. */
function countsIn(database: DatabaseSync, studies: Iterable<string>, damaged: string[]): void {
  const kept = new Map(
    Array.from(rowsOf<KeptRow>(database, '* from kept', 'study'), ({ study, trials }) => [study, trials]),
  )
  for (const study of studies) {
    const trials = kept.get(study)
    const rows = Number(database.prepare('select count(*) as n from trial where study = ?').get(study)?.n)
    if (trials === undefined) damaged.push(`study ${study}: the count of its trials is gone`)
    else if (rows < trials) damaged.push(`${trials - rows} of ${trials} trials of study ${study}: they are gone`)
    else if (rows > trials) damaged.push(`study ${study}: ${trials} trials are counted where ${rows} are`)
  }
}

/**
 * The rows of a query, as far as they can be read, one after the other: where a part of the tree is damaged, those before it in order,
 * then those behind it backwards. Of what was read only the keys are held.
 */
function* rowsOf<Row extends object>(database: DatabaseSync, what: string, order: string): Generator<Row> {
  const known = new Set<string>()
  const keyOf = (row: object) => JSON.stringify(order.split(', ').map((column) => Reflect.get(row, column)))
  for (const way of [order, order.replaceAll(/\w+/g, '$& desc')]) {
    const rows = readable<Row>(database, `select ${what} order by ${way}`)
    for (;;) {
      const { value: row, done } = rows.next()
      if (done && row) return
      if (done) break
      if (known.has(keyOf(row))) continue
      known.add(keyOf(row))
      yield row
    }
  }
}

/** The rows of a query up to the first that cannot be read; returns whether there was none such. */
function* readable<Row>(database: DatabaseSync, query: string): Generator<Row, boolean> {
  try {
    for (const row of database.prepare(query).iterate()) yield row as Row
    return true
  } catch {
    return false
  }
}
