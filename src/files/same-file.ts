import { type BigIntStats, lstatSync, readlinkSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { codeOf, InputError, reason } from '../math/input-error.ts'

/** No system follows more links than this. */
const MOST_LINKS = 40

/** Where a path leads, all links followed, as a path without any; of a file that is not there yet, where it would be made. */
export function trueName(path: string): string {
  let at = resolve(path)
  for (let links = 0; links <= MOST_LINKS; links++) {
    const there = ifThere(() => realpathSync(at), path)
    if (there !== undefined) return there
    const link = ifThere(() => lstatSync(at), path)?.isSymbolicLink()
    if (!link) return join(trueFolder(dirname(at), path), basename(at))
    at = resolve(dirname(at), readlinkSync(at))
  }
  throw new InputError(`${path} is a link that leads nowhere`)
}

function trueFolder(folder: string, path: string): string {
  const there = ifThere(() => realpathSync(folder), path)
  if (there === undefined) {
    const said = folder === dirname(resolve(path)) ? dirname(path) : folder
    throw new InputError(`there is no folder ${said} for ${path}`)
  }
  return there
}

/** What names a file whatever paths lead to it, hard links too: device and inode; undefined where there is none. */
export function identity(path: string): string | undefined {
  const stats = ifThere(() => statSync(path, { bigint: true }), path)
  return stats && fileOf(stats)
}

/** Which file these are of, whatever its name. */
export const fileOf = ({ dev, ino }: BigIntStats) => `${dev}:${ino}`

/** Whether two paths mean one file: the same device and inode, or one place where no file is yet. */
export function sameFile(one: string, other: string): boolean {
  const [first, second] = [identity(one), identity(other)]
  return first === undefined && second === undefined ? wouldBe(one) === wouldBe(other) : first === second
}

function wouldBe(path: string): string {
  try {
    return trueName(path)
  } catch {
    return resolve(path) // nothing can be there
  }
}

/** A path with the word for what is there, as in `the store`. */
export type Named = readonly [what: string, path: string]

/** Refuses an output that would take the place of something that is read, or of another output. */
export function checkApart(outputs: readonly Named[], inputs: readonly Named[]): void {
  outputs.forEach(([what, path], k) => {
    const same = [...inputs, ...outputs.slice(0, k)].find(([, other]) => sameFile(other, path))
    if (same === undefined) return
    const named = same[1] === path ? path : `${path} (${same[1]})`
    throw new InputError(`${what} cannot take the place of ${same[0]}: ${named}; give it another name`)
  })
}

function ifThere<T>(ask: () => T, path: string): T | undefined {
  try {
    return ask()
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw new InputError(`cannot reach ${path} (${reason(error)})`)
  }
}
