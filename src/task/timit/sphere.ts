import { InputError, oneLine } from '../../math/input-error.ts'
import { textOf } from '../file.ts'
import { checkFormat, samplesOf } from './pcm.ts'

/** How a NIST SPHERE file begins. */
export const SPHERE = 'NIST_1A\n'

/** Bytes; those of TIMIT have 1,024. */
const LARGEST_HEADER = 65_536

const ORDERS: Readonly<Record<string, 'little-endian' | 'big-endian'>> = { '01': 'little-endian', '10': 'big-endian' }

/**
 * The samples of a NIST SPHERE file: the magic line, a line with the header's size in bytes, lines `key -i|-r|-sN value` to
 * `end_head`, padding, and as many 16-bit samples as `sample_count` says: neither more nor fewer.
 */
export function readSphere(bytes: Uint8Array, file: string): Int16Array {
  const size = headerSize(bytes, file)
  const header = fieldsOf(textOf(bytes.subarray(0, size)), file)
  const coding = header.get('sample_coding') ?? 'pcm'
  if (coding !== 'pcm')
    throw new InputError(
      `${file} has samples coded as ${oneLine(coding)}, not pcm: convert it with NIST's w_decode or with sph2pipe`,
    )
  const whole = (key: string) => wholeOf(header, key, file)
  checkFormat(
    { channels: whole('channel_count'), bytesPerSample: whole('sample_n_bytes'), rate: whole('sample_rate') },
    file,
  )
  const format = fieldNamed(header, 'sample_byte_format', file)
  if (!Object.hasOwn(ORDERS, format))
    throw new InputError(
      `${file}: sample_byte_format must be 01 (little-endian) or 10 (big-endian), not ${oneLine(format)}`,
    )
  const samples = whole('sample_count')
  if (bytes.length - size !== 2 * samples)
    throw new InputError(
      `${file} must have 2 × ${samples} bytes of samples, not ${bytes.length - size}: it may be damaged`,
    )
  return samplesOf(bytes.subarray(size), ORDERS[format])
}

function headerSize(bytes: Uint8Array, file: string): number {
  const line = textOf(bytes.subarray(SPHERE.length, 2 * SPHERE.length))
  const size = /^ *\d+\n$/.test(line) ? Number(line) : Number.NaN
  if (!(size >= 2 * SPHERE.length && size <= LARGEST_HEADER))
    throw new InputError(
      `${file}: the second line must be the size of the header, as in "   1024", not "${oneLine(line)}"`,
    )
  if (size > bytes.length) throw new InputError(`${file} is cut short: it ends within its header of ${size} bytes`)
  return size
}

/** The values in a header by their keys. */
function fieldsOf(header: string, file: string): Map<string, string> {
  const fields = new Map<string, string>()
  for (const line of header.slice(2 * SPHERE.length).split('\n')) {
    if (line.trimEnd() === 'end_head') return fields
    if (line === '' || line.startsWith(';')) continue
    const [key, value] = fieldOf(line) ?? []
    if (key === undefined || value === undefined)
      throw new InputError(`${file}: a line of the header must be like "sample_count -i 46797", not "${oneLine(line)}"`)
    if (fields.has(key)) throw new InputError(`${file}: the header gives ${oneLine(key)} twice`)
    fields.set(key, value)
  }
  throw new InputError(`${file}: the header has no end_head`)
}

/** Key and value of a line; a text is as long as its type says. */
function fieldOf(line: string): [string, string] | undefined {
  const [, key, type, length, rest] = /^(\S+) -(i|r|s(\d+)) (.*)$/.exec(line) ?? []
  if (key === undefined) return undefined
  if (length === undefined) return type === 'i' && !/^[+-]?\d+ *$/.test(rest) ? undefined : [key, rest.trimEnd()]
  return Number(length) > rest.length ? undefined : [key, rest.slice(0, Number(length))]
}

function fieldNamed(header: Map<string, string>, key: string, file: string): string {
  const value = header.get(key)
  if (value === undefined) throw new InputError(`${file}: the header has no ${key}`)
  return value
}

function wholeOf(header: Map<string, string>, key: string, file: string): number {
  const value = fieldNamed(header, key, file)
  if (!/^\d{1,10}$/.test(value)) throw new InputError(`${file}: ${key} must be a whole number, not ${oneLine(value)}`)
  return Number(value)
}
