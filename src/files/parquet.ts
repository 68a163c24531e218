import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { InputError } from '../math/input-error.ts'
import type { Decoded, ParquetRow } from './parquet-worker.ts'

export type { ParquetRow } from './parquet-worker.ts'

/** The memory of a thread that decodes, in MB: several times what the largest group of rows takes. */
const MOST_MEMORY = 4096

/** Ten times as long as a value takes on a slow machine. */
const SECONDS_A_VALUE = 50e-6

/** Source or compiled, the worker lies beside this file with the same ending. */
const entry = new URL(import.meta.url.endsWith('.ts') ? './parquet-worker.ts' : './parquet-worker.js', import.meta.url)

/**
 * The rows of a Parquet file, in blocks. It is decoded in a thread of its own, because a damaged page can keep the decoder busy for
 * ever: it has so many seconds for each block, and more by the number of values that the file says it has.
 */
export async function* parquetRows(
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
  { seconds = 10 }: { seconds?: number } = {},
): AsyncGenerator<readonly ParquetRow[]> {
  const worker = new Worker(entry, { workerData: bytes, resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY } })
  try {
    let values = 0
    for (;;) {
      const said = await nextFrom(worker, seconds + SECONDS_A_VALUE * values)
      if ('refused' in said) throw new Error(said.refused)
      if ('values' in said) values = said.values
      else if (said.rows.length === 0) return
      else yield said.rows
      worker.postMessage('more')
    }
  } catch (error) {
    if (error instanceof InputError) throw error
    throw new InputError(`${name} is not a readable Parquet file: ${oneLine((error as Error).message)}`)
  } finally {
    await worker.terminate()
  }
}

/** What the thread says next; an error where it ends or takes too long. */
async function nextFrom(worker: Worker, limit: number): Promise<Decoded> {
  const waiting = new AbortController()
  const { signal } = waiting
  const ended = once(worker, 'exit', { signal }).then(() => {
    throw new Error('the thread that decoded it has ended')
  })
  const late = once(AbortSignal.timeout(1000 * limit), 'abort', { signal }).then(() => {
    throw new Error(`decoding did not end within ${Math.ceil(limit)} s`)
  })
  try {
    const [said] = await Promise.race([once(worker, 'message', { signal }), ended, late])
    return said as Decoded
  } finally {
    for (const other of [ended, late]) other.catch(() => {})
    waiting.abort()
  }
}

const oneLine = (message: string) => message.replace(/\s+/g, ' ').slice(0, 600)
