import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { makeFolder } from '../files/folder.ts'
import { readWhole } from '../files/read-whole.ts'
import { writeWhole } from '../files/write-whole.ts'
import { codeOf, InputError, reason } from '../math/input-error.ts'

/** A file of data that users fetch themselves: where it is at home, and how to know that it is the right one. */
export interface DataSource {
  readonly file: string
  readonly url: string
  /** An npm package whose main file is the same: where it is installed beside this one, nothing has to be fetched. */
  readonly package?: string
  /** Of the file, in hexadecimal. */
  readonly sha256: string
  /** What it holds, in one sentence. */
  readonly about: string
  /** Under which terms it may be used. */
  readonly licence: string
}

/** None of the files has nearly as many. */
const MOST_BYTES = 2 ** 30

/** Where data are looked for unless a user says otherwise. */
export const DATA_FOLDER = 'data'

/** How a user gets the file, as the end of a sentence. */
export function howToGet({ file, url }: DataSource, name: string): string {
  return `get it with \`odyssey data get ${name}\`, or download ${url} and point --data at ${file} or its folder`
}

/** Where the file is: in the folder, else in its installed package; undefined where it has to be fetched. */
export function placeOf({ file, package: name }: DataSource, folder: string = DATA_FOLDER): string | undefined {
  const path = join(folder, file)
  if (existsSync(path) || name === undefined) return existsSync(path) ? path : undefined
  try {
    return createRequire(import.meta.url).resolve(name)
  } catch {
    return undefined
  }
}

/**
 * Puts the file into the folder, and says where it is and whether it had to be fetched. It appears there whole and checked, or not
 * at all. `url` may name a mirror.
 */
export async function fetchSource(
  source: DataSource,
  folder: string = DATA_FOLDER,
  { url = source.url, seconds = 120 }: { url?: string; seconds?: number } = {},
): Promise<{ path: string; fetched: boolean }> {
  const path = join(folder, source.file)
  const present = contentOf(path)
  if (present !== undefined) {
    if (sha256(present) === source.sha256) return { path, fetched: false }
    throw new InputError(`${path} is there already and is another file; move it away to fetch the original`)
  }
  const bytes = await download(url, seconds, `put ${source.file} (SHA-256 ${source.sha256}) into ${folder} by hand`)
  const found = sha256(bytes)
  if (found !== source.sha256)
    throw new InputError(`${url} is not the file expected: its SHA-256 is ${found}, not ${source.sha256}`)
  makeFolder(folder)
  writeWhole(path, bytes)
  return { path, fetched: true }
}

async function download(url: string, seconds: number, otherwise: string): Promise<Uint8Array> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(1000 * seconds) })
    if (!response.ok) throw new Error(`the server answered ${response.status}`)
    return new Uint8Array(await response.arrayBuffer())
  } catch (error) {
    throw new InputError(`cannot fetch ${url} (${reason(error)}): ${otherwise}`)
  }
}

function contentOf(path: string): Uint8Array | undefined {
  try {
    return readWhole(path, { largest: MOST_BYTES })
  } catch (error) {
    if (error instanceof InputError) throw error
    if (codeOf(error) === 'ENOENT') return undefined
    throw new InputError(`cannot read ${path} (${reason(error)})`)
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
