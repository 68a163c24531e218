import { InputError } from '../math/input-error.ts'
import { readTable } from './csv.ts'
import { readJson, readJsonLines } from './json.ts'
import { unfolded } from './nested.ts'
import { readParquet } from './parquet.ts'
import type { Table } from './table.ts'

/** The table in a file, whatever its kind: values parted by commas, semicolons or tabs, JSON, lines of JSON, or Parquet. */
export async function readTableFile(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<Table> {
  const head = Array.from(bytes.subarray(0, 16), (byte) => String.fromCharCode(byte)).join('')
  if (head.startsWith('PAR1')) return readParquet(name, bytes)
  const other = OTHERS.find(([mark]) => head.startsWith(mark))
  if (other !== undefined) throw new InputError(`${name} is ${other[1]}`)
  const text = decoded(name, bytes)
  const start = /^\ufeff?\s*(.)/.exec(text.slice(0, 1000))?.[1]
  if (start !== '{' && start !== '[') return unfolded(readTable(text))
  return start === '{' && /^\ufeff?\s*\{[^\n]*\}\s*\n\s*\{/.test(text) ? readJsonLines(text) : readJson(text)
}

/** Files of other kinds by what they begin with, and how their table is got. */
const OTHERS: readonly (readonly [string, string])[] = [
  ['PK\u0003\u0004', 'a workbook or an archive: save its sheet as CSV'],
  ['\u00d0\u00cf\u0011\u00e0', 'an old Excel workbook: save its sheet as CSV'],
  ['\u001f\u008b', 'compressed with gzip: unpack it first, as in gunzip -c FILE | odyssey analyse -'],
  ['(\u00b5/\u00fd', 'compressed with Zstandard: unpack it first'],
  ['BZh', 'compressed with bzip2: unpack it first'],
  ['SQLite format 3', 'an SQLite database: write its trials as CSV, as with study.trials_dataframe().to_csv()'],
  ['\u0080\u0002', 'a Python pickle: write the data frame with to_csv'],
  ['\u0080\u0003', 'a Python pickle: write the data frame with to_csv'],
  ['\u0080\u0004', 'a Python pickle: write the data frame with to_csv'],
  ['\u0080\u0005', 'a Python pickle: write the data frame with to_csv'],
  ['\u0089HDF', 'an HDF5 file: write the data frame with to_csv'],
  ['ARROW1', 'an Arrow or Feather file: write the data frame as CSV or Parquet'],
  ['FEA1', 'a Feather file: write the data frame as CSV or Parquet'],
  ['\u0093NUMPY', 'a NumPy array: write it with its names as CSV'],
  ['<!DOCTYPE', 'a web page: download the table as CSV'],
  ['<html', 'a web page: download the table as CSV'],
]

/** The text of a file in UTF-8. */
export function decoded(name: string, bytes: Uint8Array): string {
  const mark = `${bytes[0]} ${bytes[1]}`
  if (mark === '255 254' || mark === '254 255') throw new InputError(`${name} is in UTF-16: save it as UTF-8`)
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new InputError(`${name} is not in UTF-8, but perhaps in Latin-1 (Windows-1252): save it as UTF-8`)
  }
}
