import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { openStore } from '../../src/store/open.ts'
import { trialName } from '../../src/study/trial.ts'
import type { TrialRecord } from '../../src/train/record.ts'
import { type End, odysseyUnder } from './command.ts'
import { type Flaw, flaw, isOneLine } from './flaws.ts'
import { computed } from './records.ts'

const file = fileURLToPath(new URL('study.ts', import.meta.url))

/** Cells of the study, each with as many trials. */
const CELLS = 2

/** Where a study runs: a folder of its own, with its store and its report. */
export interface Place {
  readonly folder: string
  readonly store: string
  readonly report: string
}

/** A new folder, within another or where temporary files are. */
export function newPlace(within: string = tmpdir()): Place {
  const folder = mkdtempSync(join(within, 'odyssey-chaos-'))
  return placeIn(folder)
}

/** The store and the report in a folder. */
export function placeIn(folder: string): Place {
  return { folder, store: join(folder, 'tiny.sqlite'), report: join(folder, 'tiny-report.html') }
}

/** The words of a run of so many trials a cell. */
export function runWords({ store }: Pick<Place, 'store'>, trials: number): string[] {
  return ['run', file, '--store', store, '--trials', String(trials), '--workers', '2']
}

/** The trials in the store of a place, read from a copy, so that what a broken run left is there for the next; none where there is no store yet. */
export async function kept({ store }: Pick<Place, 'store'>): Promise<TrialRecord[]> {
  if (!existsSync(store)) return []
  const folder = mkdtempSync(join(tmpdir(), 'odyssey-chaos-copy-'))
  try {
    const copy = join(folder, 'copy.sqlite')
    for (const ending of ['', '-wal']) if (existsSync(store + ending)) copyFileSync(store + ending, copy + ending)
    return await trialsOf(copy)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The trials of the study in a store; none where the run ended before it had registered its study, or made its tables. */
async function trialsOf(path: string): Promise<TrialRecord[]> {
  const opened = await openStore(path)
  try {
    return (await opened.studies()).includes('tiny') ? await opened.trials('tiny') : []
  } finally {
    await opened.close()
  }
}

/** What the study gives when nobody disturbs it, and how long its smallest run takes. */
export interface Quiet {
  readonly trials: ReadonlyMap<string, ReturnType<typeof computed>>
  /** Milliseconds of a run of `least` trials a cell. */
  readonly duration: number
}

/** Runs the study undisturbed: first the fewest trials a cell, then the most. */
export async function quietly({ least, most }: { least: number; most: number }): Promise<Quiet> {
  const place = newPlace()
  try {
    const start = performance.now()
    await finished(place, least)
    const duration = performance.now() - start
    await finished(place, most)
    return { trials: new Map((await kept(place)).map((record) => [trialName(record), computed(record)])), duration }
  } finally {
    rmSync(place.folder, { recursive: true })
  }
}

async function finished(place: Place, trials: number): Promise<void> {
  const end = await odysseyUnder(runWords(place, trials))
  if (end.code !== 0) throw new Error(`the study does not even run undisturbed: ${end.err}`)
}

/** What is wrong with the trials of a store after a fault, by those it had before. */
export function trialFlaws(before: readonly TrialRecord[], after: readonly TrialRecord[], quiet: Quiet): Flaw[] {
  const now = new Map(after.map((record) => [trialName(record), record]))
  return [
    ...before.flatMap((record) => {
      const again = now.get(trialName(record))
      if (again === undefined) return [flaw('lost', `${trialName(record)} was in the store`)]
      return isDeepStrictEqual(again, record) ? [] : [flaw('twice', `${trialName(record)} is another than before`)]
    }),
    ...after
      .filter((record) => !isDeepStrictEqual(computed(record), quiet.trials.get(trialName(record))))
      .map((record) => flaw('bits', `${trialName(record)}: ${JSON.stringify(record.outcome).slice(0, 300)}`)),
  ]
}

/** What is wrong with the end of a run that asked for so many trials a cell, by what is in its store then. */
export function endFlaws(end: End, after: readonly TrialRecord[], trials: number): Flaw[] {
  const told = Math.max(0, ...[...end.err.matchAll(/^(\d+) of \d+/gm)].map(([, done]) => Number(done)))
  const asked = after.filter(({ number }) => number < trials).length
  return [
    ...(told > asked ? [flaw('lost', `${told} trials were done, ${asked} are in the store`)] : []),
    ...(end.code === 0 && asked < CELLS * trials
      ? [flaw('silent', `exit code 0 with ${asked} of ${CELLS * trials} trials`)]
      : []),
  ]
}

/** What is wrong with the way a command ended: right are 0, and 2 with one line of ours; `more` says what else is. */
export function foreignEnd(end: End, more: (end: End) => boolean = () => false): Flaw[] {
  const said = withoutProgress(end.err).trimEnd()
  if (!end.hung && (end.code === 0 || more(end))) return []
  if (!end.hung && end.code === 2 && isOneLine(said) && said.startsWith('odyssey: ') && !said.includes('(unexpected'))
    return []
  const how = end.hung ? 'hung' : `ended with ${end.code ?? end.signal}`
  return [flaw('foreign', `odyssey ${end.words.join(' ')} ${how}: ${said.slice(-1500)}`)]
}

/** What is said on stderr besides the progress of a run. */
function withoutProgress(said: string): string {
  return said
    .split('\n')
    .filter((line) => !/^\d+ of \d+.*; best on validation: |^\S+: \d+ trials.*, workers: \d+$/.test(line))
    .join('\n')
}

/** What is wrong with a page: it must be whole where it is. */
export function pageFlaws(path: string): Flaw[] {
  if (!existsSync(path)) return []
  const page = readFileSync(path, 'utf8')
  if (page.startsWith('<!doctype html>') && page.trimEnd().endsWith('</html>')) return []
  return [flaw('lost', `half a page: ${path} has ${page.length} characters`)]
}
