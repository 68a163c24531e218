import type { Kysely, Transaction } from 'kysely'
import { InputError } from '../math/input-error.ts'
import { differences, extend, parseDefinition, type StudyDefinition } from '../study/definition.ts'
import { trialName } from '../study/trial.ts'
import { curveRow, recordFrom, trialRow } from './rows.ts'
import type { StudyRow, Tables } from './schema.ts'
import type { Store, TrialRecord } from './store.ts'

/** A store in any database that Kysely speaks to and whose tables are there. */
export function storeIn(db: Kysely<Tables>): Store {
  return {
    studies: () => studyNames(db),
    study: (name) => readStudy(db, name),
    register: (definition) => db.transaction().execute((transaction) => register(transaction, definition)),
    record: (study, record) => db.transaction().execute((transaction) => keep(transaction, study, record)),
    trials: (study) => readTrials(db, study),
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
      : `no study named ${name} in this store; there are ${names.join(', ')}`,
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

async function readTrials(db: Kysely<Tables>, study: string): Promise<TrialRecord[]> {
  await readStudy(db, study)
  const rows = await db
    .selectFrom('trial')
    .leftJoin('curve', (join) =>
      join
        .onRef('curve.study', '=', 'trial.study')
        .onRef('curve.task', '=', 'trial.task')
        .onRef('curve.cell', '=', 'trial.cell')
        .onRef('curve.number', '=', 'trial.number'),
    )
    .selectAll('trial')
    .select(['curve.training as training_curve', 'curve.validation as validation_curve'])
    .where('trial.study', '=', study)
    .orderBy('trial.task')
    .orderBy('trial.cell')
    .orderBy('trial.number')
    .execute()
  return rows.map(recordFrom)
}

async function finishedNames(db: Kysely<Tables>, study: string): Promise<Set<string>> {
  const rows = await db.selectFrom('trial').select(['task', 'cell', 'number']).where('study', '=', study).execute()
  return new Set(rows.map(trialName))
}
