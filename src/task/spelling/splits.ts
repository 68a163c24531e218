import { hash } from 'node:crypto'
import { stepsFor } from '../../engine/loss/ctc.ts'
import { SPLITS, type Splits } from '../task.ts'

/** A word and the classes of its phones. */
export interface Spoken {
  readonly word: string
  readonly phones: readonly number[]
}

/** The steps that each letter is given: many letters stand for two phones, and equal neighbours need a step between. */
export const STEPS = 2

/**
 * The words of each split, in the order of their SHA-256, by which they are also assigned: a split depends on the word alone, and
 * fewer words of it are its first ones. Words have only letters and apostrophes, and no more phones than CTC can tell in two steps a
 * letter: without abbreviations such as bmw, 27 in all. Of several pronunciations the first counts, so that no word is in two splits.
 */
export function splitsOf(dictionary: ReadonlyMap<string, readonly number[]>): Record<keyof Splits, Spoken[]> {
  const keyed = [...dictionary]
    .filter(([word, phones]) => /^[a-z']+$/.test(word) && stepsFor(phones) <= STEPS * word.length)
    .map(([word, phones]) => ({ word, phones, key: hash('sha256', word) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
  const [training, validation, test] = SPLITS.map((split) => keyed.filter(({ key }) => splitAt(key) === split))
  return { training, validation, test }
}

/** An eighth of the words is for test, and another for validation. */
function splitAt(key: string): keyof Splits {
  if (key < '2') return 'test'
  return key < '4' ? 'validation' : 'training'
}
