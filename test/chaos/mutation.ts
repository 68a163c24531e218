import { gunzipSync, gzipSync } from 'node:zlib'
import type { Stream } from '../../src/math/random.ts'
import { damagedOnce, replaced } from '../task/damages.ts'

/** Values that may stand where another belongs; ∞ is written as a number too large. */
const VALUES = [
  'null',
  '0',
  '-50',
  '1e999',
  '0.5',
  '9007199254740993',
  '"NaN"',
  '"x"',
  '""',
  'true',
  '[]',
  '{}',
  '[[1]]',
  '"\\u202e"',
]

/** A text of JSON lines in which one thing is other than it was: a value, a name, a line, or some bytes. */
export function mutatedLines(text: Buffer, random: Stream): Buffer {
  const ways = [damagedOnce, withAnotherValue, withAnotherLineOrder]
  return ways[random.integer(ways.length)](text, random)
}

/** JSON with a value of it, however deep, replaced, taken out or put in twice. */
export function withAnotherValue(text: Buffer, random: Stream): Buffer {
  const lines = text.toString().split('\n')
  const at = random.integer(lines.length)
  try {
    lines[at] = changed(JSON.parse(lines[at]), random)
  } catch {
    lines[at] = VALUES[random.integer(VALUES.length)]
  }
  return Buffer.from(lines.join('\n'))
}

/** The JSON of a value in which one part is another. */
function changed(value: unknown, random: Stream): string {
  if (typeof value !== 'object' || value === null || random.integer(6) === 0)
    return VALUES[random.integer(VALUES.length)]
  const entries = Object.entries(value)
  if (entries.length === 0) return VALUES[random.integer(VALUES.length)]
  const [key, inner] = entries[random.integer(entries.length)]
  const fate = random.integer(12)
  const others = entries.flatMap(([name, content]): [string, string][] => {
    if (name !== key) return [[name, JSON.stringify(content)]]
    if (fate === 0) return []
    if (fate === 1) return [[`${name} `, JSON.stringify(content)]]
    const now = changed(inner, random)
    return fate === 2
      ? [
          [name, JSON.stringify(content)],
          [name, now],
        ]
      : [[name, now]]
  })
  if (Array.isArray(value)) return `[${others.map(([, content]) => content).join()}]`
  return `{${others.map(([name, content]) => `${JSON.stringify(name)}:${content}`).join()}}`
}

/** Lines lost, given twice or elsewhere. */
function withAnotherLineOrder(text: Buffer, random: Stream): Buffer {
  const lines = text.toString().split('\n')
  const [from, to] = [random.integer(lines.length), random.integer(lines.length)]
  const moved = lines.splice(from, 1 + random.integer(2))
  const fate = random.integer(3)
  if (fate === 1) lines.splice(to, 0, ...moved)
  if (fate === 2) lines.splice(to, 0, ...moved, ...moved)
  return Buffer.from(lines.join('\n'))
}

/** The same of a compressed text: damaged as it is, or inside. */
export function mutatedGzip(bytes: Buffer, random: Stream): Buffer {
  return random.integer(2) === 0 ? damagedOnce(bytes, random) : gzipSync(mutatedLines(gunzipSync(bytes), random))
}

const PAGE = 4096

/** Ways to damage a database: whole pages, and what a disk or a careless hand makes of single bytes. */
const databaseDamages: readonly ((file: Buffer, random: Stream) => Buffer)[] = [
  damagedOnce,
  function withOneBitFlipped(file, random) {
    const at = random.integer(file.length)
    return replaced(file, at, 1, Uint8Array.of(file[at] ^ (1 << random.integer(8))))
  },
  function withOneByteChanged(file, random) {
    return replaced(file, random.integer(file.length), 1, Uint8Array.of(random.integer(256)))
  },
  function withDigitChanged(file, random) {
    const digits = [...file.toString('latin1').matchAll(/[0-9]/g)]
    return replaced(file, digits[random.integer(digits.length)].index, 1, Buffer.from(String(random.integer(10))))
  },
  function withPageOfZeros(file, random) {
    return replaced(file, pageAt(file, random), PAGE, Buffer.alloc(PAGE))
  },
  function withPagesExchanged(file, random) {
    const [one, other] = [pageAt(file, random), pageAt(file, random)]
    const copy = Buffer.from(file)
    file.copy(copy, one, other, other + PAGE)
    file.copy(copy, other, one, one + PAGE)
    return copy
  },
  function cutAtAPage(file, random) {
    return file.subarray(0, pageAt(file, random))
  },
  function cutInTheLastPage(file, random) {
    return file.subarray(0, file.length - 1 - random.integer(PAGE - 1))
  },
  function longer(file, random) {
    return Buffer.concat([file, Buffer.alloc(1 + random.integer(2 * PAGE), random.integer(256))])
  },
]

const pageAt = (file: Buffer, random: Stream) => PAGE * random.integer(Math.ceil(file.length / PAGE))

/** A damaged database. */
export function damagedDatabase(file: Buffer, random: Stream): Buffer {
  return databaseDamages[random.integer(databaseDamages.length)](file, random)
}

const FRAME = 24 + PAGE

/** Ways to damage a log of SQLite, by places alone: what a log holds of chance, its salts, decides nothing. */
const logDamages: readonly ((log: Buffer, random: Stream) => Buffer)[] = [
  function withABitFlipped(log, random) {
    const at = random.integer(log.length)
    return replaced(log, at, 1, Uint8Array.of(log[at] ^ (1 << random.integer(8))))
  },
  function withSomeBytesInverted(log, random) {
    const copy = Buffer.from(log)
    for (let k = random.integer(8); k >= 0; k--) copy[random.integer(log.length)] ^= 0xff
    return copy
  },
  function withABitOfAHeadFlipped(log, random) {
    const copy = Buffer.from(log)
    const head = random.integer(2) === 0 ? 0 : frameAt(log, random)
    copy[head + random.integer(24)] ^= 1 << random.integer(8)
    return copy
  },
  function withFramesExchanged(log, random) {
    const [one, other] = [frameAt(log, random), frameAt(log, random)]
    const copy = Buffer.from(log)
    log.copy(copy, one, other, other + FRAME)
    log.copy(copy, other, one, one + FRAME)
    return copy
  },
  function withAFrameTwice(log, random) {
    const [from, to] = [frameAt(log, random), frameAt(log, random)]
    return replaced(log, to, 0, log.subarray(from, from + FRAME))
  },
  function withZeros(log, random) {
    const copy = Buffer.from(log)
    const at = random.integer(log.length)
    return copy.fill(0, at, Math.min(log.length, at + 1 + random.integer(2 * PAGE)))
  },
  function cutAnywhere(log, random) {
    return log.subarray(0, random.integer(log.length))
  },
  function cutAtAFrame(log, random) {
    return log.subarray(0, frameAt(log, random))
  },
]

/** The head of a log has 32 bytes, that of a frame 24. */
const frameAt = (log: Buffer, random: Stream) => 32 + FRAME * random.integer(Math.floor((log.length - 32) / FRAME))

/** A damaged log of SQLite, the file `-wal`. */
export function damagedLog(log: Buffer, random: Stream): Buffer {
  return logDamages[random.integer(logDamages.length)](log, random)
}
