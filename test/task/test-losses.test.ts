import { expect, test } from 'vitest'
import { giveResult, MOST_TEST_SEQUENCES, packLosses, resultFrom, unpackLosses } from '../../src/task/test-losses.ts'

test('losses are eight letters each: float32 in hexadecimal, its lowest byte first', () => {
  expect(packLosses([1, -0.5, 0])).toBe('0000803f000000bf00000000')
  expect([...unpackLosses('0000803f000000bf00000000')!]).toEqual([1, -0.5, 0])
  expect(packLosses([])).toBe('')
  expect([...unpackLosses('')!]).toEqual([])
})

test('nothing else is read as losses', () => {
  expect(['0000803', '0000803F', '0000803f00', 'no hex..', '0000c07f', '0000807f'].map(unpackLosses)).toEqual(
    Array.from({ length: 6 }, () => undefined),
  )
})

test('losses of too many sequences, and those beyond float32, are not kept', () => {
  expect(packLosses(new Float64Array(MOST_TEST_SEQUENCES))).toHaveLength(80_000)
  expect(packLosses(new Float64Array(MOST_TEST_SEQUENCES + 1))).toBeUndefined()
  expect(packLosses([1, 1e39])).toBeUndefined()
  expect(packLosses([Number.NaN])).toBeUndefined()
})

test('a result is the mean of the sequences’ errors, weighted by their counts, to the rounding of float32', () => {
  // errors 0.1, 0.2 and 0.3 on 10, 20 and 30 frames: (1 + 4 + 9) / 60
  const losses = unpackLosses(packLosses([1, 4, 9.1])!)!
  const counts = [10, 20, 30]
  expect(resultFrom([1, 4, 9], counts)).toBe(14 / 60)
  expect(giveResult(losses, counts, 14.1 / 60)).toBe(true)
  expect(giveResult(losses, counts, (14.1 / 60) * (1 + 1e-6))).toBe(false)
})
