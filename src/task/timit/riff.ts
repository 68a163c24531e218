import { InputError } from '../../math/input-error.ts'
import { textOf } from '../file.ts'
import { checkFormat, samplesOf } from './pcm.ts'

/** How a RIFF file begins. */
export const RIFF = 'RIFF'

const PCM = 1

/**
 * The samples of a RIFF file of type WAVE: after twelve bytes, chunks of a name, a size and a content of an even number of bytes;
 * `fmt ` says what the samples are, `data` holds them. Other chunks are skipped.
 */
export function readRiff(bytes: Uint8Array, file: string): Int16Array {
  if (textOf(bytes.subarray(8, 12)) !== 'WAVE') throw new InputError(`${file} is a RIFF file, but not of type WAVE`)
  const chunks = chunksOf(bytes, file)
  checkChunk(chunkNamed(chunks, 'fmt ', file), file)
  const data = chunkNamed(chunks, 'data', file)
  if (data.length % 2 === 1)
    throw new InputError(`${file} has an odd number of bytes of samples, ${data.length}: it may be damaged`)
  return samplesOf(data, 'little-endian')
}

function chunksOf(bytes: Uint8Array, file: string): Map<string, Uint8Array> {
  const chunks = new Map<string, Uint8Array>()
  const view = viewOf(bytes)
  let at = 12
  while (at + 8 <= bytes.length) {
    const name = textOf(bytes.subarray(at, at + 4))
    const size = view.getUint32(at + 4, true)
    const start = at + 8
    if (start + size > bytes.length)
      throw new InputError(
        `${file} is cut short: a part of ${size} bytes begins at byte ${start}, and the file has ${bytes.length}`,
      )
    if (!chunks.has(name)) chunks.set(name, bytes.subarray(start, start + size))
    else if (name === 'fmt ' || name === 'data') throw new InputError(`${file} has two "${name}" parts`)
    at = start + size + (size % 2)
  }
  return chunks
}

function chunkNamed(chunks: Map<string, Uint8Array>, name: string, file: string): Uint8Array {
  const chunk = chunks.get(name)
  if (chunk === undefined) throw new InputError(`${file} has no "${name}" part`)
  return chunk
}

/** Refuses all but 16-bit PCM. */
function checkChunk(chunk: Uint8Array, file: string): void {
  if (chunk.length < 16)
    throw new InputError(`${file}: its "fmt " part must have 16 bytes or more, not ${chunk.length}`)
  const view = viewOf(chunk)
  const coding = view.getUint16(0, true)
  if (coding !== PCM) throw new InputError(`${file} has samples coded as format ${coding}, not ${PCM}, which is PCM`)
  checkFormat(
    {
      channels: view.getUint16(2, true),
      rate: view.getUint32(4, true),
      bytesPerSample: view.getUint16(14, true) / 8,
    },
    file,
  )
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength)
}
