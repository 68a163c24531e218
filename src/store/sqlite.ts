import { existsSync, statSync } from 'node:fs'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  Kysely,
  SqliteAdapter,
  type SqliteDialectConfig,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type SqliteStatement,
} from 'kysely'
import { DEFAULT_MIGRATION_TABLE, Migrator } from 'kysely/migration'
import { trueName } from '../files/same-file.ts'
import { InputError } from '../math/input-error.ts'
import { checkPlace, IN_MEMORY, type Watch, watchPlace } from './place.ts'
import { migrations, olderAsNewer, type Tables } from './schema.ts'

/** How long a statement waits for another process that is writing. */
const PATIENCE_MS = 30_000

/** The database of a store in a SQLite file, its schema brought up to date; made if it is not there, unless only to be read. */
export async function openSqlite(path: string, { readonly = false } = {}): Promise<Kysely<Tables>> {
  checkPlace(path, { readonly })
  const database = saying(path, () => (readonly ? connectForReading(path) : connect(path)))
  try {
    saying(path, () => {
      checkLength(path, database)
      checkSchema(path, database, readonly)
    })
    // In WAL mode others read while this one writes; FULL, because an acknowledged trial must survive a power cut.
    if (!readonly) saying(path, () => database.exec('pragma journal_mode = wal; pragma synchronous = full'))
    const db = new Kysely<Tables>({
      dialect: nodeSqliteDialect(path, database, readonly ? () => {} : watchPlace(path)),
    })
    if (!readonly) await migrate(db)
    return db
  } catch (error) {
    if (database.isOpen) database.close()
    throw error
  }
}

function connect(path: string | URL): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: PATIENCE_MS })
  countTables(database)
  return database
}

/**
 * A connection that cannot change anything. It is opened for writing where that can be, since a reader of a WAL file that may not
 * write leaves side files behind; where not even those can be made, the file is read as one that nobody changes.
 */
function connectForReading(path: string): DatabaseSync {
  try {
    const database = connect(path)
    database.exec('pragma query_only = on')
    return database
  } catch (error) {
    const unwritable = codeOf(error) === READONLY || codeOf(error) === CANNOT_OPEN
    if (!unwritable || existsSync(`${trueName(path)}-wal`)) throw error
    const url = pathToFileURL(path)
    url.search = '?immutable=1'
    return new DatabaseSync(url, { readOnly: true })
  }
}

/** Refuses a file that was cut: SQLite reads what is missing as zeros. While there is a log, the file may be shorter than it will be. */
function checkLength(path: string, database: DatabaseSync): void {
  if (path === IN_MEMORY || (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0) return
  const ask = (pragma: string) => Number(Object.values(database.prepare(`pragma ${pragma}`).get() ?? {})[0])
  const needed = ask('page_count') * ask('page_size')
  const { size } = statSync(path)
  if (size < needed)
    throw new InputError(
      `the store ${path} is damaged: it has ${size} of ${needed} bytes; odyssey repair saves what there is`,
    )
}

/** Also finds out whether the file is a database at all: SQLite looks only when asked. */
function countTables(database: DatabaseSync): number {
  return Number(database.prepare(`select count(*) as n from sqlite_master where type = 'table'`).get()?.n)
}

/** Refuses databases of others and schemas that this version does not know, before anything is written. */
function checkSchema(path: string, database: DatabaseSync, readonly: boolean): void {
  const tables = countTables(database)
  if (tables === 0 && !readonly) return
  if (tables === 0) throw new InputError(`${path} is empty: no study was run in it`)
  const ours = database.prepare('select 1 from sqlite_master where name = ?').get(DEFAULT_MIGRATION_TABLE)
  if (ours === undefined) throw new InputError(`${path} is no store: a database of something else`)
  const done = database.prepare(`select name from ${DEFAULT_MIGRATION_TABLE} order by timestamp, name`).all()
  const unknown = done.find(({ name }) => !Object.hasOwn(migrations, String(name)))
  if (unknown !== undefined)
    throw new InputError(`${path} was written by a newer version: it has the schema “${unknown.name}”`)
  const expected = Object.keys(migrations).slice(0, done.length)
  if (done.some(({ name }, at) => name !== expected[at])) throw new InputError(meanings[ERROR](path))
  if (readonly) standViews(database, olderAsNewer(done.length))
}

/** Views are made in memory, yet count as a change. */
function standViews(database: DatabaseSync, views: readonly string[]): void {
  if (views.length > 0) database.exec(['pragma query_only = off', ...views, 'pragma query_only = on'].join(';'))
}

async function migrate(db: Kysely<Tables>): Promise<void> {
  const provider = { getMigrations: async () => ({ ...migrations }) }
  const { error } = await new Migrator({ db, provider }).migrateToLatest()
  if (error !== undefined) throw error
}

/** Statements that are kept for the next time: more than this package has. */
const MOST_PREPARED = 200

/** Kysely over Node's own SQLite. Transactions are immediate, since a deferred one may find the database locked half-way. */
function nodeSqliteDialect(path: string, database: DatabaseSync, watch: Watch): Dialect {
  const prepared = new Map<string, SqliteStatement>()
  const prepare = (sql: string): SqliteStatement => {
    const known = prepared.get(sql)
    if (known !== undefined) return known
    const made = saying(path, () => statement(path, database.prepare(sql)))
    if (prepared.size < MOST_PREPARED) prepared.set(sql, made)
    return made
  }
  const config = { database: { prepare, close: () => database.close() } }
  return {
    createDriver: () => new WatchedDriver(config, database, watch),
    createAdapter: () => new TransactionalAdapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
}

/** Asks before each change, and behind it, whether the file is still the one that has a name. */
class WatchedDriver extends SqliteDriver {
  readonly #database: DatabaseSync
  readonly #watch: Watch

  constructor(config: SqliteDialectConfig, database: DatabaseSync, watch: Watch) {
    super(config)
    this.#database = database
    this.#watch = watch
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    this.#watch()
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }

  override async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await super.commitTransaction(connection)
    this.#watch()
  }

  /** SQLite takes some transactions back by itself, as on a full disk. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#database.isTransaction) await super.rollbackTransaction(connection)
  }

  override async destroy(): Promise<void> {
    try {
      this.#watch()
    } catch (error) {
      this.#bringTogether()
      throw error
    } finally {
      await super.destroy()
    }
  }

  /** A file that was moved gets all it should hold, and the log at the old place holds nothing for the next file there. */
  #bringTogether(): void {
    try {
      this.#database.exec('pragma wal_checkpoint(truncate)')
    } catch {}
  }
}

class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

/** A statement of Node's SQLite in the shape that Kysely expects. */
function statement(path: string, prepared: StatementSync): SqliteStatement {
  const values = (parameters: readonly unknown[]) => parameters as SQLInputValue[]
  return {
    reader: prepared.columns().length > 0,
    all: (parameters) => saying(path, () => prepared.all(...values(parameters))),
    run: (parameters) => saying(path, () => prepared.run(...values(parameters))),
    iterate: (parameters) => sayingEach(path, () => prepared.iterate(...values(parameters))),
  }
}

/** The rows of an iterator as they come, each asked for as `saying` does. */
function* sayingEach<T>(path: string, begin: () => Iterator<T>): IterableIterator<T> {
  const rows = saying(path, begin)
  try {
    for (let next = saying(path, () => rows.next()); !next.done; next = saying(path, () => rows.next()))
      yield next.value
  } finally {
    rows.return?.()
  }
}

/** SQLite's result code where another connection holds a lock. */
export const BUSY = 5
const ERROR = 1
const READONLY = 8
const INPUT_OUTPUT = 10
const CORRUPT = 11
const FULL = 13
const CANNOT_OPEN = 14
const NOT_A_DATABASE = 26

/** What SQLite's primary result codes mean to someone who named a file. */
const meanings: Readonly<Record<number, (path: string) => string>> = {
  [BUSY]: (path) => `the store ${path} stayed locked by another program`,
  // of a statement of this package's own: the tables are not those it made
  [ERROR]: (path) =>
    `the store ${path} is damaged: its tables are not those of a store; odyssey repair saves what can still be read`,
  [READONLY]: (path) => `the store ${path} cannot be written; its file or folder is read-only`,
  [INPUT_OUTPUT]: (path) => `the store ${path} cannot be read or written: the disk reports an error`,
  [CORRUPT]: (path) => `the store ${path} is damaged; odyssey repair saves what can still be read`,
  [FULL]: (path) => `the disk of the store ${path} is full`,
  [CANNOT_OPEN]: (path) => `the store ${path} cannot be opened; its folder may be read-only`,
  [NOT_A_DATABASE]: (path) => `${path} is no store: no database`,
}

/** SQLite's primary result code; undefined for any other error. */
export function codeOf(error: unknown): number | undefined {
  const { errcode } = (error ?? {}) as { errcode?: unknown }
  return typeof errcode === 'number' ? errcode & 0xff : undefined
}

/** What body returns; errors that come from the file or its disk are said in words. */
export function saying<T>(path: string, body: () => T): T {
  try {
    return body()
  } catch (error) {
    const meaning = meanings[codeOf(error) ?? -1]
    throw meaning === undefined ? error : new InputError(meaning(path))
  }
}
