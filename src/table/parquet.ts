import { type Compressors, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { InputError } from '../math/input-error.ts'
import { tableOf } from './json.ts'
import type { Table } from './table.ts'

/** More rows than fit into memory; a damaged file may say that it has any number. */
const MOST_ROWS = 10_000_000n

/** A table from a Parquet file; Snappy is unpacked without help, other compressions by what is given. */
export async function readParquet(bytes: Uint8Array<ArrayBuffer>, compressors: Compressors = {}): Promise<Table> {
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
  try {
    const metadata = await parquetMetadataAsync(file)
    const damaged = metadata.row_groups.some(({ num_rows, columns }) =>
      columns.some(
        ({ meta_data }) =>
          meta_data === undefined || meta_data.num_values < 0n || meta_data.num_values > num_rows * 1000n,
      ),
    )
    if (damaged || metadata.num_rows < 0n || metadata.num_rows > MOST_ROWS)
      throw new InputError(
        `the Parquet file says that it has ${metadata.num_rows} rows: it is damaged, or take a part of them`,
      )
    const rows = await parquetReadObjects({ file, metadata, compressors })
    return tableOf(rows, 'row')
  } catch (error) {
    if (error instanceof InputError) throw error
    throw new InputError(
      `the Parquet file cannot be read (${(error as Error).message.replace(/\s+/g, ' ').slice(0, 120)})`,
    )
  }
}
