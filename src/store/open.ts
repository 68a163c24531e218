import { InputError } from '../math/input-error.ts'
import { isArchive, readEntries } from './archive.ts'
import { IN_MEMORY } from './place.ts'
import { storeIn } from './sql.ts'
import { openSqlite } from './sqlite.ts'
import type { Store } from './store.ts'

/**
 * The store in a file; made if it is not there. With `readonly` it must be there, and nothing in it can be changed. An archive
 * (`.jsonl`, `.jsonl.gz`) can be opened for reading.
 */
export async function openStore(path: string, options: { readonly?: boolean } = {}): Promise<Store> {
  if (!isArchive(path)) return storeIn(await openSqlite(path, options))
  if (!options.readonly)
    throw new InputError(`${path} is an archive, which can only be read; odyssey import puts it into a store`)
  const store = await openStore(IN_MEMORY)
  await store.add(readEntries(path))
  return store
}
