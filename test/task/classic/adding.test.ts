import { describe, expect, test } from 'vitest'
import { InputError } from '../../../src/math/input-error.ts'
import { adding } from '../../../src/task/classic/adding.ts'
import { loadTask } from '../../../src/task/load.ts'

const all = async (task = adding()) => Object.values({ ...(await loadTask(task)).splits }).flat()
const column = (inputs: Float32Array, k: number) => [...inputs].filter((_, at) => at % 2 === k)

test('an oracle that adds what is marked has no error', async () => {
  for (const { steps, inputs, targets, from } of await all()) {
    const values = column(inputs, 0)
    const sum = column(inputs, 1).reduce((sum, mark, t) => (mark === 1 ? sum + values[t] : sum), 0)
    expect(from).toBe(steps - 1)
    expect(targets[steps - 1]).toBe(Math.fround(0.5 + sum / 4))
  }
})

describe.each([{ length: 12 }, { length: 30 }, { length: 100 }])('with length $length', ({ length }) => {
  test('sequences have T to T + T/10 steps, all of these lengths', async () => {
    const lengths = new Set((await all(adding({ length }))).map(({ steps }) => steps))
    expect([...lengths].sort((a, b) => a - b)).toEqual(
      Array.from({ length: Math.floor(length / 10) + 1 }, (_, k) => length + k),
    )
  })

  test('values fill [−1, 1] and targets lie in [0, 1]', async () => {
    const sequences = await all(adding({ length }))
    const values = sequences.flatMap(({ inputs }) => column(inputs, 0))
    expect(Math.min(...values.slice(0, 9999))).toBeLessThan(-0.99)
    expect(Math.max(...values.slice(0, 9999))).toBeGreaterThan(0.99)
    for (const value of values) expect(Math.abs(value)).toBeLessThanOrEqual(1)
    for (const { targets } of sequences) expect(targets.every((y) => y >= 0 && y <= 1)).toBe(true)
  })

  test('the ends are marked −1 and two early steps 1, or one where the first step was drawn', async () => {
    let both = 0
    const seen = new Set<number>()
    const sequences = await all(adding({ length }))
    for (const { steps, inputs } of sequences) {
      const marks = column(inputs, 1)
      const ones = marks.flatMap((mark, t) => (mark === 1 ? [t] : []))
      expect([marks[0], marks[steps - 1]]).toEqual([-1, -1])
      expect(marks.filter((mark) => mark !== 0).length).toBe(2 + ones.length)
      expect(ones.length === 1 || ones.length === 2).toBe(true)
      if (ones.length === 2) expect(ones[0]).toBeLessThan(10)
      for (const t of ones) seen.add(t)
      both += ones.length === 2 ? 1 : 0
    }
    expect([...seen].sort((a, b) => a - b)).toEqual(Array.from({ length: Math.floor(length / 2) - 2 }, (_, k) => k + 1))
    expect(both / sequences.length).toBeGreaterThan(0.5)
  })
})

test('the same numbers on every machine', async () => {
  expect((await loadTask(adding())).fingerprint).toBe(
    '2a650091a6626b4a6e44d9bd33303980cfb1fa5da25619dabd1e8c49b3430313',
  )
})

test('another seed makes other sequences; more training sequences change no others', async () => {
  const base = await loadTask(adding({ training: 10, validation: 5, test: 5 }))
  const other = await loadTask(adding({ training: 10, validation: 5, test: 5, seed: 1 }))
  const more = await loadTask(adding({ training: 20, validation: 5, test: 5 }))
  expect(other.fingerprint).not.toBe(base.fingerprint)
  expect(more.splits.test).toEqual(base.splits.test)
  expect(more.splits.validation).toEqual(base.splits.validation)
  expect(more.splits.training.slice(0, 10)).toEqual(base.splits.training)
})

test('options that make no task are refused with the value', () => {
  expect(() => adding({ length: 5 })).toThrow(
    new InputError('length of task adding must be a whole number of at least 6, not 5'),
  )
  expect(() => adding({ training: 0 })).toThrow(
    new InputError('training of task adding must be a whole number of at least 1, not 0'),
  )
  expect(() => adding({ test: 2.5 })).toThrow(
    new InputError('test of task adding must be a whole number of at least 1, not 2.5'),
  )
})
