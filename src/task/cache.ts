import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { makeFolder } from '../files/folder.ts'
import { readWhole } from '../files/read-whole.ts'
import { writeWhole } from '../files/write-whole.ts'

/** Numbers that are slow to compute, cached in a folder from one load to the next. */
export interface Cache {
  /** The numbers made of some bytes: `length` of them, read where they were cached, otherwise computed and cached. */
  numbers(of: Uint8Array, length: number, compute: () => Float32Array): Float32Array
  /** Why nothing more is cached, where the folder cannot be written to; undefined while all is well. */
  trouble(): string | undefined
}

const DIGEST = 32

/**
 * The cache in a folder of numbers computed by `method`, whose name must change with its results. A file is named by the SHA-256 of
 * the method and of the bytes that its numbers are made of, whatever file those came from, and begins with the SHA-256 of the
 * numbers: one that does not fit is computed and written again. Files appear whole, so that several processes may share a folder.
 * Without a folder everything is computed.
 */
export function cacheIn(folder: string | undefined, method: string): Cache {
  let trouble: string | undefined
  return {
    numbers(of, length, compute) {
      if (folder === undefined) return compute()
      const file = `${sha256(Buffer.from(method), of).toString('hex')}.numbers`
      const cached = read(join(folder, file), length)
      if (cached !== undefined) return cached
      const numbers = compute()
      trouble ??= troubleWriting(folder, file, numbers)
      return numbers
    },
    trouble: () => trouble,
  }
}

/** The numbers in a file, if it is there and whole. */
function read(path: string, length: number): Float32Array | undefined {
  try {
    const content = readWhole(path, { largest: DIGEST + 4 * length })
    const bytes = content.subarray(DIGEST)
    if (bytes.length !== 4 * length || !sha256(bytes).equals(content.subarray(0, DIGEST))) return undefined
    const numbers = new Float32Array(length)
    bytesOf(numbers).set(bytes)
    return numbers
  } catch {
    return undefined
  }
}

function troubleWriting(folder: string, file: string, numbers: Float32Array): string | undefined {
  const bytes = bytesOf(numbers)
  try {
    makeFolder(folder)
    // no flush: what a crash damages is computed again
    writeWhole(join(folder, file), Buffer.concat([sha256(bytes), bytes]), { flush: false })
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

function sha256(...parts: Uint8Array[]): Buffer {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

/** The bytes of numbers, which change with them. */
export function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}
