/** A thread that decodes a Parquet file, its data: it says how many values there are and then, each time it is asked, a block of rows. */
import { once } from 'node:events'
import { parentPort, workerData } from 'node:worker_threads'
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import { type FileMetaData, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { InputError } from '../math/input-error.ts'

export type ParquetRow = Readonly<Record<string, unknown>>

/** What the thread says: the number of values, then rows, and none at the end; or why there are none. */
export type Decoded =
  | { readonly values: number }
  | { readonly rows: readonly ParquetRow[] }
  | { readonly refused: string }

/** More rows than fit into memory; a damaged file may say that it has any number. */
const MOST_ROWS = 100_000_000n

/** How many rows are handed over at once. */
const BLOCK = 10_000

/** How files may be compressed, beside Snappy. */
const compressors = {
  GZIP: (packed: Uint8Array) => gunzipSync(packed),
  ZSTD: (packed: Uint8Array) => zstdDecompressSync(packed),
  BROTLI: (packed: Uint8Array) => brotliDecompressSync(packed),
}

const say = (said: Decoded) => parentPort!.postMessage(said)
const asked = () => once(parentPort!, 'message')

try {
  const bytes: Uint8Array<ArrayBuffer> = workerData
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
  const metadata = await parquetMetadataAsync(file)
  say({ values: valuesIn(metadata) })
  await asked()
  let start = 0
  for (const group of metadata.row_groups) {
    const end = start + Number(group.num_rows)
    const rows = await parquetReadObjects({ file, metadata, compressors, rowStart: start, rowEnd: end })
    for (let at = 0; at < rows.length; at += BLOCK) {
      say({ rows: rows.slice(at, at + BLOCK) })
      await asked()
    }
    start = end
  }
  say({ rows: [] })
} catch (error) {
  say({ refused: (error as Error).message.replace(/\s+/g, ' ').slice(0, error instanceof InputError ? 600 : 120) })
}
parentPort!.close()

/** How many values a file says it has; an error where there cannot be as many. */
function valuesIn({ num_rows: rows, row_groups: groups }: FileMetaData): number {
  const counts = groups.flatMap(({ num_rows, columns }) =>
    columns.map(({ meta_data }) => ({ most: num_rows * 1000n, count: meta_data?.num_values ?? -1n })),
  )
  if (rows < 0n || rows > MOST_ROWS || counts.some(({ most, count }) => count < 0n || count > most))
    throw new InputError(`it says that it has ${rows} rows: it is damaged, or take a part of them`)
  return counts.reduce((sum, { count }) => sum + Number(count), 0)
}
