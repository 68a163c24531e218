import { InputError } from '../../math/input-error.ts'

/** Samples a second of the recordings of TIMIT. */
export const RATE = 16_000

/** What a header says of the samples behind it. */
interface Format {
  readonly channels: number
  readonly bytesPerSample: number
  readonly rate: number
}

/** Refuses all but one channel of 16-bit samples at 16 kHz. */
export function checkFormat({ channels, bytesPerSample, rate }: Format, file: string): void {
  if (channels !== 1) throw new InputError(`${file} must have 1 channel, not ${channels}`)
  if (bytesPerSample !== 2) throw new InputError(`${file} must have 2 bytes a sample, not ${bytesPerSample}`)
  if (rate !== RATE) throw new InputError(`${file} must have ${RATE} samples a second, not ${rate}`)
}

/** Bytes read as numbers of 16 bits with a sign. */
export function samplesOf(bytes: Uint8Array, order: 'little-endian' | 'big-endian'): Int16Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Int16Array.from({ length: bytes.length >> 1 }, (_, k) => view.getInt16(2 * k, order === 'little-endian'))
}
