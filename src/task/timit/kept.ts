import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { InputError } from '../../math/input-error.ts'
import { reason } from '../source.ts'
import { FEATURES, featuresOf } from './features.ts'
import { framesOf } from './frames.ts'

/** Part of each key: another one for features computed in another way. */
const VERSION = 'timit features 1'

const DIGEST = 32

/**
 * The features of a recording, rounded to float32; out of a folder where they are kept there. A file there is named by the samples
 * that its numbers are of, and begins with the SHA-256 of these numbers: one that does not fit is computed and written again.
 */
export function keptFeatures(samples: Int16Array, folder: string | undefined): Float32Array {
  if (folder === undefined) return Float32Array.from(featuresOf(samples))
  const path = join(folder, `${sha256(Buffer.from(VERSION), bytesOf(samples)).toString('hex')}.features`)
  const kept = read(path, framesOf(samples.length) * FEATURES)
  if (kept !== undefined) return kept
  const features = Float32Array.from(featuresOf(samples))
  write(path, folder, features)
  return features
}

/** The numbers in a file, if it is there and whole. */
function read(path: string, length: number): Float32Array | undefined {
  try {
    const content = readFileSync(path)
    const numbers = content.subarray(DIGEST)
    if (numbers.length !== 4 * length || !sha256(numbers).equals(content.subarray(0, DIGEST))) return undefined
    const features = new Float32Array(length)
    bytesOf(features).set(numbers)
    return features
  } catch {
    return undefined
  }
}

/** Writes beside the place first, so that no reader ever sees half a file. */
function write(path: string, folder: string, features: Float32Array): void {
  const beside = `${path}.${process.pid}.part`
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(beside, Buffer.concat([sha256(bytesOf(features)), bytesOf(features)]))
    renameSync(beside, path)
  } catch (error) {
    if (existsSync(beside)) rmSync(beside)
    throw new InputError(`cannot keep features in ${folder} (${reason(error)})`)
  }
}

function sha256(...parts: Uint8Array[]): Buffer {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

function bytesOf({ buffer, byteOffset, byteLength }: Int16Array | Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}
