import { InputError, namedList } from '../math/input-error.ts'
import { openStore } from '../store/open.ts'
import type { Store } from '../store/store.ts'
import type { StudyDefinition } from '../study/definition.ts'
import type { TrialRecord } from '../train/record.ts'
import type { StudyOptions } from './options.ts'
import { complain } from './terminal.ts'

/** A study as a store has it. */
export interface StoredStudy {
  readonly definition: StudyDefinition
  readonly trials: readonly TrialRecord[]
}

/** The study that the options name, or else the only one there is, or the one trained last. */
export async function storedStudy({ store: path, study }: StudyOptions): Promise<StoredStudy> {
  return reading(path, async (store) => stored(store, study ?? (await usualStudy(store, path))))
}

/** The name of the only study of a store, or of the one trained last, which is said on stderr; an error where there is none. */
export async function usualStudy(store: Store, path: string): Promise<string> {
  const names = await someStudies(store, path)
  if (names.length === 1) return names[0]
  const last = await store.lastTrained()
  if (last === undefined)
    throw new InputError(`${path} holds several studies: choose one with --study: ${namedList(names)}`)
  complain(`${path} holds several studies; this is ${last}, trained last (--study chooses: ${namedList(names)})`)
  return last
}

/** What body makes of a store that is only read. */
export async function reading<T>(path: string, body: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(path, { readonly: true })
  try {
    return await body(store)
  } finally {
    await store.close()
  }
}

async function stored(store: Store, name: string): Promise<StoredStudy> {
  return { definition: await store.study(name), trials: await store.trials(name) }
}

/** The names of the studies of a store, oldest first; an error where there is none. */
export async function someStudies(store: Store, path: string): Promise<string[]> {
  const names = await store.studies()
  if (names.length === 0) throw new InputError(`${path} holds no study yet; a run puts one there`)
  return names
}
