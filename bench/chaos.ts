/**
 * Is anything lost, done twice, or false, whatever is done from outside? Whole commands are killed, stopped, starved of disk and
 * memory, and their system calls fail; archives, stores and data are damaged and read. Everything is drawn by the seed, but for the
 * moments of kills and signals, which the clock decides. Ends with 1 if anything that must not happen did.
 *
 *     npm run -s bench:chaos -- [--seed 1] [--faults 1000] [--archives 5000] [--stores 1200] [--data 3000] [--only NAME] [--at 17]
 *
 * `--only` takes one line of the table, and `--at` one of its cases, to see it again.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { stream } from '../src/math/random.ts'
import { examine } from '../test/chaos/examine.ts'
import { callsOfARun, type FaultName, faultKinds, MORE, type Tools } from '../test/chaos/faults.ts'
import { type FlawKind, flawKinds, type Outcome, together } from '../test/chaos/flaws.ts'
import { quietly } from '../test/chaos/place.ts'
import { compiledShim } from '../test/chaos/shim.ts'
import { type SpecimenName, specimens } from '../test/chaos/specimens.ts'
import { writtenQuietly } from '../test/chaos/writing.ts'
import { number, oneOf, optionsOf } from './options.ts'

const { seed, faults, archives, stores, data, only, at } = optionsOf({
  seed: number(1, 0),
  faults: number(1000, 0),
  archives: number(5000, 0),
  stores: number(1200, 0),
  data: number(3000, 0),
  only: oneOf('line', { ...faultKinds, ...specimens }),
  at: number(undefined, 0),
})
/** Of all faults that strike whole commands, the parts of each kind. */
const parts: Readonly<Record<FaultName, number>> = {
  killed: 0.22,
  'killed before a call': 0.22,
  'failing call': 0.16,
  signal: 0.08,
  'stopped and woken': 0.06,
  'full disk': 0.06,
  'no memory': 0.04,
  'nobody reads': 0.04,
  'store removed': 0.02,
  report: 0.02,
  export: 0.02,
  'compressed export': 0.02,
  import: 0.02,
  'two runs': 0.02,
}

/** Faults that strike one store, or one writing. */
const ROUNDS = 6

/** Damaged files of each kind. */
const damaged: Readonly<Record<SpecimenName, number>> = {
  archive: archives,
  store: stores,
  resumed: stores / 12,
  log: stores / 4,
  jsb: data / 3,
  timit: data / 3,
  iam: data / 3,
  cache: data / 15,
}

/** Cases that are done one after the other, some at once. */
interface Line {
  readonly name: string
  readonly about: string
  readonly cases: readonly (() => Promise<Outcome>)[]
}

const BATCH = 100

function fileLines(): Line[] {
  return Object.entries(damaged).map(([name, count]) => {
    const [from, to] = at === undefined ? [0, Math.ceil(count)] : [at, at + 1]
    const starts = Array.from({ length: Math.ceil((to - from) / BATCH) }, (_, k) => from + k * BATCH)
    const kind = name as SpecimenName
    const cases = starts.map((start) => () => examine({ kind, seed, from: start, to: Math.min(to, start + BATCH) }))
    return { name, about: 'damaged files', cases }
  })
}

function commandLines(tools: Tools): Line[] {
  return Object.entries(faultKinds).map(([name, kind]) => {
    const count = Math.ceil((1.1 * faults * parts[name as FaultName]) / ('repeated' in kind ? ROUNDS : 1))
    const numbers = at === undefined ? Array.from({ length: count }, (_, k) => k) : [at]
    if ('shim' in kind && tools.shim === undefined) return { name, about: 'skipped: no C compiler', cases: [] }
    const cases = numbers.map((number) => async () => {
      const { faults, flaws } = await kind.strike(stream(seed, name, number), tools)
      return {
        faults,
        flaws: flaws.map((each) => ({ ...each, text: `--only "${name}" --at ${number}: ${each.text}` })),
      }
    })
    return { name, about: kind.about, cases }
  })
}

/** Does all cases of a line, as many at once as there are processors. */
async function done({ cases }: Line): Promise<Outcome> {
  const waiting = cases.values()
  const lane = async () => {
    const outcomes: Outcome[] = []
    for (const next of waiting) outcomes.push(await next())
    return together(outcomes)
  }
  return together(await Promise.all(Array.from({ length: availableParallelism() }, lane)))
}

const kinds = Object.keys(flawKinds) as FlawKind[]

function row(name: string, { faults, flaws }: Outcome): string {
  const counts = kinds.map((kind) => flaws.filter((each) => each.kind === kind).length)
  return `| ${[name, faults, ...counts].join(' | ')} |`
}

const SHOWN = 5

const folder = mkdtempSync(join(tmpdir(), 'odyssey-chaos-shim-'))
const written = await writtenQuietly()
try {
  const start = performance.now()
  const library = compiledShim(folder)
  const shim = library === undefined ? undefined : { library, counts: await callsOfARun(library) }
  const quiet = await quietly({ least: MORE, most: MORE * ROUNDS })
  console.log(`| fault | times | ${kinds.join(' | ')} |`)
  console.log(`|---|--:|${kinds.map(() => '--:|').join('')}`)
  const outcomes: Outcome[] = []
  const lines = [...commandLines({ quiet, rounds: ROUNDS, shim, written }), ...fileLines()]
  for (const line of lines.filter(({ name }) => only === undefined || name === only)) {
    const outcome = await done(line)
    outcomes.push(outcome)
    console.log(row(line.cases.length === 0 ? `${line.name} (${line.about})` : line.name, outcome))
    for (const { kind, text } of outcome.flaws.slice(0, SHOWN)) console.error(`${kind}: ${text}`)
  }
  const all = together(outcomes)
  console.log(row('all', all))
  console.log(`seed ${seed}, ${Math.round((performance.now() - start) / 1000)} s`)
  if (all.flaws.length > 0) process.exitCode = 1
} finally {
  for (const used of [folder, written.folder]) rmSync(used, { recursive: true })
}
