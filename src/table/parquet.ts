import { type ParquetRow, parquetRows } from '../files/parquet.ts'
import { tableOf } from './json.ts'
import type { Table } from './table.ts'

/** A table from a Parquet file; a damaged one is refused within so many seconds, and more for one of many values. */
export async function readParquet(
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
  options: { seconds?: number } = {},
): Promise<Table> {
  const records: ParquetRow[] = []
  for await (const rows of parquetRows(name, bytes, options)) for (const row of rows) records.push(row)
  return tableOf(records, 'row')
}
