import { type Kysely, type SqlBool, sql, type Transaction } from 'kysely'
import { InputError, namedList } from '../math/input-error.ts'
import { differences, extend, parseDefinition, type StudyDefinition } from '../study/definition.ts'
import { trialName } from '../study/trial.ts'
import type { TrialRecord, TrialSummary } from '../train/record.ts'
import { curveRow, recordFrom, summaryFrom, trialRow } from './rows.ts'
import type { StudyRow, Tables, TrialKey } from './schema.ts'
import type { PairStatus, Store } from './store.ts'

/** A store in any database that Kysely speaks to and whose tables are there. */
export function storeIn(db: Kysely<Tables>): Store {
  return {
    studies: () => studyNames(db),
    study: (name) => readStudy(db, name),
    register: (definition) => db.transaction().execute((transaction) => register(transaction, definition)),
    record: (study, record) => db.transaction().execute((transaction) => keep(transaction, study, record)),
    trials: (study) => allOf(eachTrial(db, study)),
    eachTrial: (study) => eachTrial(db, study),
    eachSummary: (study) => eachSummary(db, study),
    status: (study) => statusOf(db, study),
    finished: (study) => finishedNames(db, study),
    close: () => db.destroy(),
  }
}

async function studyNames(db: Kysely<Tables>): Promise<string[]> {
  const rows = await db.selectFrom('study').select('name').orderBy('place').execute()
  return rows.map(({ name }) => name)
}

async function readStudy(db: Kysely<Tables>, name: string): Promise<StudyDefinition> {
  const row = await findStudy(db, name)
  if (row !== undefined) return parseDefinition(row.definition)
  const names = await studyNames(db)
  throw new InputError(
    names.length === 0
      ? `no study named ${name} in this store; it holds none yet`
      : `no study named ${name} in this store; there are ${namedList(names)}`,
  )
}

function findStudy(db: Kysely<Tables>, name: string): Promise<StudyRow | undefined> {
  return db.selectFrom('study').select(['name', 'place', 'definition']).where('name', '=', name).executeTakeFirst()
}

async function register(transaction: Transaction<Tables>, definition: StudyDefinition): Promise<void> {
  const { name } = definition
  const row = await findStudy(transaction, name)
  if (row === undefined) {
    const last = await transaction.selectFrom('study').select('place').orderBy('place', 'desc').executeTakeFirst()
    const values = { name, place: (last?.place ?? 0) + 1, definition: JSON.stringify(definition) }
    await transaction.insertInto('study').values(values).execute()
    return
  }
  const old = parseDefinition(row.definition)
  const changes = differences(old, definition)
  if (changes.length > 0)
    throw new InputError(
      `the store holds another study named ${name}: ${changes.join('; ')}. Give this one a name or a store of its own`,
    )
  const both = JSON.stringify(extend(old, definition))
  if (both !== row.definition)
    await transaction.updateTable('study').set({ definition: both }).where('name', '=', name).execute()
}

async function keep(transaction: Transaction<Tables>, study: string, record: TrialRecord): Promise<void> {
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto('trial')
    .values(trialRow(study, record))
    .onConflict((conflict) => conflict.columns(['study', 'task', 'cell', 'number']).doNothing())
    .executeTakeFirstOrThrow()
  if (numInsertedOrUpdatedRows !== 1n) throw new Error(`the store has ${trialName(record)} of study ${study} already`)
  const curve = curveRow(study, record)
  if (curve !== undefined) await transaction.insertInto('curve').values(curve).execute()
}

async function allOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list = []
  for await (const item of items) list.push(item)
  return list
}

async function* eachTrial(db: Kysely<Tables>, study: string): AsyncGenerator<TrialRecord> {
  await readStudy(db, study)
  const query = trialsOf(db, study)
    .leftJoin('curve', (join) =>
      join
        .onRef('curve.study', '=', 'trial.study')
        .onRef('curve.task', '=', 'trial.task')
        .onRef('curve.cell', '=', 'trial.cell')
        .onRef('curve.number', '=', 'trial.number'),
    )
    .select(['curve.training as training_curve', 'curve.validation as validation_curve'])
  for await (const row of inBatches((after) => query.where(later(after)).execute())) yield recordFrom(row)
}

async function* eachSummary(db: Kysely<Tables>, study: string): AsyncGenerator<TrialSummary> {
  await readStudy(db, study)
  const query = trialsOf(db, study)
  for await (const row of inBatches((after) => query.where(later(after)).execute())) yield summaryFrom(row)
}

/** Rows that are read at a time: enough that asking costs little, few enough to be held. */
const BATCH = 500

/** The first so many trials of a study, in order. */
function trialsOf(db: Kysely<Tables>, study: string) {
  return db
    .selectFrom('trial')
    .selectAll('trial')
    .where('trial.study', '=', study)
    .orderBy('trial.task')
    .orderBy('trial.cell')
    .orderBy('trial.number')
    .limit(BATCH)
}

/** Whether a trial comes after another in this order; all do after none. A key is compared as a whole, as its index is. */
function later(key: Place | undefined) {
  if (key === undefined) return sql<SqlBool>`1 = 1`
  return sql<SqlBool>`(trial.task, trial.cell, trial.number) > (${key.task}, ${key.cell}, ${key.number})`
}

type Place = Pick<TrialKey, 'task' | 'cell' | 'number'>

/** All rows of a query that gives the first batch after a row: between batches nothing is held open, and others may write. */
async function* inBatches<Row extends Place>(batchAfter: (key: Place | undefined) => Promise<Row[]>) {
  let last: Row | undefined
  for (;;) {
    const rows = await batchAfter(last)
    yield* rows
    if (rows.length < BATCH) return
    last = rows.at(-1)
  }
}

async function statusOf(db: Kysely<Tables>, study: string): Promise<PairStatus[]> {
  const { tasks, cells, trials } = await readStudy(db, study)
  const counts = await db
    .selectFrom('trial')
    .select(({ fn }) => ['task', 'cell', 'outcome', fn.countAll<number>().as('count')])
    .where('study', '=', study)
    .where('number', '<', trials)
    .groupBy(['task', 'cell', 'outcome'])
    .execute()
  const found = new Map(counts.map(({ task, cell, outcome, count }) => [JSON.stringify([task, cell, outcome]), count]))
  const pairs = Object.keys(tasks).flatMap((task) => Object.keys(cells).map((cell) => ({ task, cell })))
  const status = []
  for (const { task, cell } of pairs) {
    const count = (kind: string) => Number(found.get(JSON.stringify([task, cell, kind])) ?? 0)
    const ends = { completed: count('completed'), diverged: count('diverged'), failed: count('failed') }
    const best = ends.completed + ends.diverged > 0 ? await bestOf(db, { study, task, cell }, trials) : undefined
    status.push({ task, cell, ...ends, ...(best && { best }) })
  }
  return status
}

/** The best trial of a pair below a number. A result that is no number, which is null in some databases, comes last. */
async function bestOf(
  db: Kysely<Tables>,
  { study, task, cell }: Omit<TrialKey, 'number'>,
  below: number,
): Promise<PairStatus['best']> {
  const row = await db
    .selectFrom('trial')
    .selectAll()
    .where('study', '=', study)
    .where('task', '=', task)
    .where('cell', '=', cell)
    .where('number', '<', below)
    .where('outcome', '<>', 'failed')
    .orderBy((by) => by('validation', 'is', null))
    .orderBy('validation')
    .orderBy('number')
    .limit(1)
    .executeTakeFirst()
  return row && (summaryFrom(row) as PairStatus['best'])
}

async function finishedNames(db: Kysely<Tables>, study: string): Promise<Set<string>> {
  const rows = await db.selectFrom('trial').select(['task', 'cell', 'number']).where('study', '=', study).execute()
  return new Set(rows.map(trialName))
}
