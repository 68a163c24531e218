import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { rowChecksum } from './rows.ts'

/**
 * The tables of a store. Trials have the key by which everyone calls them (study, task, cell, number), so that no database needs to
 * number them and a second result of the same trial cannot come in. Only types and statements that SQLite and PostgreSQL share.
 */
export interface Tables {
  study: StudyRow
  /** Each row of `study` once more, in pages of its own: a trial says little without its definition, so a repair looks here too. */
  study_copy: StudyRow
  trial: TrialRow
  curve: CurveRow
  kept: KeptRow
}

export interface StudyRow {
  name: string
  /** Studies are listed in this order: 1 is the oldest. */
  place: number
  /** A StudyDefinition as JSON. */
  definition: string
  checksum: string | null
}

/** How many trials of a study were recorded, so that a row which cannot be found any more is missed. */
export interface KeptRow {
  study: string
  trials: number
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
  /** The rest of an outcome is null where a trial failed. */
  validation: number | null
  test: number | null
  best_epoch: number | null
  epochs: number | null
  parameters: number | null
  weights: string | null
  /** How JSON spells a result that is not finite or −0, which not every database keeps as a number; null for all others. */
  validation_text: string | null
  test_text: string | null
  seconds: number
  arithmetic: string
  version: string
  worker: string
  finished: string
  /** Equations as JSON, where the settings chose them. */
  equations: string | null
  /** Of all other columns of the row (`rows.ts`). */
  checksum: string | null
}

/** The learning curves and the losses of test sequences, apart from the rest, so that tables of trials are read without them. JSON lists of an entry an epoch. */
export interface CurveRow extends TrialKey {
  training: string
  validation: string
  /** Losses of the test sequences as text (`test-losses.ts`); null where a trial keeps none. */
  test_losses: string | null
  checksum: string | null
}

/** The ways from each version of the schema to the next, by name, in alphabetical order. Never change one that was released: add another. */
export const migrations: Readonly<Record<string, Migration>> = {
  '001 studies, trials and curves': { up: createTables },
  '002 checksums and results that are no numbers': { up: addChecksums },
  '003 losses of test sequences': { up: addTestLosses },
  '004 a copy of each definition': { up: addCopies },
}

/**
 * What a store of an earlier schema lacks, as views that stand before its tables: so it can be read where it must not be changed.
 * Whoever wrote one of the first kept NaN as null, and no checksums.
 */
export function olderAsNewer(schema: number): readonly string[] {
  if (schema === 1) return FIRST_AS_NEWEST
  return schema === 2 ? ['create temp view curve as select *, null as test_losses from main.curve'] : []
}

const FIRST_AS_NEWEST = [
  `create temp view study as select name, place, definition, '' as checksum from main.study`,
  `create temp view trial as select *,
     case when outcome <> 'failed' and validation is null then 'NaN' end as validation_text,
     case when outcome <> 'failed' and test is null then 'NaN' end as test_text,
     '' as checksum from main.trial`,
  `create temp view curve as select *, null as test_losses, '' as checksum from main.curve`,
  `create temp view kept as
     select name as study, (select count(*) from main.trial where study = name) as trials from main.study`,
]

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

async function addChecksums(db: Kysely<unknown>): Promise<void> {
  for (const table of ['study', 'trial', 'curve'])
    await db.schema.alterTable(table).addColumn('checksum', 'text').execute()
  for (const column of ['validation_text', 'test_text'])
    await db.schema.alterTable('trial').addColumn(column, 'text').execute()
  await db.schema
    .createTable('kept')
    .addColumn('study', 'text', (column) => column.primaryKey().references('study.name'))
    .addColumn('trials', 'integer', (column) => column.notNull())
    .execute()
  // All that a count of outcomes and the search for the best trial look at.
  await db.schema
    .createIndex('trial_results')
    .on('trial')
    .columns(['study', 'task', 'cell', 'outcome', 'validation', 'number'])
    .execute()
  await sql`insert into kept select name, (select count(*) from trial where study = name) from study`.execute(db)
  await sql`update trial set validation_text = 'NaN' where outcome <> 'failed' and validation is null`.execute(db)
  await sql`update trial set test_text = 'NaN' where outcome <> 'failed' and test is null`.execute(db)
  await sealRows(db as Kysely<Tables>)
}

async function addTestLosses(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('curve').addColumn('test_losses', 'text').execute()
}

async function addCopies(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('study_copy')
    .addColumn('name', 'text', (column) => column.primaryKey().references('study.name'))
    .addColumn('place', 'integer', (column) => column.notNull())
    .addColumn('definition', 'text', (column) => column.notNull())
    .addColumn('checksum', 'text')
    .execute()
  await sql`insert into study_copy select name, place, definition, checksum from study`.execute(db)
}

/** Gives each row that has none a checksum of what it holds now. */
async function sealRows(db: Kysely<Tables>): Promise<void> {
  for (const row of await db.selectFrom('study').select(['name', 'place', 'definition']).execute())
    await db
      .updateTable('study')
      .set({ checksum: rowChecksum('study', row) })
      .where('name', '=', row.name)
      .execute()
  for (const table of ['trial', 'curve'] as const) {
    for (;;) {
      const rows = await db.selectFrom(table).selectAll().where('checksum', 'is', null).limit(1000).execute()
      if (rows.length === 0) break
      for (const row of rows) {
        await db
          .updateTable(table)
          .set({ checksum: rowChecksum(table, row) })
          .where('study', '=', row.study)
          .where('task', '=', row.task)
          .where('cell', '=', row.cell)
          .where('number', '=', row.number)
          .execute()
      }
    }
  }
}
