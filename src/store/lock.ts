import { lstatSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { trueName } from '../files/same-file.ts'
import { InputError } from '../math/input-error.ts'
import { checkSideFiles, checkStoreName, IN_MEMORY, LOCK } from './place.ts'
import { BUSY, codeOf, saying } from './sqlite.ts'

/**
 * Two runs on one store would train the same trials twice, so a run holds an exclusive transaction on an empty SQLite file beside
 * the store, `FILE-lock`. The operating system lets go of it however the process ends: there is no stale lock to clear up. A file
 * of that name that holds anything is nobody's lock, and stays as it is. Older versions held `FILE-run`, and
 * do not see this lock.
 */
export interface RunLock {
  release(): void
}

/** The right to run on the store in this file; an error if another run has it. */
export function lockForRun(store: string): RunLock {
  if (store === IN_MEMORY) return { release: () => {} }
  checkStoreName(store)
  const path = `${trueName(store)}${LOCK}`
  for (;;) {
    const connection = connect(path, store)
    if (!takes(connection, store)) {
      connection.close()
      throw new InputError(`another run is writing to ${store}; wait until it ends, or give this one another store`)
    }
    if (isLocked(path, store)) return { release: () => release(connection, path) }
    // The run before removed the file between its being opened and locked here: what is locked is no longer at this path.
    connection.close()
  }
}

function connect(path: string, store: string): DatabaseSync {
  if (!isEmptyOrGone(path))
    throw new InputError(`${path} has the name of the lock of ${store} and is none: move it, or rename either`)
  checkSideFiles(path)
  return saying(store, () => new DatabaseSync(path, { timeout: 0 }))
}

/** Only its size is asked: closing a second handle on the file would drop its lock. */
function isEmptyOrGone(path: string): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  return stats === undefined || (stats.isFile() && stats.size === 0)
}

function release(connection: DatabaseSync, path: string): void {
  try {
    // Removed while it is still locked, so that nobody else can hold the file that goes. Where open files cannot be removed it stays.
    if (isEmptyOrGone(path)) rmSync(path, { force: true })
  } catch {}
  connection.close()
}

function takes(connection: DatabaseSync, store: string): boolean {
  return saying(store, () => {
    try {
      // Nothing is ever written, so there is nothing to keep a journal file for.
      connection.exec('pragma journal_mode = memory; begin exclusive')
      return true
    } catch (error) {
      if (codeOf(error) === BUSY) return false
      throw error
    }
  })
}

/** Whether the file now at this path is locked, asked with a connection of its own. */
function isLocked(path: string, store: string): boolean {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return false
  const connection = connect(path, store)
  try {
    return !takes(connection, store)
  } finally {
    connection.close()
  }
}
