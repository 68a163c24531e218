import { checkKind, decoded, GZIP, headOf } from '../files/kinds.ts'
import { readTable } from './csv.ts'
import { readJson, readJsonLines } from './json.ts'
import { unfolded } from './nested.ts'
import { readParquet } from './parquet.ts'
import type { Table } from './table.ts'

/** The table in a file, whatever its kind: values parted by commas, semicolons or tabs, JSON, lines of JSON, or Parquet. */
export async function readTableFile(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<Table> {
  const head = headOf(bytes)
  if (head.startsWith('PAR1')) return readParquet(name, bytes)
  checkKind(name, head, OTHERS)
  const text = decoded(name, bytes)
  const start = /^\ufeff?\s*(.)/.exec(text.slice(0, 1000))?.[1]
  if (start !== '{' && start !== '[') return unfolded(readTable(text))
  return start === '{' && /^\ufeff?\s*\{[^\n]*\}\s*\n\s*\{/.test(text) ? readJsonLines(text) : readJson(text)
}

/** Kinds of files of which a table of trials is got in a way of its own. */
const OTHERS: readonly (readonly [string, string])[] = [
  [GZIP, 'compressed with gzip: unpack it first, as in gunzip -c FILE | odyssey analyse -'],
  ['SQLite format 3', 'an SQLite database: write its trials as CSV, as with study.trials_dataframe().to_csv()'],
]
