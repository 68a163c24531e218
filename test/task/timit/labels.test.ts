import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InputError } from '../../../src/math/input-error.ts'
import { framePhones, phones, readLabels } from '../../../src/task/timit/labels.ts'
import { readEachSafely } from '../damage.ts'
import { damaged } from '../damages.ts'

const read = (text: string) => readLabels(text, 'SX1.PHN')
const named = (text: string, frames: number) => [...framePhones(read(text), frames)].map((phone) => phones[phone])

test('there are 61 phones in alphabetical order', () => {
  expect(phones.length).toBe(61)
  expect(new Set(phones).size).toBe(61)
  expect([...phones].sort()).toEqual(phones)
  expect(phones).toEqual(expect.arrayContaining(['h#', 'q', 'pau', 'epi', 'ax-h']))
})

test('labels are lines of start, end and phone, whatever ends them', () => {
  expect(read('0 400 h#\r\n 400\t900 zh\n\n')).toEqual([
    { start: 0, end: 400, phone: 27 },
    { start: 400, end: 900, phone: 60 },
  ])
})

test.each([
  ['', 'SX1.PHN must have lines "start end phone"; it is empty'],
  ['0 400', 'SX1.PHN, line 1: must be "start end phone", not "0 400"'],
  ['0 400 h# and more', 'SX1.PHN, line 1: must be "start end phone", not "0 400 h# and more"'],
  ['0 400 h#\n-1 900 aa', 'SX1.PHN, line 2: must be "start end phone", not "-1 900 aa"'],
  ['0 99999999999 h#', 'SX1.PHN, line 1: must be "start end phone", not "0 99999999999 h#"'],
  ['0 400 toString', 'SX1.PHN, line 1: no phone named toString; there are aa, ae, ah, … zh'],
  ['0 400 H#', 'SX1.PHN, line 1: no phone named H#; there are aa, ae, ah, … zh'],
  ['400 0 h#', 'SX1.PHN, line 1: must not end (0) before it starts (400)'],
  ['0 400 h#\n500 600 aa\n400 500 b', 'SX1.PHN, line 3: starts at 400, before the phone above it at 500'],
])('%j is refused with its place', (text, message) => {
  expect(() => read(text)).toThrow(new InputError(message))
})

describe('the phone of a frame', () => {
  test('is the one with most of its 400 samples', () => {
    expect(named('0 201 s\n201 2000 aa', 1)).toEqual(['s'])
    expect(named('0 199 s\n199 2000 aa', 1)).toEqual(['aa'])
    expect(named('0 150 s\n150 250 aa\n250 400 s', 1)).toEqual(['s'])
  })

  test('is the alphabetically first of two with equally many', () => {
    expect(named('0 200 s\n200 2000 aa', 1)).toEqual(['aa'])
    expect(named('0 200 aa\n200 2000 s', 1)).toEqual(['aa'])
  })

  test('is h# before the first label', () => {
    expect(named('500 2000 aa', 4)).toEqual(['h#', 'h#', 'aa', 'aa'])
  })

  test('is the one before in a gap, and the later one in an overlap', () => {
    expect(named('0 160 s\n700 2000 aa', 3)).toEqual(['s', 's', 's'])
    expect(named('0 2000 s\n160 2000 aa', 2)).toEqual(['aa', 'aa'])
  })

  test('there is none past the last label', () => {
    expect(named('0 320 s', 9)).toEqual(['s', 's'])
    expect(named('0 321 s', 9)).toEqual(['s', 's', 's'])
    expect(named('0 0 s', 9)).toEqual([])
  })

  test('is there for all frames if the last label ends past the recording', () => {
    expect(named('0 9999999999 s', 3)).toEqual(['s', 's', 's'])
  })

  test('agrees with counting samples one by one', () => {
    const steps = fc.array(fc.tuple(fc.nat(400), fc.integer({ min: -50, max: 400 }), fc.nat(60)), {
      minLength: 1,
      maxLength: 12,
    })
    fc.assert(
      fc.property(steps, fc.nat(12), (list, frames) => {
        let start = 0
        const labels = list.map(([step, length, phone]) => {
          start += step
          return { start, end: start + Math.max(0, length), phone }
        })
        const end = labels.at(-1)?.end ?? 0
        const at = (sample: number) => labels.findLast((label) => label.start <= sample)?.phone ?? 27
        const expected: number[] = []
        for (let t = 0; t < frames && 160 * t < end; t++) {
          const counts = phones.map(() => 0)
          for (let s = 160 * t; s < 160 * t + 400 && s < end; s++) counts[at(s)] += 1
          expected.push(counts.indexOf(Math.max(...counts)))
        }
        expect([...framePhones(labels, frames)]).toEqual(expected)
      }),
    )
  })
})

describe('a damaged file is refused or read right', () => {
  const text = '0 3167 h#\n3167 3902 ax\n3902 4550 v\n4550 5215 er\n5215 5878 ax-h\n5878 9000 h#\n'

  /** Right if the labels written out again are the words of the text. */
  function isSaid(labels: ReturnType<typeof read>, file: Buffer): boolean {
    const said = labels.flatMap(({ start, end, phone }) => [start, end, phones[phone]])
    const words = file.toString('latin1').split(/\s+/).filter(Boolean)
    expect(said).toEqual(words.map((word, k) => (k % 3 === 2 ? word : Number(word))))
    return framePhones(labels, 50).length <= 50
  }

  const readFile = (file: Buffer) => read(file.toString('latin1'))
  const refusedOrRight = (text: string) => readEachSafely([Buffer.from(text, 'latin1')], readFile, isSaid) <= 1

  test('10,000 files, in a second and 200 MB', () => {
    const other = Buffer.from('0 1 aa\r\n1 9999999999 zh\r\n')
    const done = readEachSafely(damaged([Buffer.from(text), other], 10_000), readFile, isSaid)
    expect(done).toBeGreaterThan(500)
  })

  test('of any numbers and phones: 1,000 files', () => {
    const line = fc.tuple(fc.nat(20000), fc.nat(20000), fc.constantFrom(...phones)).map((words) => words.join(' '))
    const sorted = fc
      .array(line, { maxLength: 5 })
      .map((lines) => lines.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10)))
    fc.assert(
      fc.property(sorted, (lines) => refusedOrRight(lines.join('\n'))),
      { numRuns: 1000 },
    )
  })

  test('of a line of a million spaces, and of a hundred thousand empty labels', () => {
    expect(refusedOrRight(`1${' '.repeat(1_000_000)}x`)).toBe(true)
    expect(refusedOrRight('0 0 aa\n'.repeat(100_000))).toBe(true)
    const crowded = read(`${'400 400 aa\n'.repeat(100_000)}400 9000 b`)
    expect(framePhones(crowded, 4)).toEqual(Int32Array.of(27, 27, 9, 9))
  })
})
