import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InputError } from '../../../src/math/input-error.ts'
import { readRecording } from '../../../src/task/timit/recording.ts'
import { readEachSafely } from '../damage.ts'
import { damaged } from '../damages.ts'
import { bigEndian, format, part, riff, riffOf, sphere } from './files.ts'

const samples = [0, 1, -1, 258, -32768, 32767, -300, 7]
const read = (bytes: Uint8Array) => readRecording(bytes, 'SX1.WAV')

/** A copy with a text in the place of another of the same length. */
function replaced(file: Buffer, old: string, by: string): Buffer {
  const copy = Buffer.from(file)
  copy.write(by, copy.indexOf(old), 'latin1')
  return copy
}

test.each([
  ['SPHERE, little-endian', sphere(samples)],
  ['SPHERE, big-endian', bigEndian(samples)],
  ['SPHERE that says pcm', sphere(samples, { sample_coding: '-s3 pcm' })],
  ['SPHERE with a text of several words', sphere(samples, { note: '-s9 two words and more' })],
  ['SPHERE with a comment', sphere(samples, { '; a comment': '' })],
  ['RIFF under the same name', riff(samples)],
  ['RIFF with other parts of odd size', riffOf(part('LIST', Buffer.from('abc')), format(), riff(samples).subarray(36))],
  ['RIFF with bytes behind it', Buffer.concat([riff(samples), Buffer.from('tail')])],
])('%s is read', (_name, file) => {
  expect([...read(file)]).toEqual(samples)
})

test('bytes that begin anywhere in memory are read', () => {
  const file = sphere(samples)
  const odd = Buffer.concat([Buffer.alloc(1), file]).subarray(1)
  expect([...read(odd)]).toEqual(samples)
})

const refused: [string, Buffer, string][] = [
  ['an empty file', Buffer.alloc(0), 'SX1.WAV must begin with NIST_1A (SPHERE) or RIFF, not with ""'],
  [
    'a file of another kind',
    Buffer.from('ID3\u0001\u0002\u0003\n__'),
    'SX1.WAV must begin with NIST_1A (SPHERE) or RIFF, not with "ID3????_"',
  ],
  [
    'shorten',
    sphere(samples, { sample_coding: '-s26 pcm,embedded-shorten-v2.00' }),
    "SX1.WAV has samples coded as pcm,embedded-shorten-v2.00, not pcm: convert it with NIST's w_decode or with sph2pipe",
  ],
  [
    'wavpack',
    sphere(samples, { sample_coding: '-s7 wavpack' }),
    "SX1.WAV has samples coded as wavpack, not pcm: convert it with NIST's w_decode or with sph2pipe",
  ],
  [
    'an odd byte too many',
    Buffer.concat([sphere(samples), Buffer.alloc(1)]),
    'SX1.WAV must have 2 × 8 bytes of samples, not 17: it may be damaged',
  ],
  [
    'an odd byte too few',
    sphere(samples).subarray(0, -1),
    'SX1.WAV must have 2 × 8 bytes of samples, not 15: it may be damaged',
  ],
  [
    'a file that ends in its header',
    sphere(samples).subarray(0, 1000),
    'SX1.WAV is cut short: it ends within its header of 1024 bytes',
  ],
  [
    'a file of its first line',
    sphere(samples).subarray(0, 8),
    'SX1.WAV: the second line must be the size of the header, as in "   1024", not ""',
  ],
  [
    'a header of 9 bytes',
    replaced(sphere(samples), '   1024', '      9'),
    'SX1.WAV: the second line must be the size of the header, as in "   1024", not "      9?"',
  ],
  [
    'a header without end',
    replaced(sphere(samples), 'end_head', 'a -i 333'),
    'SX1.WAV: a line of the header must be like "sample_count -i 46797", not "',
  ],
  ['no count', sphere(samples, { sample_count: undefined }), 'SX1.WAV: the header has no sample_count'],
  [
    'no byte format',
    sphere(samples, { sample_byte_format: undefined }),
    'SX1.WAV: the header has no sample_byte_format',
  ],
  [
    'another byte format',
    sphere(samples, { sample_byte_format: '-s2 1 ' }),
    'SX1.WAV: sample_byte_format must be 01 (little-endian) or 10 (big-endian), not 1 ',
  ],
  [
    'a count below 0',
    sphere(samples, { sample_count: '-i -8' }),
    'SX1.WAV: sample_count must be a whole number, not -8',
  ],
  [
    'a huge count',
    sphere(samples, { sample_count: '-i 4294967295' }),
    'SX1.WAV must have 2 × 4294967295 bytes of samples, not 16: it may be damaged',
  ],
  [
    'a count that is no number',
    sphere(samples, { sample_count: '-i many' }),
    'SX1.WAV: a line of the header must be like "sample_count -i 46797", not "sample_count -i many"',
  ],
  [
    'a text shorter than it says',
    sphere(samples, { sample_coding: '-s4 pcm' }),
    'SX1.WAV: a line of the header must be like "sample_count -i 46797", not "sample_coding -s4 pcm"',
  ],
  [
    'a field twice',
    sphere(samples, { 'channel_count -i 1\nchannel_count': '-i 1' }),
    'SX1.WAV: the header gives channel_count twice',
  ],
  ['two channels', sphere(samples, { channel_count: '-i 2' }), 'SX1.WAV must have 1 channel, not 2'],
  ['8 bits', sphere(samples, { sample_n_bytes: '-i 1' }), 'SX1.WAV must have 2 bytes a sample, not 1'],
  ['8 kHz', sphere(samples, { sample_rate: '-i 8000' }), 'SX1.WAV must have 16000 samples a second, not 8000'],
  ['a RIFF of pictures', replaced(riff(samples), 'WAVE', 'AVI '), 'SX1.WAV is a RIFF file, but not of type WAVE'],
  [
    'a RIFF cut short',
    riff(samples).subarray(0, 50),
    'SX1.WAV is cut short: a part of 16 bytes begins at byte 44, and the file has 50',
  ],
  [
    'a RIFF with a part of 4 GB',
    riffOf(part('LIST', Buffer.alloc(2), 0xffffffff)),
    'SX1.WAV is cut short: a part of 4294967295 bytes begins at byte 20, and the file has 22',
  ],
  ['a RIFF without format', riffOf(part('data', Buffer.alloc(2))), 'SX1.WAV has no "fmt " part'],
  ['a RIFF without samples', riffOf(format()), 'SX1.WAV has no "data" part'],
  [
    'a RIFF with samples twice',
    riffOf(format(), part('data', Buffer.alloc(2)), part('data', Buffer.alloc(2))),
    'SX1.WAV has two "data" parts',
  ],
  [
    'a RIFF with an odd byte',
    riffOf(format(), part('data', Buffer.alloc(3))),
    'SX1.WAV has an odd number of bytes of samples, 3: it may be damaged',
  ],
  [
    'a RIFF with a small format',
    riffOf(part('fmt ', Buffer.alloc(14)), part('data', Buffer.alloc(2))),
    'SX1.WAV: its "fmt " part must have 16 bytes or more, not 14',
  ],
  [
    'a RIFF of µ-law',
    riffOf(format({ coding: 7 }), part('data', Buffer.alloc(2))),
    'SX1.WAV has samples coded as format 7, not 1, which is PCM',
  ],
  [
    'a RIFF in stereo',
    riffOf(format({ channels: 2 }), part('data', Buffer.alloc(2))),
    'SX1.WAV must have 1 channel, not 2',
  ],
  [
    'a RIFF of 44.1 kHz',
    riffOf(format({ rate: 44100 }), part('data', Buffer.alloc(2))),
    'SX1.WAV must have 16000 samples a second, not 44100',
  ],
  [
    'a RIFF of 24 bits',
    riffOf(format({ bits: 24 }), part('data', Buffer.alloc(2))),
    'SX1.WAV must have 2 bytes a sample, not 3',
  ],
]

test.each(refused)('%s is refused', (_name, file, message) => {
  expect(() => read(file)).toThrow(InputError)
  expect(() => read(file)).toThrow(message)
})

describe('a damaged file is refused or read right', () => {
  const whole = { sphere: sphere(samples), bigEndian: bigEndian(samples), riff: riff(samples) }

  /** Right if the samples are in the file, in one order or the other. */
  function isHeld(found: Int16Array, file: Buffer): boolean {
    const held = Buffer.from(found.buffer, found.byteOffset, found.byteLength)
    return file.includes(held) || file.includes(Buffer.from(held).swap16())
  }

  const refusedOrRight = (file: Buffer) => readEachSafely([file], read, isHeld) <= 1

  test.each(['sphere', 'bigEndian', 'riff'] as const)('%s: 10,000 files, in a second and 200 MB', (name) => {
    const done = readEachSafely(damaged([whole[name], ...Object.values(whole)], 10_000), read, isHeld)
    expect(done).toBeGreaterThan(500)
  })

  test('with any fields in its header: 2,000 files', () => {
    const value = fc.oneof(
      fc.integer().map((n) => `-i ${n}`),
      fc.double().map((x) => `-r ${x}`),
      fc.tuple(fc.nat(99), fc.string()).map(([n, text]) => `-s${n} ${text}`),
      fc.string({ unit: 'binary' }),
    )
    const key = fc.constantFrom('channel_count', 'sample_count', 'sample_rate', 'sample_n_bytes', 'sample_byte_format')
    fc.assert(
      fc.property(fc.dictionary(key, value, { minKeys: 1, maxKeys: 3 }), (changed) =>
        refusedOrRight(sphere(samples, changed)),
      ),
      { numRuns: 2000 },
    )
  })

  test('of parts of any name and size: 2,000 files', () => {
    const name = fc.oneof(fc.constantFrom('fmt ', 'data', 'LIST'), fc.string({ minLength: 4, maxLength: 4 }))
    const size = fc.option(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { nil: undefined })
    const anyPart = fc
      .tuple(name, fc.uint8Array({ maxLength: 40 }), size)
      .map(([named, content, length]) => part(named, Buffer.from(content), length ?? content.length))
    fc.assert(
      fc.property(fc.array(fc.oneof(anyPart, fc.constant(format())), { maxLength: 5 }), (parts) =>
        refusedOrRight(riffOf(...parts)),
      ),
      { numRuns: 2000 },
    )
  })

  const LARGEST = 2 ** 21
  const header = (unit: (k: number) => string, longest = LARGEST) => {
    let lines = ''
    for (let k = 0; lines.length < longest - 30; k++) lines += unit(k)
    return Buffer.from(`NIST_1A\n${String(16 + lines.length).padStart(7)}\n${lines}`, 'latin1')
  }
  test.each([
    ['samples', sphere(Array(2 ** 20 - 512).fill(1))],
    ['samples in RIFF', riff(Array(2 ** 20 - 22).fill(1))],
    ['header', header(() => 'a')],
    ['spaces in a header', header(() => ' ')],
    ['lines in a header', header((k) => `k${k} -i 1\n`)],
    ['text in a header', header((k) => (k === 0 ? 'k -s2000000 ' : ' '))],
    ['empty lines in a header', header(() => '\n')],
    ['comments in a header', header(() => ';\n')],
    ['lines in the largest header', header((k) => `k${k} -i 1\n`, 65_520)],
    ['parts of RIFF', Buffer.concat([riffOf(), Buffer.alloc(LARGEST - 12)])],
  ])('2 MB of %s, in a second and 200 MB', (_name, file) => {
    readEachSafely([file], read, () => true)
  })
})
