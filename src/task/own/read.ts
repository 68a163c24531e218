import { statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chunksOf } from '../../files/chunks.ts'
import { headOf } from '../../files/kinds.ts'
import { parquetRows } from '../../files/parquet.ts'
import { InputError } from '../../math/input-error.ts'
import { arranged } from './arrange.ts'
import type { OwnData } from './data.ts'
import { delimitedTable } from './delimited.ts'
import { readFolder } from './folder.ts'
import { jsonReader } from './json.ts'
import { checkReading, type Reading, type ReadingOptions } from './options.ts'
import { type OwnRow, recordsReader } from './records.ts'
import { decodeFor, isProse } from './sniff.ts'
import { charactersReader } from './texts.ts'

/**
 * The sequences in a file (`-` is stdin), or in a folder with a file for each: JSON lines, CSV, TSV, Parquet or plain text, each also
 * packed by gzip. Files are read piece by piece; a number takes eight bytes.
 */
export async function readSequences(path: string | URL, options: ReadingOptions = {}): Promise<OwnData> {
  const place = typeof path === 'string' ? path : fileURLToPath(path)
  const reading = checkReading(options)
  if (place !== '-' && statSync(place, { throwIfNoEntry: false })?.isDirectory()) return readFolder(place, reading)
  return readFile(place, reading)
}

/** Sequences from rows: steps with the name of their sequence, or records that hold whole sequences in lists. */
export function sequencesFrom(rows: Iterable<OwnRow>, options: ReadingOptions = {}): OwnData {
  const reader = recordsReader('rows', checkReading(options))
  let count = 0
  for (const row of rows) {
    count += 1
    reader.put(row, `row ${count}`)
  }
  return reader.end()
}

/** What takes text in pieces. */
interface TextReader {
  push(text: string): void
  end(): OwnData
}

async function readFile(path: string, options: Reading): Promise<OwnData> {
  const name = path === '-' ? 'stdin' : path
  const chunks = chunksOf(path)
  const first = await chunks.next()
  if (first.done) throw new InputError(`${name} is empty`)
  if (headOf(first.value).startsWith('PAR1')) return readParquet(name, [first.value], chunks, options)
  const decode = decodeFor(name, first.value)
  let head = decode(first.value, { isLast: false })
  while (head.length < 1000) {
    const more = await chunks.next()
    if (more.done) break
    head += decode(more.value, { isLast: false })
  }
  const reader = textReader(name, head, options)
  reader.push(head)
  for await (const chunk of chunks) reader.push(decode(chunk, { isLast: false }))
  reader.push(decode(new Uint8Array(0), { isLast: true }))
  return reader.end()
}

/** Parquet is read whole: its table of contents stands at its end. */
const MOST_BYTES = 2 ** 30

async function readParquet(name: string, parts: Uint8Array[], rest: AsyncIterable<Uint8Array>, options: Reading) {
  let size = parts[0].length
  for await (const chunk of rest) {
    size += chunk.length
    if (size > MOST_BYTES)
      throw new InputError(`${name} has more than the ${MOST_BYTES} bytes that are read of Parquet`)
    parts.push(chunk)
  }
  const records = recordsReader(name, options)
  let count = 0
  for await (const rows of parquetRows(name, Buffer.concat(parts), {})) {
    for (const row of rows) {
      count += 1
      records.put(row, `row ${count}`)
    }
  }
  return records.end()
}

/** The reader for a file that begins like this. */
export function textReader(name: string, head: string, options: Reading): TextReader {
  const { layout } = options
  if (layout === 'text' || layout === 'lines') return charactersReader(name, layout)
  if (/^\ufeff?\s*[[{]/.test(head)) return jsonReader(name, options)
  if (layout === undefined && isProse(name, head)) return charactersReader(name, 'text')
  const rows = delimitedTable(options)
  return {
    push: rows.push,
    end() {
      const { table, separator, header, renamed } = rows.end()
      const notes = renamed.length > 0 ? [{ kind: 'renamed', columns: renamed } as const] : []
      return arranged(name, table, options, [{ kind: 'separator', separator, header }, ...notes])
    },
  }
}
