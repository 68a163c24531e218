import { storeIn } from './sql.ts'
import { openSqlite } from './sqlite.ts'
import type { Store } from './store.ts'

/** The store in a file; made if it is not there. With `readonly` it must be there, and nothing in it can be changed. */
export async function openStore(path: string, options: { readonly?: boolean } = {}): Promise<Store> {
  return storeIn(await openSqlite(path, options))
}
