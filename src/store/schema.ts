import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * The tables of a store. Trials have the key by which everyone calls them (study, task, cell, number), so that no database needs to
 * number them and a second result of the same trial cannot come in. Only types and statements that SQLite and PostgreSQL share.
 */
export interface Tables {
  study: StudyRow
  trial: TrialRow
  curve: CurveRow
}

export interface StudyRow {
  name: string
  /** Studies are listed in this order: 1 is the oldest. */
  place: number
  /** A StudyDefinition as JSON. */
  definition: string
}

/** What a trial is called by. */
export interface TrialKey {
  study: string
  task: string
  cell: string
  number: number
}

export interface TrialRow extends TrialKey {
  /** Settings as JSON. */
  settings: string
  outcome: 'completed' | 'diverged' | 'failed'
  /** Why a trial failed; null otherwise. */
  reason: string | null
  /** The rest of an outcome is null where a trial failed. SQLite also keeps NaN as null. */
  validation: number | null
  test: number | null
  best_epoch: number | null
  epochs: number | null
  parameters: number | null
  weights: string | null
  seconds: number
  arithmetic: string
  version: string
  worker: string
  finished: string
  /** Equations as JSON, where the settings chose them. */
  equations: string | null
}

/** The learning curves apart from the rest, so that tables of trials are read without them. JSON lists of an entry an epoch. */
export interface CurveRow extends TrialKey {
  training: string
  validation: string
}

/** The ways from each version of the schema to the next, by name, in alphabetical order. Never change one that was released: add another. */
export const migrations: Readonly<Record<string, Migration>> = {
  '001 studies, trials and curves': { up: createTables },
}

const KEY = ['study', 'task', 'cell', 'number'] as const satisfies (keyof TrialKey)[]

async function createTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('study')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('place', 'integer', (column) => column.notNull().unique())
    .addColumn('definition', 'text', (column) => column.notNull())
    .addColumn('created', 'text', (column) => column.notNull().defaultTo(sql`current_timestamp`))
    .execute()
  await db.schema
    .createTable('trial')
    .addColumn('study', 'text', (column) => column.notNull().references('study.name'))
    .addColumn('task', 'text', (column) => column.notNull())
    .addColumn('cell', 'text', (column) => column.notNull())
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('settings', 'text', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('reason', 'text')
    .addColumn('validation', 'double precision')
    .addColumn('test', 'double precision')
    .addColumn('best_epoch', 'integer')
    .addColumn('epochs', 'integer')
    .addColumn('parameters', 'integer')
    .addColumn('weights', 'text')
    .addColumn('seconds', 'double precision', (column) => column.notNull())
    .addColumn('arithmetic', 'text', (column) => column.notNull())
    .addColumn('version', 'text', (column) => column.notNull())
    .addColumn('worker', 'text', (column) => column.notNull())
    .addColumn('finished', 'text', (column) => column.notNull())
    .addColumn('equations', 'text')
    .addPrimaryKeyConstraint('trial_key', [...KEY])
    .execute()
  await db.schema
    .createTable('curve')
    .addColumn('study', 'text', (column) => column.notNull())
    .addColumn('task', 'text', (column) => column.notNull())
    .addColumn('cell', 'text', (column) => column.notNull())
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('training', 'text', (column) => column.notNull())
    .addColumn('validation', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('curve_key', [...KEY])
    .addForeignKeyConstraint('curve_of_trial', [...KEY], 'trial', [...KEY])
    .execute()
}
