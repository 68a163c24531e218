import { type Command, InvalidArgumentError, Option } from 'commander'
import { InputError } from '../math/input-error.ts'
import { openStore } from '../store/open.ts'
import type { Store } from '../store/store.ts'

export const DEFAULT_STORE = 'odyssey.sqlite'

/** A command, and a way to say with which code the program ends. */
export type AddCommand = (program: Command, setCode: (code: number) => void) => void

/** Options that every command on results takes. */
export interface StoreOptions {
  readonly store: string
  readonly study?: string
}

export const storeOption = () =>
  new Option('--store <file>', 'the file that holds studies and trials').default(DEFAULT_STORE)
export const studyOption = () => new Option('--study <name>', 'which study, where the store holds several')
export const jsonOption = () => new Option('--json', 'print one JSON object, and nothing else (docs/json.md)')

/** Parses `a,b,c`. */
export function names(text: string): string[] {
  const list = text.split(',').map((name) => name.trim())
  if (list.some((name) => name === '')) throw new InvalidArgumentError('it must be names with commas between them.')
  return list
}

/** A parser of whole numbers of at least `least`. */
export function whole(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (text.trim() === '' || !Number.isSafeInteger(value) || value < least) {
      throw new InvalidArgumentError(`it must be a whole number of at least ${least}.`)
    }
    return value
  }
}

/** Opens the store to read, finds the study, and closes the store after body. */
export async function withStudy<T>(
  { store: path, study }: StoreOptions,
  body: (store: Store, name: string) => Promise<T>,
): Promise<T> {
  const store = await openStore(path, { readonly: true })
  try {
    return await body(store, chosen(await store.studies(), study, path))
  } finally {
    await store.close()
  }
}

function chosen(held: readonly string[], asked: string | undefined, path: string): string {
  if (held.length === 0) throw new InputError(`${path} holds no study yet; odyssey run makes one`)
  if (asked === undefined && held.length > 1) {
    throw new InputError(`${path} holds several studies; name one with --study: ${held.join(', ')}`)
  }
  if (asked !== undefined && !held.includes(asked))
    throw new InputError(`no study named ${asked} in ${path}; there are ${held.join(', ')}`)
  return asked ?? held[0]
}
