import { type Stream, stream } from '../../src/math/random.ts'

const HUGE = ['99999999999999999999', '4294967295', '2147483648', '1e999', '-1', '0', '', '9'.repeat(400)]

/** Ways to damage a file; `others` are files of the same kind. */
const damages: readonly ((file: Buffer, random: Stream, others: readonly Buffer[]) => Buffer)[] = [
  function truncated(file, random) {
    return file.subarray(0, random.integer(file.length))
  },
  function withBitsFlipped(file, random) {
    const damaged = Buffer.from(file)
    for (let k = random.integer(8); k >= 0; k--) damaged[random.integer(file.length)] ^= 1 << random.integer(8)
    return damaged
  },
  function withBytesLostAndAdded(file, random) {
    const added = Buffer.from(Array.from({ length: random.integer(4) }, () => random.integer(256)))
    return replaced(file, random.integer(file.length), random.integer(4), added)
  },
  function withHugeCount(file, random) {
    const numbers = [...file.toString('latin1').matchAll(/\d+|$/g)]
    const { index, 0: number } = numbers[random.integer(numbers.length)]
    return replaced(file, index, number.length, Buffer.from(HUGE[random.integer(HUGE.length)]))
  },
  function withHugeBytes(file, random) {
    return replaced(file, random.integer(file.length), 4, Buffer.alloc(4, random.integer(2) === 0 ? 0xff : 0x7f))
  },
  function withPartTwice(file, random) {
    const [start, at] = [random.integer(file.length), random.integer(file.length)]
    return replaced(file, at, 0, file.subarray(start, start + random.integer(200)))
  },
  function endingAsAnother(file, random, others) {
    const other = others[random.integer(others.length)]
    return Buffer.concat([file.subarray(0, random.integer(file.length)), other.subarray(random.integer(other.length))])
  },
]

/** A file with some bytes at a place replaced by others. */
export function replaced(file: Buffer, at: number, lost: number, added: Uint8Array): Buffer {
  return Buffer.concat([file.subarray(0, at), added, file.subarray(at + lost)])
}

/** A file damaged in one of these ways. */
export function damagedOnce(file: Buffer, random: Stream, others: readonly Buffer[] = [file]): Buffer {
  return damages[random.integer(damages.length)](file, random, others)
}

/** So many damaged files of a kind, each of these damaged in a way that comes round in turn; the same ones every time. */
export function* damaged(files: readonly Buffer[], count: number): Generator<Buffer> {
  const random = stream('damaged files')
  for (let k = 0; k < count; k++) yield damages[k % damages.length](files[random.integer(files.length)], random, files)
}
