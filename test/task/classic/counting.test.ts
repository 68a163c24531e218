import { describe, expect, test } from 'vitest'
import type { Sequence } from '../../../src/engine/engine.ts'
import { InputError } from '../../../src/math/input-error.ts'
import { COUNTING_SYMBOLS, counting } from '../../../src/task/classic/counting.ts'
import { loadTask } from '../../../src/task/load.ts'
import { metrics } from '../../../src/task/metric.ts'

const symbolsOf = ({ inputs, steps }: Sequence) =>
  Array.from({ length: steps }, (_, t) => COUNTING_SYMBOLS[inputs.subarray(3 * t, 3 * t + 3).indexOf(1)]).join('')
const setsOf = ({ targets, steps }: Sequence) =>
  Array.from({ length: steps }, (_, t) => [...COUNTING_SYMBOLS].filter((_, k) => targets[3 * t + k] === 1).join(''))

/** The whole strings of a stream as [number of a's, number of b's]; the last may be cut off and is left out. */
const countsOf = (sequence: Sequence) =>
  symbolsOf(sequence)
    .split('S')
    .slice(1, -1)
    .map((string) => [string.lastIndexOf('a') + 1, string.length - string.indexOf('b')])

/** A machine with one counter: what it predicts after each symbol. */
function counter(symbols: string): string[] {
  let count = 0
  return [...symbols].map((symbol) => {
    count = symbol === 'S' ? 0 : symbol === 'a' ? count + 1 : count - 1
    if (symbol === 'S') return 'a'
    if (symbol === 'a') return 'ab'
    return count > 0 ? 'b' : 'S'
  })
}

const wrong = (sequence: Sequence, sets: string[]) => {
  const logits = Float32Array.from(
    sets.flatMap((set) => [...COUNTING_SYMBOLS].map((symbol) => (set.includes(symbol) ? 1 : -1))),
  )
  const { sum, count } = metrics['wrong sets']
  const task = counting()
  return sum({ loss: 0, logits: () => logits }, sequence, task) / count(sequence, task)
}

test('a string is S, then as many b as a; training has 1 to 10, validation and test 11 to 50, all of them', async () => {
  const { splits } = await loadTask(counting())
  const lengths = (sequences: readonly Sequence[]) => {
    const counts = sequences.flatMap(countsOf)
    for (const [as, bs] of counts) expect(bs).toBe(as)
    return [...new Set(counts.map(([n]) => n))].sort((a, b) => a - b)
  }
  expect(lengths(splits.training)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  const tested = lengths([...splits.validation, ...splits.test])
  expect([tested[0], tested.at(-1), tested.length]).toEqual([11, 50, 40])
})

test('the sets of one stream, written out', async () => {
  const { splits } = await loadTask(
    counting({ training: 1, validation: 1, test: 1, steps: 20, longest: 3, longestTested: 5 }),
  )
  expect(symbolsOf(splits.training[0])).toBe('SaabbSaaabbbSaaabbbS')
  expect(setsOf(splits.training[0]).join(' ')).toBe('a ab ab b S a ab ab ab b b S a ab ab ab b b S a')
  expect(symbolsOf(splits.test[0])).toMatch(/^S(aaaabbbb|aaaaabbbbb)S/)
})

describe('the metric', () => {
  test('is 0 % for a machine with a counter, on every split', async () => {
    for (const sequence of Object.values({ ...(await loadTask(counting())).splits }).flat()) {
      expect(wrong(sequence, counter(symbolsOf(sequence)))).toBe(0)
    }
  })

  test('is one step a string for a machine that never sees the end coming', async () => {
    const { splits } = await loadTask(counting())
    for (const sequence of splits.test) {
      const blind = counter(symbolsOf(sequence)).map((set) => (set === 'S' ? 'b' : set))
      const ends = setsOf(sequence).filter((set) => set === 'S').length
      expect(wrong(sequence, blind)).toBeCloseTo((100 * ends) / 300, 10)
    }
  })
})

test('the same symbols on every machine', async () => {
  expect((await loadTask(counting())).fingerprint).toBe(
    '5ea20951556abe17f8fccc7a082547ce79132d8e3888f767c5af5c0f5db503f2',
  )
})

test('options that make no task are refused with the value', () => {
  expect(() => counting({ longest: 0 })).toThrow(
    new InputError('longest of task counting must be a whole number of at least 1, not 0'),
  )
  expect(() => counting({ longest: 10, longestTested: 10 })).toThrow(
    new InputError('longestTested of task counting must be above longest, 10, not 10'),
  )
})
