import { join } from 'node:path'
import { InputError } from '../../math/input-error.ts'
import { type Corpus, namesIn } from '../file.ts'
import { pause } from '../read-each.ts'
import type { Splits } from '../task.ts'
import { type Half, isHeldOut, splitOf } from './splits.ts'

/** The files of a spoken sentence. */
export interface Sentence {
  /** Who speaks, as FCJF0. */
  readonly speaker: string
  readonly recording: string
  readonly labels: string
}

const LAYOUT = 'TIMIT/{TRAIN,TEST}/DR1…DR8/SPEAKER/SX1.WAV and SX1.PHN'

/** The corpus; its name is that of its folder. */
export const corpus: Corpus = {
  name: 'TIMIT',
  largest: 2 ** 21,
  howToGet: `TIMIT comes from the Linguistic Data Consortium (LDC93S1); unpack it and point --data at the folder with ${LAYOUT}`,
}

/**
 * The sentences of each split, SI and SX only, in the order of their names. `data` is the folder with TRAIN and TEST or one above
 * it that holds it as TIMIT; names may be in either letter case.
 */
export async function sentencesIn(data: string, signal?: AbortSignal): Promise<Record<keyof Splits, Sentence[]>> {
  const halves = halvesIn(data)
  if (halves === undefined) throw new InputError(`no TIMIT in ${data}: ${corpus.howToGet}`)
  const found: Record<keyof Splits, Sentence[]> = { training: [], validation: [], test: [] }
  for (const half of ['TRAIN', 'TEST'] as const) {
    for (const region of entriesIn(halves[half], /^DR\d+$/).values()) {
      for (const [speaker, folder] of entriesIn(region, /^[FM][A-Z]{3}\d$/)) {
        await pause(signal)
        checkSpeaker(half, speaker, folder)
        const split = splitOf(half, speaker)
        if (split === undefined) continue
        for (const sentence of sentencesOf(speaker, folder)) found[split].push(sentence)
      }
    }
  }
  for (const [split, [half, whose]] of Object.entries(PLACES)) {
    if (found[split as keyof Splits].length === 0)
      throw new InputError(`${halves[half]} has no SI or SX sentence of ${whose}: it must have ${LAYOUT}`)
  }
  return found
}

const PLACES: Readonly<Record<keyof Splits, readonly [Half, string]>> = {
  training: ['TRAIN', 'any speaker'],
  validation: ['TEST', 'a speaker of the development set, as FAKS0'],
  test: ['TEST', 'a speaker of the core test set, as MDAB0'],
}

/** The folders TRAIN and TEST, here or so many folders named TIMIT below: two on the disc. */
function halvesIn(folder: string, below = 2): Record<Half, string> | undefined {
  const entries = entriesIn(folder, /^(TRAIN|TEST|TIMIT)$/)
  const [train, test, next] = ['TRAIN', 'TEST', 'TIMIT'].map((name) => entries.get(name))
  if (train !== undefined && test !== undefined) return { TRAIN: train, TEST: test }
  if (next !== undefined && below > 0) return halvesIn(next, below - 1)
  if (train !== undefined) throw new InputError(`no folder ${join(folder, 'TEST')} beside ${train}`)
  return undefined
}

/** The paths of what a folder holds under names that fit when in capitals, by these, in their order. */
function entriesIn(folder: string, fits: RegExp): Map<string, string> {
  const entries = new Map<string, string>()
  const found = namesIn(folder, LAYOUT)
  if (found === undefined) throw new InputError(`no folder ${folder}: ${corpus.howToGet}`)
  const names = found.map((name) => [name.toUpperCase(), name] as const)
  for (const [capitals, name] of names.sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!fits.test(capitals)) continue
    const other = entries.get(capitals)
    if (other !== undefined) throw new InputError(`${join(folder, name)} and ${other} cannot both be ${capitals}`)
    entries.set(capitals, join(folder, name))
  }
  return entries
}

/** Who is validated or tested on must not be trained on. */
function checkSpeaker(half: Half, speaker: string, folder: string): void {
  if (half === 'TRAIN' && isHeldOut(speaker))
    throw new InputError(`${folder}: ${speaker} is a speaker of TEST, and cannot be in TRAIN`)
}

function sentencesOf(speaker: string, folder: string): Sentence[] {
  const recordings = entriesIn(folder, /^S[IX]\d+\.WAV$/)
  const labels = entriesIn(folder, /^S[IX]\d+\.PHN$/)
  const names = new Set([...recordings.keys(), ...labels.keys()].map((name) => name.slice(0, -4)))
  return [...names].sort().map((name) => ({
    speaker,
    recording: beside(recordings, `${name}.WAV`, folder),
    labels: beside(labels, `${name}.PHN`, folder),
  }))
}

function beside(entries: Map<string, string>, name: string, folder: string): string {
  const path = entries.get(name)
  if (path === undefined) throw new InputError(`no file ${join(folder, name)}: each sentence has a .WAV and a .PHN`)
  return path
}
