import { type Dirent, readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { chunksOf } from '../../files/chunks.ts'
import { headOf } from '../../files/kinds.ts'
import { parquetRows } from '../../files/parquet.ts'
import { InputError, reason } from '../../math/input-error.ts'
import { type RawTable, textIn } from './columns.ts'
import type { OwnData } from './data.ts'
import { delimitedTable } from './delimited.ts'
import { splitCalled } from './names.ts'
import type { Reading } from './options.ts'
import { type OwnRow, recordsReader } from './records.ts'
import { decodeFor, isProse } from './sniff.ts'

/** Folders below the one that is named, and files in all of them. */
const [DEEPEST, MOST_FILES] = [3, 200_000]

/** A file of the folder, and what the folders between say of it. */
interface FoundFile {
  readonly path: string
  readonly about: OwnRow
}

/**
 * A sequence from each file of a folder: tables with a row for each step, or texts. Folders below it say which split a file is for
 * (`train`, `test`), or what its label is, as column `folder`.
 */
export async function readFolder(folder: string, options: Reading): Promise<OwnData> {
  const files = filesIn(folder)
  if (files.length === 0) throw new InputError(`${folder} holds no files to read: one is needed for each sequence`)
  const records = recordsReader(folder, { ...options, ...(isSteps(options) && { sequence: 'file' }) })
  const names: { first?: string } = {}
  for (const file of files) {
    for await (const row of rowsIn(file, options, names)) records.put(row, relative(folder, file.path))
  }
  const data = records.end()
  const labels = new Set(files.flatMap(({ about }) => (typeof about.folder === 'string' ? [about.folder] : [])))
  return { ...data, notes: [{ kind: 'files', files: files.length, folders: [...labels].slice(0, 100) }, ...data.notes] }
}

const isSteps = ({ sequence }: Reading) => sequence === undefined

function filesIn(folder: string): FoundFile[] {
  const found: FoundFile[] = []
  const walk = (at: string, depth: number) => {
    for (const entry of entriesIn(at)) {
      if (entry.name.startsWith('.') || /^(readme|licen[cs]e|task\.json)/i.test(entry.name)) continue
      const path = join(at, entry.name)
      if (entry.isDirectory() && depth < DEEPEST) walk(path, depth + 1)
      else if (entry.isFile()) found.push({ path, about: aboutFile(relative(folder, path)) })
      if (found.length > MOST_FILES) throw new InputError(`${folder} holds more than ${MOST_FILES} files`)
    }
  }
  walk(folder, 0)
  return found
}

function entriesIn(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  } catch (error) {
    throw new InputError(`cannot read ${folder} (${reason(error)})`)
  }
}

/** What is known of a file by its place: its name, its split, and the folder that labels it. */
function aboutFile(path: string): OwnRow {
  const folders = path.split(sep).slice(0, -1)
  const split = folders.find((name) => splitCalled(name) !== undefined)
  const labels = folders.filter((name) => name !== split)
  return { file: path, ...(split && { split }), ...(labels.length > 0 && { folder: labels.join('/') }) }
}

/** The rows of a file with what its place says of it; one row where it is a text. All files must be alike. */
async function* rowsIn(
  { path, about }: FoundFile,
  options: Reading,
  names: { first?: string },
): AsyncGenerator<OwnRow> {
  const chunks: Uint8Array[] = []
  for await (const chunk of chunksOf(path)) chunks.push(chunk)
  const bytes = Buffer.concat(chunks)
  if (bytes.length === 0) throw new InputError(`${path} is empty`)
  const check = (found: string) => {
    names.first ??= found
    if (found !== names.first)
      throw new InputError(`${path} is unlike the files before it: it has ${found}, they have ${names.first}`)
  }
  if (headOf(bytes).startsWith('PAR1')) {
    for await (const rows of parquetRows(path, bytes)) {
      check(`the columns ${Object.keys(rows[0]).join(', ').slice(0, 100)}`)
      for (const row of rows) yield { ...row, ...about }
    }
    return
  }
  const text = decodeFor(path, bytes)(bytes, { isLast: true }).replace(/^\ufeff/, '')
  if (/^\s*[[{]/.test(text))
    throw new InputError(`${path} is JSON: put all sequences into one file, a record in each line`)
  if (options.layout === 'text' || (options.layout === undefined && isProse(path, text.slice(0, 10_000)))) {
    check('text')
    yield { text: [...text.trimEnd()], ...about }
  } else yield* tableRows(text, path, { options, about, check })
}

function* tableRows(
  text: string,
  path: string,
  { options, about, check }: { options: Reading; about: OwnRow; check: (found: string) => void },
): Generator<OwnRow> {
  const rows = delimitedTable(options)
  let table: RawTable
  try {
    rows.push(text)
    table = rows.end().table
  } catch (error) {
    throw error instanceof InputError ? new InputError(`${path}: ${error.message}`) : error
  }
  check(
    `the columns ${table.columns
      .map(({ name }) => name)
      .join(', ')
      .slice(0, 100)}`,
  )
  for (let row = 0; row < table.rows; row++) {
    const values = table.columns.map((column) => [column.name, textIn(column, row) ?? column.number(row)])
    yield { ...Object.fromEntries(values), ...about }
  }
}
