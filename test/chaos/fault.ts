import { existsSync, rmSync } from 'node:fs'
import type { Stream } from '../../src/math/random.ts'
import type { Circumstances, End } from './command.ts'
import { type Call, calls, type Failure, shimEnvironment } from './shim.ts'

/** What strikes a command. */
export interface Fault {
  readonly circumstances: Circumstances
  /** Ends that are right besides those that always are. */
  readonly mayEnd?: (end: End) => boolean
  /** Whether it did strike. */
  readonly struck: (end: End) => boolean
}

/** Nothing strikes. */
export const none: Fault = { circumstances: {}, struck: () => false }

/** The library that lets system calls go wrong, and how many of each kind a command makes that nobody disturbs. */
export interface Shim {
  readonly library: string
  readonly counts: Readonly<Record<Call, number>>
}

/** One of a command’s calls on files below a folder goes wrong in this way, once or from then on. */
export function failedCall(random: Stream, { library, counts }: Shim, folder: string, how: Failure['how']): Fault {
  const possible = calls.filter((each) => counts[each] > 0 && (how !== 'short' || each === 'write'))
  const call = possible[random.integer(possible.length)]
  const failure = { call, at: 1 + random.integer(counts[call]), how, lasting: random.integer(2) === 0 }
  const struck = `${folder}.struck`
  rmSync(struck, { force: true })
  return {
    circumstances: { env: shimEnvironment(library, folder, { failure, struck }) },
    mayEnd: ({ signal }) => how === 'kill' && signal === 'SIGKILL',
    struck: () => existsSync(struck),
  }
}

/** A disk on which no file can grow beyond so many kB. */
export function fullDisk(random: Stream): Fault {
  return {
    circumstances: { limits: { f: 2 + random.integer(160) } },
    struck: ({ code }) => code !== 0,
  }
}
