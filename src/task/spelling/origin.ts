import { createHash } from 'node:crypto'
import { InputError } from '../../math/input-error.ts'
import { type DataSource, howToGet } from '../source.ts'

/** The dictionary as the npm package `cmu-pronouncing-dictionary` 3.0.0 has it: the same file in its repository and in `node_modules`. */
export const dictionarySource: DataSource = {
  file: 'cmu-pronouncing-dictionary.js',
  url: 'https://raw.githubusercontent.com/words/cmu-pronouncing-dictionary/3.0.0/index.js',
  package: 'cmu-pronouncing-dictionary',
  sha256: 'ef8b2b976d2e5801b7541ebcc7714f538d1ffa0ebb28645259536e2666bd2948',
  about: '135,155 pronunciations of English words, the CMU Pronouncing Dictionary as JavaScript',
  licence: 'BSD 2-clause, © 1993–2014 Carnegie Mellon University; the JavaScript is ISC, © 2015 Zeke Sikelianos',
}

export const CITATION =
  'CMU Pronouncing Dictionary, © 1993–2014 Carnegie Mellon University, as in cmu-pronouncing-dictionary 3.0.0'

/**
 * What these bytes are: the CMU Pronouncing Dictionary, for any other file is refused. Words are assigned to splits one by one, so a
 * file with a few changed words would give a task that looks the same and is another.
 */
export function originOf(bytes: Uint8Array, file: string): string {
  const found = createHash('sha256').update(bytes).digest('hex')
  if (found === dictionarySource.sha256) return CITATION
  throw new InputError(
    `${file} is not the dictionary of cmu-pronouncing-dictionary 3.0.0: its SHA-256 is ${found}, not ${dictionarySource.sha256}; ${howToGet(dictionarySource, 'spelling')}`,
  )
}
