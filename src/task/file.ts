import { readdirSync } from 'node:fs'
import { readWhole } from '../files/read-whole.ts'
import { codeOf, InputError, reason } from '../math/input-error.ts'

/** A corpus, as far as its files are read alike. */
export interface Corpus {
  readonly name: string
  /** Bytes: none of its files is larger by far. */
  readonly largest: number
  /** How a user gets a file that is not there. */
  readonly howToGet: string
}

/** The content of a file of a corpus, which is refused if it is far too large to be one. */
export function contentOf(file: string, { name, largest, howToGet }: Corpus): Buffer {
  try {
    return readWhole(file, { largest, kind: `file of ${name}` })
  } catch (error) {
    if (error instanceof InputError) throw error
    if (codeOf(error) === 'ENOENT') throw new InputError(`no file ${file}: ${howToGet}`)
    throw new InputError(`cannot read ${file} (${reason(error)})`)
  }
}

/** The names in a folder of a corpus; undefined if there is none. `layout` says what a folder of it holds. */
export function namesIn(folder: string, layout: string): string[] | undefined {
  try {
    return readdirSync(folder)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    if (codeOf(error) === 'ENOTDIR') throw new InputError(`${folder} must be a folder, with ${layout}`)
    throw new InputError(`cannot read ${folder} (${reason(error)})`)
  }
}

/** Bytes as text, a character each: ISO-8859-1. */
export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}
