import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { Sequence } from '../../engine/engine.ts'
import { briefly, InputError } from '../../math/input-error.ts'
import { checkWhole } from '../../math/whole-number.ts'
import { citations } from '../citations.ts'
import { type Corpus, contentOf } from '../file.ts'
import { DATA_FOLDER, howToGet } from '../source.ts'
import type { Splits, Task } from '../task.ts'
import { originOf } from './origin.ts'
import { jsbSource } from './source.ts'

const LOWEST = 21
const HIGHEST = 108
const KEYS = HIGHEST - LOWEST + 1

/** The chorales have 0.4 MB; other pieces in this form may have many times that. */
const corpus: Corpus = { name: 'chorales', largest: 2 ** 26, howToGet: howToGet(jsbSource, 'jsb') }

/** JSB Chorales: the next chord of a four-part chorale, a step per quarter note, as 88 keys that sound or not. */
export const jsb: Task = {
  name: 'jsb',
  question: 'Which keys sound in the next chord of a chorale by Bach?',
  source: citations.jsb,
  inputs: KEYS,
  outputs: KEYS,
  symbols: Array.from({ length: KEYS }, (_, key) => noteAt(LOWEST + key)),
  inputsAre: 'notes',
  directions: 1,
  loss: 'sigmoid',
  metric: 'nats',
  load: ({ data = DATA_FOLDER }) => {
    const file = fileAt(data)
    const splits = readChorales(contentOf(file, corpus).toString('utf8'), file)
    return { ...splits, source: originOf(splits, file) }
  },
}

/** The name of a pitch; middle C, 60, is C4. */
function noteAt(pitch: number): string {
  const names = ['C', 'C♯', 'D', 'D♯', 'E', 'F', 'F♯', 'G', 'G♯', 'A', 'A♯', 'B']
  return `${names[pitch % 12]}${Math.floor(pitch / 12) - 1}`
}

/** The file itself, or the one of the usual name in a folder. */
function fileAt(data: string): string {
  try {
    return statSync(data).isDirectory() ? join(data, jsbSource.file) : data
  } catch {
    return data === DATA_FOLDER ? join(data, jsbSource.file) : data
  }
}

/**
 * The chorales in a text of the form {"train": [[[midi pitch, …], …], …], "valid": …, "test": …}: frames 0 to T − 2 are inputs,
 * 1 to T − 1 targets. Anything else is refused, with its place in `file`.
 */
export function readChorales(text: string, file: string): Splits {
  const content = parsed(text, file)
  if (!isObject(content))
    throw new InputError(`${file} must hold {"train": …, "valid": …, "test": …}, not ${briefly(content)}`)
  const split = (name: string) => {
    const chorales = Object.hasOwn(content, name) ? content[name] : undefined
    if (!Array.isArray(chorales) || chorales.length === 0)
      throw new InputError(`${file}, ${name}: must be a list of chorales, not ${briefly(chorales)}`)
    return chorales.map((chorale, k) => sequenceOf(chorale, `${file}, ${name}, chorale ${k}`))
  }
  return { training: split('train'), validation: split('valid'), test: split('test') }
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new InputError(`${file} is no JSON: it may be cut short or damaged; ${howToGet(jsbSource, 'jsb')}`)
  }
}

function sequenceOf(chorale: unknown, where: string): Sequence {
  if (!Array.isArray(chorale)) throw new InputError(`${where}: must be a list of frames, not ${briefly(chorale)}`)
  if (chorale.length < 2) throw new InputError(`${where}: must have at least 2 frames, not ${chorale.length}`)
  const steps = chorale.length - 1
  const roll = new Float32Array((steps + 1) * KEYS)
  chorale.forEach((frame: unknown, t) => {
    if (!Array.isArray(frame))
      throw new InputError(`${where}, frame ${t}: must be a list of pitches, not ${briefly(frame)}`)
    for (const pitch of frame) {
      checkWhole(pitch, `${where}, frame ${t}: a pitch`, LOWEST, HIGHEST)
      roll[t * KEYS + pitch - LOWEST] = 1
    }
  })
  return { steps, inputs: roll.subarray(0, steps * KEYS), targets: roll.subarray(KEYS) }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
