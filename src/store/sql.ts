import { type Kysely, type SqlBool, sql, type Transaction } from 'kysely'
import { InputError, namedList } from '../math/input-error.ts'
import { differences, extend, type StudyDefinition } from '../study/definition.ts'
import { trialName } from '../study/trial.ts'
import type { TrialRecord, TrialSummary } from '../train/record.ts'
import { isSameResult, resultOf } from './checksum.ts'
import { curveRow, definitionFrom, recordFrom, studyRow, summaryFrom, trialRow } from './rows.ts'
import type { StudyRow, Tables, TrialKey } from './schema.ts'
import type { Entry, PairStatus, Store } from './store.ts'

/** A store in any database that Kysely speaks to and whose tables are there. */
export function storeIn(db: Kysely<Tables>): Store {
  return {
    studies: () => studyNames(db),
    lastTrained: () => lastTrained(db),
    study: (name) => readStudy(db, name),
    register: (definition) => db.transaction().execute((transaction) => register(transaction, definition)),
    record: (study, record) => db.transaction().execute((transaction) => keep(transaction, study, record)),
    add: (entries) => db.transaction().execute((transaction) => add(transaction, entries)),
    trials: (study) => allOf(eachTrial(db, study)),
    eachTrial: (study) => eachTrial(db, study),
    summaries: (study) => summaries(db, study),
    status: (study) => statusOf(db, study),
    finished: (study) => finishedNames(db, study),
    close: () => db.destroy(),
  }
}

async function studyNames(db: Kysely<Tables>): Promise<string[]> {
  // In order by this program: the index that a database would use may be damaged, and miss a study that the table has.
  const rows = await db.selectFrom('study').select(['name', 'place', 'definition']).execute()
  if (rows.some(({ name }) => typeof name !== 'string'))
    throw new InputError('the store is damaged: a study has no name; odyssey repair saves what there is')
  return rows.sort((a, b) => a.place - b.place).map(({ name }) => name)
}

async function lastTrained(db: Kysely<Tables>): Promise<string | undefined> {
  const row = await db
    .selectFrom('trial')
    .select('study')
    .groupBy('study')
    .orderBy(({ fn }) => fn.max('finished'), 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.study
}

async function readStudy(db: Kysely<Tables>, name: string): Promise<StudyDefinition> {
  const row = await findStudy(db, name)
  if (row !== undefined) return definitionFrom(row)
  const names = await studyNames(db)
  throw new InputError(
    names.length === 0
      ? `no study named ${name} in this store; it holds none yet`
      : `no study named ${name} in this store; there are ${namedList(names)}`,
  )
}

function findStudy(db: Kysely<Tables>, name: string): Promise<StudyRow | undefined> {
  return db
    .selectFrom('study')
    .select(['name', 'place', 'definition', 'checksum'])
    .where('name', '=', name)
    .executeTakeFirst()
}

async function register(transaction: Transaction<Tables>, definition: StudyDefinition): Promise<void> {
  const { name } = definition
  const row = await findStudy(transaction, name)
  if (row === undefined) {
    const last = await transaction.selectFrom('study').select('place').orderBy('place', 'desc').executeTakeFirst()
    const first = studyRow((last?.place ?? 0) + 1, definition)
    for (const table of ['study', 'study_copy'] as const) await transaction.insertInto(table).values(first).execute()
    await transaction.insertInto('kept').values({ study: name, trials: 0 }).execute()
    return
  }
  const old = definitionFrom(row)
  const changes = differences(old, definition)
  if (changes.length > 0)
    throw new InputError(
      `the store holds another study named ${name}: ${changes.join('; ')}. Give this one a name or a store of its own`,
    )
  const both = studyRow(row.place, extend(old, definition))
  if (both.definition === row.definition) return
  for (const table of ['study', 'study_copy'] as const)
    await transaction.updateTable(table).set(both).where('name', '=', name).execute()
}

async function keep(transaction: Transaction<Tables>, study: string, record: TrialRecord): Promise<void> {
  if (!(await keptNow(transaction, study, record)))
    throw new InputError(`the store has ${trialName(record)} of study ${study} already`)
  await countKept(transaction, study, 1)
}

/** Keeps a trial unless there is one of its name; whether there was none. */
async function keptNow(transaction: Transaction<Tables>, study: string, record: TrialRecord): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto('trial')
    .values(trialRow(study, record))
    .onConflict((conflict) => conflict.columns(['study', 'task', 'cell', 'number']).doNothing())
    .executeTakeFirstOrThrow()
  if (numInsertedOrUpdatedRows !== 1n) return false
  const curve = curveRow(study, record)
  if (curve !== undefined) await transaction.insertInto('curve').values(curve).execute()
  return true
}

async function countKept(transaction: Transaction<Tables>, study: string, more: number): Promise<void> {
  await transaction
    .updateTable('kept')
    .set(({ eb }) => ({ trials: eb('trials', '+', more) }))
    .where('study', '=', study)
    .execute()
}

async function add(
  transaction: Transaction<Tables>,
  entries: Iterable<Entry> | AsyncIterable<Entry>,
): Promise<{ studies: string[]; trials: number }> {
  const added = new Map<string, number>()
  for await (const entry of entries) {
    if ('definition' in entry) {
      await register(transaction, entry.definition)
      added.set(entry.definition.name, added.get(entry.definition.name) ?? 0)
    } else if (await keptNow(transaction, entry.study, entry.trial)) {
      added.set(entry.study, (added.get(entry.study) ?? 0) + 1)
    } else await checkSame(transaction, entry.study, entry.trial)
  }
  for (const [study, trials] of added) await countKept(transaction, study, trials)
  return { studies: [...added.keys()], trials: [...added.values()].reduce((sum, trials) => sum + trials, 0) }
}

/** Refuses a second result of a trial that is not the first. */
async function checkSame(transaction: Transaction<Tables>, study: string, trial: TrialRecord): Promise<void> {
  const { task, cell, number } = trial
  const query = withCurves(trialsOf(transaction, study))
  const row = await query
    .where('trial.task', '=', task)
    .where('trial.cell', '=', cell)
    .where('trial.number', '=', number)
    .executeTakeFirstOrThrow()
  const kept = recordFrom(row, await readStudy(transaction, study))
  if (isSameResult(resultOf(kept), resultOf(trial))) return
  throw new InputError(
    `the store holds another result of ${trialName(trial)} of study ${study}; keep this one in a store of its own`,
  )
}

async function allOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list = []
  for await (const item of items) list.push(item)
  return list
}

async function* eachTrial(db: Kysely<Tables>, study: string): AsyncGenerator<TrialRecord> {
  const definition = await readStudy(db, study)
  const query = withCurves(trialsOf(db, study))
  for await (const rows of counted(
    db,
    study,
    inBatches((after) => query.where(later(after)).execute()),
  ))
    for (const row of rows) yield recordFrom(row, definition)
}

async function* summaries(db: Kysely<Tables>, study: string): AsyncGenerator<TrialSummary[]> {
  const definition = await readStudy(db, study)
  const query = trialsOf(db, study)
  for await (const rows of counted(
    db,
    study,
    inBatches((after) => query.where(later(after)).execute()),
  ))
    yield rows.map((row) => summaryFrom(row, definition))
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

function withCurves(query: ReturnType<typeof trialsOf>) {
  return query
    .leftJoin('curve', (join) =>
      join
        .onRef('curve.study', '=', 'trial.study')
        .onRef('curve.task', '=', 'trial.task')
        .onRef('curve.cell', '=', 'trial.cell')
        .onRef('curve.number', '=', 'trial.number'),
    )
    .select([
      'curve.training as training_curve',
      'curve.validation as validation_curve',
      'curve.test_losses as test_losses',
      'curve.checksum as curve_checksum',
    ])
}

/** Whether a trial comes after another in this order; all do after none. A key is compared as a whole, as its index is. */
function later(key: Place | undefined) {
  if (key === undefined) return sql<SqlBool>`1 = 1`
  return sql<SqlBool>`(trial.task, trial.cell, trial.number) > (${key.task}, ${key.cell}, ${key.number})`
}

type Place = Pick<TrialKey, 'task' | 'cell' | 'number'>

/** All rows of a query that gives the first batch after a row: between batches nothing is held open, and others may write. */
async function* inBatches<Row extends Place>(
  batchAfter: (key: Place | undefined) => Promise<Row[]>,
): AsyncGenerator<Row[]> {
  let last: Row | undefined
  for (;;) {
    const rows = await batchAfter(last)
    yield rows
    if (rows.length < BATCH) return
    last = rows.at(-1)
  }
}

/** Passes batches of rows on, and complains at their end if they are not as many as were recorded: other rows may come while they are read. */
async function* counted<Row>(db: Kysely<Tables>, study: string, batches: AsyncIterable<Row[]>): AsyncGenerator<Row[]> {
  const before = await keptCount(db, study)
  let seen = 0
  for await (const rows of batches) {
    seen += rows.length
    yield rows
  }
  checkCount(study, seen, [before, await keptCount(db, study)])
}

async function keptCount(db: Kysely<Tables>, study: string): Promise<number> {
  const row = await db.selectFrom('kept').select('trials').where('study', '=', study).executeTakeFirst()
  return row?.trials ?? Number.NaN
}

function checkCount(study: string, seen: number, [least, most]: readonly [number, number]): void {
  if (seen >= least && seen <= most) return
  const recorded = Number.isNaN(least) ? 'an unknown number' : least
  throw new InputError(
    `the store is damaged: ${seen} trials of study ${study} can be found of ${recorded} recorded; odyssey repair saves what there is`,
  )
}

async function statusOf(db: Kysely<Tables>, study: string): Promise<PairStatus[]> {
  const definition = await readStudy(db, study)
  const { tasks, cells, trials } = definition
  const before = await keptCount(db, study)
  const counts = await db
    .selectFrom('trial')
    .select(({ fn }) => ['task', 'cell', 'outcome', fn.countAll<number>().as('all'), below(trials).as('count')])
    .where('study', '=', study)
    .groupBy(['task', 'cell', 'outcome'])
    .execute()
  const found = new Map(counts.map(({ task, cell, outcome, count }) => [JSON.stringify([task, cell, outcome]), count]))
  const all = counts.reduce((sum, { all }) => sum + Number(all), 0)
  checkCount(study, all, [before, await keptCount(db, study)])
  const pairs = Object.keys(tasks).flatMap((task) => Object.keys(cells).map((cell) => ({ task, cell })))
  const status = []
  for (const { task, cell } of pairs) {
    const count = (kind: string) => Number(found.get(JSON.stringify([task, cell, kind])) ?? 0)
    const ends = { completed: count('completed'), diverged: count('diverged'), failed: count('failed') }
    const best = ends.completed + ends.diverged > 0 ? await bestOf(db, definition, { task, cell }) : undefined
    status.push({ task, cell, ...ends, ...(best && { best }) })
  }
  return status
}

const below = (number: number) => sql<number>`sum(case when number < ${number} then 1 else 0 end)`

/** The best trial of a pair below the study’s number of trials. A result that is no number, which is null in some databases, comes last. */
async function bestOf(
  db: Kysely<Tables>,
  definition: StudyDefinition,
  { task, cell }: Omit<Place, 'number'>,
): Promise<PairStatus['best']> {
  const found = await db
    .selectFrom('trial')
    .select('number')
    .where('study', '=', definition.name)
    .where('task', '=', task)
    .where('cell', '=', cell)
    .where('number', '<', definition.trials)
    .where('outcome', '<>', 'failed')
    .orderBy((by) => by('validation', 'is', null))
    .orderBy('validation')
    .orderBy('number')
    .limit(1)
    .executeTakeFirst()
  if (found === undefined) return undefined
  const row = await trialsOf(db, definition.name)
    .where('task', '=', task)
    .where('cell', '=', cell)
    .where('number', '=', found.number)
    .executeTakeFirstOrThrow()
  return summaryFrom(row, definition) as PairStatus['best']
}

async function finishedNames(db: Kysely<Tables>, study: string): Promise<Set<string>> {
  const before = await keptCount(db, study)
  const rows = await db.selectFrom('trial').select(['task', 'cell', 'number']).where('study', '=', study).execute()
  if (rows.length > 0 || !Number.isNaN(before)) checkCount(study, rows.length, [before, await keptCount(db, study)])
  return new Set(rows.map(trialName))
}
