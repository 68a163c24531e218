import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Corpus, contentOf } from '../file.ts'
import { DATA_FOLDER, howToGet, placeOf } from '../source.ts'
import { dictionarySource } from './origin.ts'

const corpus: Corpus = {
  name: 'the dictionary',
  largest: 2 ** 24,
  howToGet: howToGet(dictionarySource, 'spelling'),
}

/** The content of the dictionary's file, and where it is. */
export function dictionaryIn(data: string = DATA_FOLDER): { file: string; content: Buffer } {
  const file = fileAt(data)
  return { file, content: contentOf(file, corpus) }
}

/** The file itself, or the one of the usual name in a folder; where the folder has none, that of the installed package. */
function fileAt(data: string): string {
  const isFolder = data === DATA_FOLDER || (existsSync(data) && statSync(data).isDirectory())
  return isFolder ? (placeOf(dictionarySource, data) ?? join(data, dictionarySource.file)) : data
}
