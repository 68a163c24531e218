import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const bin = fileURLToPath(new URL('../../bin/odyssey.js', import.meta.url))

/** What a command said, and how it ended. */
export interface Said {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/**
 * Runs the command line in this process: a process of its own takes a hundred times as long to refuse bad input. Its sources are
 * loaded by Node, as `bin/odyssey.js` loads them, not by Vitest, so that study files and worker threads are what they are there.
 * Commands must not overlap; a study file that was read before is not read again.
 */
export async function odyssey(words: readonly string[], { cwd = process.cwd() }: { cwd?: string } = {}): Promise<Said> {
  const { main } = createRequire(import.meta.url)('../../src/cli/main.ts') as typeof import('../../src/cli/main.ts')
  const { env, exitCode } = process
  const home = process.cwd()
  const forgetListeners = listenersOf(process, process.stdout, process.stderr)
  const [out, err] = [captured(process.stdout), captured(process.stderr)]
  try {
    process.env = environment()
    process.exitCode = undefined
    process.chdir(cwd)
    await main(words)
    return { code: Number(process.exitCode ?? 0), out: out.text(), err: err.text() }
  } finally {
    process.chdir(home)
    process.exitCode = exitCode
    process.env = env
    forgetListeners()
    for (const { release } of [out, err]) release()
  }
}

/** Keeps what is written to a stream until it is released. */
function captured(stream: NodeJS.WriteStream) {
  const { write } = stream
  let all = ''
  stream.write = (text: string | Uint8Array) => {
    all += text
    return true
  }
  return {
    text: () => all,
    release() {
      stream.write = write
    },
  }
}

/** What takes away the listeners that these get from here on. */
function listenersOf(...emitters: NodeJS.EventEmitter[]): () => void {
  const before = emitters.map((emitter) => ({
    emitter,
    known: new Map(emitter.eventNames().map((name) => [name, emitter.listeners(name)])),
  }))
  return () => {
    for (const { emitter, known } of before) {
      for (const name of emitter.eventNames()) {
        const added = emitter.listeners(name).filter((listener) => !known.get(name)?.includes(listener))
        for (const listener of added) emitter.off(name, listener as () => void)
      }
    }
  }
}

/** Runs the command line as a process of its own; `onErr` sees its progress as it goes on, `input` is what it reads from stdin. */
export async function odysseyProcess(
  words: readonly string[],
  {
    cwd,
    onErr,
    input,
  }: { cwd?: string; input?: string; onErr?: (text: string, kill: (signal: NodeJS.Signals) => void) => void } = {},
): Promise<Said> {
  const child = spawn(process.execPath, [bin, ...words], { env: environment(), ...(cwd !== undefined && { cwd }) })
  if (input !== undefined) child.stdin.end(input)
  let [out, err] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
    onErr?.(text, (signal) => void child.kill(signal))
  })
  const [code] = await once(child, 'close')
  return { code, out, err }
}

/** No colours, and what one process or thread compiled the next finds: half of the time that a short command takes. */
function environment(): NodeJS.ProcessEnv {
  const { FORCE_COLOR: _, ...inherited } = process.env
  return { ...inherited, NO_COLOR: '1', NODE_COMPILE_CACHE: join(tmpdir(), 'odyssey-compiled') }
}
