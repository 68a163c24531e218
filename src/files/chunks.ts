import { closeSync, readSync } from 'node:fs'
import { pipeline, Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { createGunzip } from 'node:zlib'
import { codeOf, InputError, reason } from '../math/input-error.ts'
import { GZIP, headOf } from './kinds.ts'
import { openRegular } from './read-whole.ts'

/** Bytes that are read at once. */
const CHUNK = 2 ** 18

/** The bytes of a regular file, or of stdin where its name is `-`, in pieces; unpacked where gzip packed them. */
export async function* chunksOf(path: string): AsyncGenerator<Uint8Array> {
  const name = path === '-' ? 'stdin' : path
  const packed = path === '-' ? process.stdin[Symbol.asyncIterator]() : chunksOfFile(path)
  const first = await packed.next()
  if (first.done) return
  const all = startingWith(first.value, packed)
  if (!headOf(first.value).startsWith(GZIP)) yield* all
  else yield* unpacked(name, all)
}

async function* startingWith(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first
  yield* { [Symbol.asyncIterator]: () => rest }
}

async function* chunksOfFile(path: string): AsyncGenerator<Uint8Array> {
  const { file, size } = opened(path)
  try {
    for (let at = 0; at < size; ) {
      const chunk = Buffer.allocUnsafe(Math.min(CHUNK, size - at))
      const read = readSync(file, chunk, 0, chunk.length, at)
      if (read === 0) return // it became shorter
      at += read
      yield chunk.subarray(0, read)
      await setImmediate() // so that Ctrl-C is heard
    }
  } finally {
    closeSync(file)
  }
}

function opened(path: string): { file: number; size: number } {
  try {
    return openRegular(path)
  } catch (error) {
    if (error instanceof InputError) throw error
    throw new InputError(`cannot read ${path} (${reason(error)})`)
  }
}

async function* unpacked(name: string, packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip()
  pipeline(Readable.from(packed), gunzip, () => {}) // what goes wrong is thrown below
  try {
    for await (const chunk of gunzip) yield chunk
  } catch (error) {
    if (error instanceof InputError) throw error
    throw new InputError(`${name} is damaged: gzip cannot unpack it (${codeOf(error) ?? reason(error)})`)
  }
}
