import { existsSync, lstatSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { firstBytes } from '../files/read-whole.ts'
import { fileOf, trueName } from '../files/same-file.ts'
import { InputError } from '../math/input-error.ts'

/** A store that is in no file and ends with its connection; for this package's own use, never by a user's word. */
export const IN_MEMORY = ':memory:'

/** Behind the name of a store: its lock while a run writes to it. */
export const LOCK = '-lock'

/** How the files begin that SQLite keeps beside a database, by what stands behind its name; in the order in which they are made. */
const SIDE_FILES: Readonly<Record<string, readonly string[]>> = {
  '-journal': ['d9d505f920a163d7'],
  '-wal': ['377f0682', '377f0683'],
  '-shm': ['18e22d00', '002de218'],
}

/** Refuses what SQLite would not take for the path of a file, and would keep nowhere. */
export function checkStoreName(name: string): void {
  if (name.trim() === '') throw new InputError('the name of a store must not be blank')
  if (name === IN_MEMORY || /^file:/i.test(name))
    throw new InputError(`${name} is no file to keep a store in; one of that name is ./${name}`)
}

/** Refuses a place where no store is or can be, and one that SQLite would take for a part of another store, or the reverse. */
export function checkPlace(path: string, { readonly }: { readonly: boolean }): void {
  if (path === IN_MEMORY) return
  checkStoreName(path)
  if (!existsSync(path)) {
    if (readonly) throw new InputError(`there is no store ${path}; a run makes one`)
    if (!existsSync(dirname(path))) throw new InputError(`there is no folder ${dirname(path)} for the store ${path}`)
  } else checkFile(path)
  const place = trueName(path)
  checkEnding(place, path)
  checkSideFiles(place)
}

function checkFile(path: string): void {
  const found = statSync(path)
  // Sizes are asked of the file system, contents only of SQLite: closing a second handle on the file would drop its locks.
  if (!found.isFile() || (found.size > 0 && found.size < 512)) throw new InputError(`${path} is no store: no database`)
  if (found.nlink > 1)
    throw new InputError(
      `${path} has another name besides (a hard link), by which a run would not see its newest trials: copy it instead`,
    )
}

/** A store may not be named like a side file of another. One that has such a name stays of use while there is no other. */
function checkEnding(place: string, path: string): void {
  const ending = [LOCK, ...Object.keys(SIDE_FILES)].find((each) => place.endsWith(each))
  if (ending === undefined) return
  if (existsSync(place) && !existsSync(place.slice(0, -ending.length))) return
  throw new InputError(
    `${path} is the name of a file that comes and goes beside the store ${path.slice(0, -ending.length)}: choose another`,
  )
}

/** Refuses a database if something else has the name of one of its side files: SQLite would overwrite or remove it. */
export function checkSideFiles(place: string): void {
  for (const [ending, beginnings] of Object.entries(SIDE_FILES)) {
    const path = `${place}${ending}`
    const stats = lstatSync(path, { throwIfNoEntry: false })
    if (stats === undefined || (stats.isFile() && isSideFile(path, place, beginnings))) continue
    throw new InputError(`${path} has the name of a side file of ${place} and is none: move it, or rename either`)
  }
}

function isSideFile(path: string, place: string, beginnings: readonly string[]): boolean {
  // Closing a second handle on this file would drop the locks of who uses it: whoever does has the file of the log as well.
  if (path.endsWith('-shm') && existsSync(`${place}-wal`)) return true
  const begins = firstBytes(path, 8).toString('hex')
  return /^0*$/.test(begins) || beginnings.some((beginning) => begins.startsWith(beginning))
}

/** Throws if the files of a store are no longer those that were there at first, or at the first question for them, or were cut short. */
export type Watch = () => void

/** Watches over a store that is being written: what goes into a file without a name is lost. */
export function watchPlace(path: string): Watch {
  if (path === IN_MEMORY) return () => {}
  const place = trueName(path)
  const log = `${place}-wal`
  const found = [path, log].map(seen)
  return () => {
    const now = [path, log].map(seen)
    const isWhole = now.every(({ file, size }, k) => {
      found[k].file ??= file
      return file === found[k].file && size >= found[k].size // SQLite shortens neither while they are in use
    })
    if (!isWhole)
      throw new InputError(
        `${path} was removed, moved, replaced or cut short while it was being written to: what finishes now would not be kept`,
      )
    now.forEach(({ size }, k) => {
      found[k].size = size
    })
  }
}

/** Which file can be seen there, if any, and how long it is. */
function seen(path: string): { file: string | undefined; size: bigint } {
  try {
    const stats = statSync(path, { bigint: true })
    return { file: fileOf(stats), size: stats.size }
  } catch {
    return { file: undefined, size: 0n }
  }
}
