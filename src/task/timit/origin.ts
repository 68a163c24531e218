import { basename, resolve } from 'node:path'
import { citations } from '../citations.ts'
import { signs } from '../signs.ts'
import type { Splits } from '../task.ts'
import { corpus, type Sentence } from './corpus.ts'

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
  if (sizes.every((size, k) => size === signs.timit.sizes[k])) return citations.timit
  return `${sizes.join(' + ')} sentences ${laidOut}; not the whole of ${corpus.name}`
}
