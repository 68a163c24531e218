import { basename, resolve } from 'node:path'
import type { Splits } from '../task.ts'
import { corpus, type Sentence } from './corpus.ts'

/** Where the corpus itself comes from. */
export const TIMIT = `${corpus.name}: Garofolo et al. (1993), Linguistic Data Consortium, LDC93S1`

/** SI and SX sentences of the corpus in training, validation and test. */
const SIZES = [3696, 400, 192]

/**
 * What these sentences are, so that reports name the corpus that was used: TIMIT only if they are as many in each split. Synthetic
 * speech is known by its speakers in training, who are the voices kal, ked and slt of the synthesiser Festival.
 */
export function originOf(sentences: Readonly<Record<keyof Splits, readonly Sentence[]>>, data: string): string {
  const { training, validation, test } = sentences
  const sizes = [training, validation, test].map(({ length }) => length)
  const laidOut = `laid out as ${corpus.name}, in the folder ${basename(resolve(data))}`
  if (training.every(({ speaker }) => /^[FM](KAL|KED|SLT)\d$/.test(speaker)))
    return `synthetic speech, by the voices of Festival, ${laidOut}; not ${corpus.name}`
  if (sizes.every((size, k) => size === SIZES[k])) return TIMIT
  return `${sizes.join(' + ')} sentences ${laidOut}; not the whole of ${corpus.name}`
}
