import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type Flaw, flaw, type Outcome, together } from './flaws.ts'
import type { Examined, SpecimenName } from './specimens.ts'

const script = fileURLToPath(new URL('examiner.ts', import.meta.url))

/** Longer than reading one damaged file ever takes, in seconds. */
const PATIENCE = 60

/** Damaged files from one number to before another. */
export interface Batch {
  readonly kind: SpecimenName
  readonly seed: number
  readonly from: number
  readonly to: number
}

/** Examines damaged files in a process of its own; one that ends or hangs is a flaw, and the next process goes on behind it. */
export async function examine({ kind, seed, from, to }: Batch): Promise<Outcome> {
  const outcomes: Outcome[] = []
  for (let next = from; next < to; ) {
    const { reached, done, flaws, end } = await examineOnce({ kind, seed, from: next, to })
    outcomes.push({ faults: done, flaws: flaws.map((each) => named(each, kind, seed)) })
    if (end === undefined) break
    outcomes.push({ faults: 1, flaws: [named({ ...flaw('foreign', end), at: reached }, kind, seed)] })
    next = reached + 1
  }
  return together(outcomes)
}

type Placed = Flaw & { readonly at: number }

const named = ({ kind, text, at }: Placed, of: SpecimenName, seed: number): Flaw =>
  flaw(kind, `test/chaos/examiner.ts ${of} ${seed} ${at} ${at + 1}: ${text}`)

async function examineOnce({ kind, seed, from, to }: Batch) {
  const child = spawn(process.execPath, [script, kind, String(seed), String(from), String(to)], {
    env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'odyssey-compiled') },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const flaws: Placed[] = []
  let [reached, done, hung, err] = [from, 0, false, '']
  const hang = () => {
    hung = true
    child.kill('SIGKILL')
  }
  let watchdog = setTimeout(hang, 1000 * PATIENCE)
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  const closed = once(child, 'close')
  for await (const line of createInterface({ input: child.stdout })) {
    clearTimeout(watchdog)
    watchdog = setTimeout(hang, 1000 * PATIENCE)
    const { at, flaws: found } = JSON.parse(line) as { at: number } & Partial<Examined>
    reached = at
    if (found === undefined) continue
    done += 1
    flaws.push(...found.map((each) => ({ ...each, at })))
  }
  const [code, signal] = await closed
  clearTimeout(watchdog)
  const end = code === 0 ? undefined : hung ? `no answer in ${PATIENCE} s` : `ended with ${code ?? signal}: ${err}`
  return { reached, done, flaws, end }
}
