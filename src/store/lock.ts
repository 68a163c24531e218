import { existsSync, realpathSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { InputError } from '../math/input-error.ts'
import { BUSY, codeOf, saying } from './sqlite.ts'

/**
 * Two runs on one store would train the same trials twice, so a run holds an exclusive transaction on an empty SQLite file beside
 * the store, `FILE-run`. The operating system lets go of it however the process ends: there is no stale lock to clear up.
 */
export interface RunLock {
  release(): void
}

/** The right to run on the store in this file; an error if another run has it. */
export function lockForRun(store: string): RunLock {
  if (store === ':memory:') return { release: () => {} }
  const path = `${trueName(store)}-run`
  for (;;) {
    const connection = saying(store, () => new DatabaseSync(path, { timeout: 0 }))
    if (!takes(connection, store)) {
      connection.close()
      throw new InputError(`another run is writing to ${store}; wait until it ends, or give this one another store`)
    }
    if (isLocked(path, store)) return { release: () => release(connection, path) }
    // The run before removed the file between its being opened and locked here: what is locked is no longer at this path.
    connection.close()
  }
}

/** One name for one file, whatever links lead to it. */
function trueName(path: string): string {
  if (existsSync(path)) return realpathSync(path)
  const folder = dirname(path)
  if (!existsSync(folder)) throw new InputError(`there is no folder ${folder} for the store ${path}`)
  return join(realpathSync(folder), basename(path))
}

function release(connection: DatabaseSync, path: string): void {
  try {
    // Removed while it is still locked, so that nobody else can hold the file that goes. Where open files cannot be removed it stays.
    rmSync(path, { force: true })
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
  if (!existsSync(path)) return false
  const connection = saying(store, () => new DatabaseSync(path, { timeout: 0 }))
  try {
    return !takes(connection, store)
  } finally {
    connection.close()
  }
}
