import { InputError, oneLine } from '../../math/input-error.ts'
import { textOf } from '../file.ts'
import { RIFF, readRiff } from './riff.ts'
import { readSphere, SPHERE } from './sphere.ts'

/** The samples of a .WAV file of TIMIT: SPHERE, or RIFF under the same name as some copies have it, by how it begins. */
export function readRecording(bytes: Uint8Array, file: string): Int16Array {
  const start = textOf(bytes.subarray(0, SPHERE.length))
  if (start === SPHERE) return readSphere(bytes, file)
  if (start.startsWith(RIFF)) return readRiff(bytes, file)
  throw new InputError(`${file} must begin with NIST_1A (SPHERE) or RIFF, not with "${oneLine(start)}"`)
}
