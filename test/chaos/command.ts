import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const bin = fileURLToPath(new URL('../../bin/odyssey.js', import.meta.url))

/** How a command ended, and what it said. */
export interface End {
  readonly words: readonly string[]
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly out: string
  readonly err: string
  /** Whether it had to be killed because it took too long. */
  readonly hung: boolean
}

/** What a command runs under. */
export interface Circumstances {
  readonly env?: Readonly<Record<string, string>>
  /** Limits of the shell’s `ulimit`, as `{ v: 4_000_000 }`. */
  readonly limits?: Readonly<Record<string, number>>
  /** Where its output goes: it is read, or nobody reads it, or it goes where nothing fits. */
  readonly output?: 'read' | 'left' | 'full'
  /** Told of the process when it starts, and of its stderr, with the progress of a run, whenever there is more. */
  readonly onStart?: (child: ChildProcess) => void
  readonly onSaid?: (text: string, child: ChildProcess) => void
  /** After which it counts as hanging. */
  readonly seconds?: number
}

/** Runs `odyssey` with these words as a process of its own. */
export async function odysseyUnder(words: readonly string[], circumstances: Circumstances = {}): Promise<End> {
  const { env = {}, limits = {}, output = 'read', onStart, onSaid, seconds = 180 } = circumstances
  const full = output === 'full' ? openSync('/dev/full', 'w') : undefined
  const child = spawn('/bin/sh', ['-c', `${limiting(limits)}exec "$@"`, 'sh', process.execPath, bin, ...words], {
    env: { ...inherited(), NO_COLOR: '1', NODE_COMPILE_CACHE: join(tmpdir(), 'odyssey-compiled'), ...env },
    stdio: ['ignore', full ?? 'pipe', 'pipe'],
  })
  if (full !== undefined) closeSync(full)
  let [out, err, hung] = ['', '', false]
  const watchdog = setTimeout(() => {
    hung = true
    child.kill('SIGKILL')
  }, 1000 * seconds)
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    err += text
    onSaid?.(err, child)
  })
  if (output === 'left') child.stdout?.destroy()
  onStart?.(child)
  const [code, signal] = await once(child, 'close')
  clearTimeout(watchdog)
  return { words, code, signal, out, err, hung }
}

const limiting = (limits: Readonly<Record<string, number>>) =>
  Object.entries(limits)
    .map(([name, value]) => `ulimit -${name} ${value}; `)
    .join('')

function inherited(): NodeJS.ProcessEnv {
  const { FORCE_COLOR: _, NODE_OPTIONS: __, VITEST: ___, ...rest } = process.env
  return rest
}
