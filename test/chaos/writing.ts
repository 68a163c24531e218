/**
 * What is done to commands that write one thing: a report, an archive, or a store by an import. What was there before stays as it is,
 * or what the command makes undisturbed has taken its place; then the same command, undisturbed, makes the same.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Stream } from '../../src/math/random.ts'
import { odysseyUnder } from './command.ts'
import { type Fault, failedCall, fullDisk, none } from './fault.ts'
import { type Flaw, flaw, type Outcome } from './flaws.ts'
import { foreignEnd, kept, runWords } from './place.ts'
import { type Call, callsUnder } from './shim.ts'

/** What a command leaves in a folder, by name. */
type Content = Readonly<Record<string, unknown>>

interface Writing {
  /** Its words, to write the old or the new. */
  readonly words: (folder: string, source: 'old' | 'new') => string[]
  readonly content: (folder: string) => Promise<Content>
}

const exporting = (archive: string): Writing => ({
  words: (folder, source) => ['export', join(folder, archive), '--store', join(folder, `${source}.sqlite`)],
  content: async (folder) => filesIn(folder, [archive]),
})

const writings = {
  report: {
    words: (folder, source) => [
      ...['report', '--store', join(folder, `${source}.sqlite`)],
      ...['-o', join(folder, 'page.html'), '--figures', join(folder, 'figures')],
    ],
    content: async (folder) => {
      const figures = existsSync(join(folder, 'figures')) ? readdirSync(join(folder, 'figures')) : []
      const whole = figures.filter((name) => !name.endsWith('.part'))
      return filesIn(folder, ['page.html', ...whole.map((name) => join('figures', name))])
    },
  },
  export: exporting('archive.jsonl'),
  'compressed export': exporting('archive.jsonl.gz'),
  import: {
    words: (folder, source) => ['import', join(folder, `${source}.jsonl`), '--store', join(folder, 'store.sqlite')],
    content: async (folder) => ({ store: await kept({ store: join(folder, 'store.sqlite') }) }),
  },
} satisfies Record<string, Writing>

export type WritingName = keyof typeof writings

function filesIn(folder: string, names: readonly string[]): Content {
  const there = names.filter((name) => existsSync(join(folder, name)))
  return Object.fromEntries(there.map((name) => [name, readFileSync(join(folder, name), 'latin1')]))
}

/** Sources of all writings, with what each has written from the old one; and what it writes from the new one. */
export interface Written {
  readonly folder: string
  readonly made: Readonly<Record<WritingName, { readonly before: Content; readonly after: Content }>>
}

const SOURCES = ['old.sqlite', 'new.sqlite', 'old.jsonl', 'new.jsonl']

/** Makes everything undisturbed, in a folder that is the caller’s to remove. */
export async function writtenQuietly(): Promise<Written> {
  const folder = mkdtempSync(join(tmpdir(), 'odyssey-chaos-written-'))
  for (const [source, trials] of [['old', 1] as const, ['new', 4] as const]) {
    const store = join(folder, `${source}.sqlite`)
    await quiet(runWords({ store }, trials))
    await quiet(['export', join(folder, `${source}.jsonl`), '--store', store])
  }
  const made: [string, { before: Content; after: Content }][] = []
  for (const [name, { words, content }] of Object.entries(writings)) {
    const own = join(folder, name)
    mkdirSync(own)
    for (const source of SOURCES) cpSync(join(folder, source), join(own, source))
    await quiet(words(own, 'old'))
    const later = `${own} later`
    cpSync(own, later, { recursive: true })
    const before = await content(later)
    await quiet(words(later, 'new'))
    made.push([name, { before, after: await content(later) }])
  }
  return { folder, made: Object.fromEntries(made) as Written['made'] }
}

async function quiet(words: readonly string[]): Promise<void> {
  const end = await odysseyUnder(words)
  if (end.code !== 0) throw new Error(`odyssey ${words.join(' ')} does not even run undisturbed: ${end.err}`)
}

/** Strikes a command that writes so many times, each on what was there before. */
export async function struckWriting(
  random: Stream,
  { folder, made }: Written,
  { name, library, times }: { name: WritingName; library: string; times: number },
): Promise<Outcome> {
  const { words, content } = writings[name]
  const { before, after } = made[name]
  const home = mkdtempSync(join(tmpdir(), 'odyssey-chaos-'))
  const flaws: Flaw[] = []
  let faults = 0
  const struckIn = async (place: string, { circumstances, mayEnd, struck }: Fault) => {
    const parts = partsIn(place) // of a writing that was killed before
    const end = await odysseyUnder(words(place, 'new'), circumstances)
    if (struck(end)) faults += 1
    flaws.push(...foreignEnd(end, mayEnd), ...halves(await content(place), before, after))
    if (end.code === 0 && !isDeepStrictEqual(await content(place), after))
      flaws.push(flaw('silent', `odyssey ${end.words.join(' ')}: exit code 0, and it is not written`))
    if (end.signal !== 'SIGKILL')
      flaws.push(...partsIn(place).flatMap((part) => (parts.includes(part) ? [] : [flaw('left', part)])))
    flaws.push(...changedIn(place, folder))
  }
  try {
    let counts: Record<Call, number> | undefined
    for (let time = 1; time <= times; time++) {
      const place = join(home, String(time))
      const fresh = () => cpSync(join(folder, name), place, { recursive: true })
      fresh()
      counts ??= await callsUnder(library, place, (env) => odysseyUnder(words(place, 'new'), { env }))
      rmSync(place, { recursive: true })
      fresh()
      const how = (['EIO', 'ENOSPC', 'short', 'kill', 'full'] as const)[random.integer(5)]
      await struckIn(place, how === 'full' ? fullDisk(random) : failedCall(random, { library, counts }, place, how))
      await struckIn(place, none)
    }
    return { faults, flaws }
  } finally {
    rmSync(home, { recursive: true })
  }
}

/** What is neither as it was nor as it should become. */
function halves(now: Content, before: Content, after: Content): Flaw[] {
  const names = new Set([before, now, after].flatMap(Object.keys))
  return [...names]
    .filter((name) => ![before, after].some((whole) => isDeepStrictEqual(whole[name], now[name])))
    .map((name) => flaw('lost', `${name} is neither the old one nor the new one`))
}

function partsIn(place: string): string[] {
  return readdirSync(place, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.part'))
}

/** What is read stays as it is, to the byte. */
function changedIn(place: string, folder: string): Flaw[] {
  return SOURCES.filter((name) => !readFileSync(join(place, name)).equals(readFileSync(join(folder, name)))).map(
    (name) => flaw('lost', `${name}, which is only read, has changed`),
  )
}
