import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const source = fileURLToPath(new URL('shim.c', import.meta.url))

/** The library that lets system calls go wrong, compiled into a folder; undefined where there is no compiler or no such thing as `LD_PRELOAD`. */
export function compiledShim(folder: string): string | undefined {
  if (process.platform !== 'linux') return undefined
  const library = join(folder, 'shim.so')
  const words = ['-shared', '-fPIC', '-O2', '-o', library, source, '-ldl']
  const compiled = ['cc', 'gcc', 'clang'].some((compiler) => spawnSync(compiler, words).status === 0)
  return compiled && existsSync(library) ? library : undefined
}

/** The kinds of system calls that can go wrong. */
export const calls = ['read', 'write', 'sync', 'truncate', 'rename', 'open', 'remove'] as const

export type Call = (typeof calls)[number]

/** Which call goes wrong, and how. */
export interface Failure {
  readonly call: Call
  /** From 1, counted among calls of this kind on files below the folder. */
  readonly at: number
  readonly how: 'EIO' | 'ENOSPC' | 'short' | 'kill'
  /** Whether all later ones go wrong too. */
  readonly lasting: boolean
}

/** The environment in which a program's calls on files below a folder are counted into a file, and one goes wrong. */
export function shimEnvironment(
  library: string,
  folder: string,
  { failure, struck, counts }: { failure?: Failure; struck?: string; counts?: string },
): Record<string, string> {
  return {
    LD_PRELOAD: library,
    CHAOS_UNDER: folder,
    ...(failure && { CHAOS_CALL: failure.call, CHAOS_AT: String(failure.at), CHAOS_DO: failure.how }),
    ...(failure?.lasting && { CHAOS_LASTING: '1' }),
    ...(struck !== undefined && { CHAOS_STRUCK: struck }),
    ...(counts !== undefined && { CHAOS_COUNTS: counts }),
  }
}

/** How many calls of each kind a program makes on files below a folder, run in the environment that counts them. */
export async function callsUnder(
  library: string,
  folder: string,
  run: (env: Record<string, string>) => Promise<unknown>,
): Promise<Record<Call, number>> {
  const file = `${folder}.counts`
  await run(shimEnvironment(library, folder, { counts: file }))
  const lines = readFileSync(file, 'utf8').trim().split('\n')
  rmSync(file)
  const counts = lines.map((line): [string, number] => [line.split(' ')[0], Number(line.split(' ')[1])])
  return Object.fromEntries(counts) as Record<Call, number>
}
