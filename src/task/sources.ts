import { lookUp } from '../math/input-error.ts'
import type { Corpus } from './file.ts'
import { corpus as iamOnDB } from './iam-online/corpus.ts'
import { jsbSource } from './jsb/source.ts'
import { type DataSource, fetchSource } from './source.ts'
import { dictionarySource } from './spelling/origin.ts'
import { corpus as timit } from './timit/corpus.ts'

/** The files that tasks need, by the names of the tasks. */
export const sources = { jsb: jsbSource, spelling: dictionarySource } satisfies Record<string, DataSource>

/** The corpora that tasks need and that only their owners give out, by the names of the tasks. */
export const corpora = { timit, 'iam-online': iamOnDB } satisfies Record<string, Corpus>

/** Puts the data of a task into the folder, `data` unless given, and says where and whether it had to be fetched. `url` may name a mirror. */
export async function fetchData(
  name: string,
  folder?: string,
  options: { url?: string; seconds?: number } = {},
): Promise<{ path: string; fetched: boolean }> {
  return fetchSource(lookUp(sources, name, 'data'), folder, options)
}
