import { setImmediate } from 'node:timers/promises'
import type { Sequence } from '../engine/engine.ts'
import type { LoadOptions, Splits } from './task.ts'

/** Gives whatever else waits its turn, between one file and the next, so that Ctrl-C is heard; throws if it was. */
export async function pause(signal?: AbortSignal): Promise<void> {
  await setImmediate()
  signal?.throwIfAborted()
}

/**
 * Splits made by reading items one after the other: files, mostly. After each the caller is told how many are done, and whatever
 * else waits gets its turn, so that progress is seen and Ctrl-C is heard. `trouble` says why nothing more is cached, if so.
 */
export async function readEach<T>(
  items: Readonly<Record<keyof Splits, readonly T[]>>,
  read: (item: T) => Sequence,
  { onProgress, signal, trouble }: LoadOptions & { trouble?: () => string | undefined } = {},
): Promise<Splits> {
  const of = items.training.length + items.validation.length + items.test.length
  let done = 0
  signal?.throwIfAborted()
  const readAll = async (part: readonly T[]) => {
    const sequences: Sequence[] = []
    for (const item of part) {
      sequences.push(read(item))
      done += 1
      const uncached = trouble?.()
      onProgress?.({ done, of, ...(uncached !== undefined && { uncached }) })
      await pause(signal)
    }
    return sequences
  }
  return {
    training: await readAll(items.training),
    validation: await readAll(items.validation),
    test: await readAll(items.test),
  }
}
