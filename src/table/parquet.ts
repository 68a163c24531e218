import { Worker } from 'node:worker_threads'
import { InputError } from '../math/input-error.ts'
import type { Decoded } from './parquet-worker.ts'
import type { Table } from './table.ts'

/** The memory of a thread that decodes, in MB: several times what the largest table takes. */
const MOST_MEMORY = 4096

/** Ten times as long as a value takes on a slow machine. */
const SECONDS_A_VALUE = 50e-6

/** Source or compiled, the worker lies beside this file with the same ending. */
const entry = new URL(import.meta.url.endsWith('.ts') ? './parquet-worker.ts' : './parquet-worker.js', import.meta.url)

/**
 * A table from a Parquet file. It is decoded in a thread of its own, because a damaged page can keep the decoder busy for ever: it
 * has so many seconds, and more by the number of values that the file says it has.
 */
export async function readParquet(
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
  { seconds = 10 }: { seconds?: number } = {},
): Promise<Table> {
  const worker = new Worker(entry, { workerData: bytes, resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY } })
  try {
    return await tableFrom(worker, seconds)
  } catch (error) {
    throw new InputError(`${name} is not a readable Parquet file: ${(error as Error).message}`)
  } finally {
    await worker.terminate()
  }
}

function tableFrom(worker: Worker, seconds: number): Promise<Table> {
  return new Promise((resolve, reject) => {
    const giveUpAfter = (limit: number) =>
      setTimeout(() => reject(new Error(`decoding did not end within ${Math.ceil(limit)} s`)), 1000 * limit)
    let timer = giveUpAfter(seconds)
    worker.on('message', (said: Decoded) => {
      clearTimeout(timer)
      if ('table' in said) resolve(said.table)
      else if ('refused' in said) reject(new Error(said.refused))
      else timer = giveUpAfter(seconds + SECONDS_A_VALUE * said.values)
    })
    worker.on('error', (error) => reject(new Error(oneLine(error.message))))
    worker.on('exit', () => {
      clearTimeout(timer)
      reject(new Error('the thread that decoded it has ended'))
    })
  })
}

const oneLine = (message: string) => message.replace(/\s+/g, ' ').slice(0, 120)
