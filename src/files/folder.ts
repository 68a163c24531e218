import { mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { codeOf, InputError, reason } from '../math/input-error.ts'

/**
 * Makes a folder and those above it that are missing. Each is made by a call of its own: Node's recursive one never ends where
 * nothing can be made although all above is there, as below /proc.
 */
export function makeFolder(path: string): void {
  try {
    const missing: string[] = []
    for (let at = resolve(path); statSync(at, { throwIfNoEntry: false }) === undefined; at = dirname(at))
      missing.unshift(at)
    for (const folder of missing) makeOne(folder)
    if (!statSync(path).isDirectory())
      throw new InputError(`cannot make the folder ${path}: there is a file of this name`)
  } catch (error) {
    throw error instanceof InputError ? error : new InputError(`cannot make the folder ${path} (${reason(error)})`)
  }
}

function makeOne(folder: string): void {
  try {
    mkdirSync(folder)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error // another process may have been faster
  }
}
