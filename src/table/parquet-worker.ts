/** A thread that decodes a Parquet file, its data, and says first how many values it has. */
import { parentPort, workerData } from 'node:worker_threads'
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import { type FileMetaData, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { InputError } from '../math/input-error.ts'
import { tableOf } from './json.ts'
import type { Table } from './table.ts'

/** What the thread says: the number of values, and then what became of them. */
export type Decoded = { readonly values: number } | { readonly table: Table } | { readonly refused: string }

/** More rows than fit into memory; a damaged file may say that it has any number. */
const MOST_ROWS = 10_000_000n

/** How files may be compressed, beside Snappy. */
const compressors = {
  GZIP: (packed: Uint8Array) => gunzipSync(packed),
  ZSTD: (packed: Uint8Array) => zstdDecompressSync(packed),
  BROTLI: (packed: Uint8Array) => brotliDecompressSync(packed),
}

const say = (said: Decoded) => parentPort!.postMessage(said)

try {
  const bytes: Uint8Array<ArrayBuffer> = workerData
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
  const metadata = await parquetMetadataAsync(file)
  say({ values: valuesIn(metadata) })
  say({ table: tableOf(await parquetReadObjects({ file, metadata, compressors }), 'row') })
} catch (error) {
  say({ refused: (error as Error).message.replace(/\s+/g, ' ').slice(0, error instanceof InputError ? 600 : 120) })
}

/** How many values a file says it has; an error where there cannot be as many. */
function valuesIn({ num_rows: rows, row_groups: groups }: FileMetaData): number {
  const counts = groups.flatMap(({ num_rows, columns }) =>
    columns.map(({ meta_data }) => ({ most: num_rows * 1000n, count: meta_data?.num_values ?? -1n })),
  )
  if (rows < 0n || rows > MOST_ROWS || counts.some(({ most, count }) => count < 0n || count > most))
    throw new InputError(`it says that it has ${rows} rows: it is damaged, or take a part of them`)
  return counts.reduce((sum, { count }) => sum + Number(count), 0)
}
