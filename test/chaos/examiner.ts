/**
 * A process that examines damaged files of a kind, from one number to before another, and says of each when it begins and what came
 * of it: `examiner.ts KIND SEED FROM TO`. The same words do the same again.
 */
import { mkdtempSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stream } from '../../src/math/random.ts'
import { type SpecimenName, specimens } from './specimens.ts'

const [kind, ...numbers] = process.argv.slice(2)
const [seed, from, to] = numbers.map(Number)
const say = (line: object) => writeSync(1, `${JSON.stringify(line)}\n`)

const folder = mkdtempSync(join(tmpdir(), `odyssey-chaos-${kind}-`))
try {
  const examine = await specimens[kind as SpecimenName](folder)
  for (let at = from; at < to; at++) {
    say({ at })
    say({ at, ...(await examine(stream(seed, kind, at))) })
  }
} finally {
  rmSync(folder, { recursive: true })
}
