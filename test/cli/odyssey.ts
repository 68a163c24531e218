import { spawn } from 'node:child_process'
import { once } from 'node:events'
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

/** Runs the command line as a process of its own; `onErr` sees its progress as it goes on, `input` is what it reads from stdin. */
export async function odyssey(
  words: readonly string[],
  {
    cwd,
    onErr,
    input,
  }: { cwd?: string; input?: string; onErr?: (text: string, kill: (signal: NodeJS.Signals) => void) => void } = {},
): Promise<Said> {
  const { FORCE_COLOR: _, ...inherited } = process.env
  // what one process compiled the next finds: half of the time that a short command takes
  const env = { ...inherited, NO_COLOR: '1', NODE_COMPILE_CACHE: join(tmpdir(), 'odyssey-compiled') }
  const child = spawn(process.execPath, [bin, ...words], { env, ...(cwd !== undefined && { cwd }) })
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
