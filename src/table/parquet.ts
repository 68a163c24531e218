import { type Compressors, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { InputError } from '../math/input-error.ts'
import { tableOf } from './json.ts'
import type { Table } from './table.ts'

/** A table from a Parquet file; Snappy is unpacked without help, other compressions by what is given. */
export async function readParquet(bytes: Uint8Array<ArrayBuffer>, compressors: Compressors = {}): Promise<Table> {
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
  try {
    const metadata = await parquetMetadataAsync(file)
    const rows = await parquetReadObjects({ file, metadata, compressors })
    return tableOf(rows, 'row')
  } catch (error) {
    if (error instanceof InputError) throw error
    throw new InputError(
      `the Parquet file cannot be read (${(error as Error).message.replace(/\s+/g, ' ').slice(0, 120)})`,
    )
  }
}
