import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InputError } from '../../src/math/input-error.ts'
import {
  checkRange,
  choice,
  fixed,
  logInteger,
  logUniform,
  oneMinusLog,
  position,
  type Range,
  settingAt,
  uniform,
} from '../../src/study/space.ts'

const justBelowOne = 1 - 2 ** -53

test('settings at the ends and in the middle of a range', () => {
  expect([0, 0.5, justBelowOne].map((u) => settingAt(uniform(-1, 3), u))).toEqual([-1, 1, 3 - 2 ** -51])
  expect(settingAt(logUniform(1e-6, 1e-2), 0)).toBeCloseTo(1e-6, 15)
  expect(settingAt(logUniform(1e-6, 1e-2), 0.5)).toBeCloseTo(1e-4, 12)
  expect(settingAt(logUniform(1e-6, 1e-2), justBelowOne)).toBeCloseTo(1e-2, 12)
  expect([0, 0.5, justBelowOne].map((u) => settingAt(logInteger(20, 200), u))).toEqual([20, 63, 200])
  expect(settingAt(oneMinusLog(0.01, 1), 0)).toBe(0.99)
  expect(settingAt(oneMinusLog(0.01, 1), 0.5)).toBeCloseTo(0.9, 12)
  expect(settingAt(oneMinusLog(0.01, 1), justBelowOne)).toBeCloseTo(0, 12)
  expect([0, 0.34, 0.5, 0.67, justBelowOne].map((u) => settingAt(choice('a', 'b', 'c'), u))).toEqual([
    'a',
    'b',
    'b',
    'c',
    'c',
  ])
  expect(settingAt(fixed(32), 0.7)).toBe(32)
})

test('positions of the ends are 0 and 1, of a choice the middle of its share', () => {
  expect([position(uniform(-1, 3), -1), position(uniform(-1, 3), 3)]).toEqual([0, 1])
  expect([position(logUniform(1e-6, 1e-2), 1e-6), position(logUniform(1e-6, 1e-2), 1e-2)]).toEqual([0, 1])
  expect([position(logInteger(20, 200), 20), position(logInteger(20, 200), 200)]).toEqual([0, 1])
  expect([position(oneMinusLog(0.5, 1), 0.5), position(oneMinusLog(0.5, 1), 0)]).toEqual([0, 1])
  expect(['a', 'b'].map((option) => position(choice('a', 'b'), option))).toEqual([0.25, 0.75])
  expect(position(fixed('nesterov'), 'nesterov')).toBe(0.5)
})

const ends = (least: number, most: number) =>
  fc
    .tuple(fc.double({ min: least, max: most, noNaN: true }), fc.double({ min: least, max: most, noNaN: true }))
    .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)
    .filter(([low, high]) => high - low > 1e-3 * Math.max(Math.abs(low), Math.abs(high)))

const numeric: fc.Arbitrary<Range> = fc.oneof(
  ends(-1e9, 1e9).map(([low, high]) => uniform(low, high)),
  ends(1e-30, 1e30).map(([low, high]) => logUniform(low, high)),
  ends(1e-6, 1).map(([low, high]) => oneMinusLog(low, high)),
  fc
    .tuple(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 1, max: 10_000 }))
    .map(([low, more]) => logInteger(low, low + more)),
)
const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

describe('for any range', () => {
  test('a setting is in it', () => {
    fc.assert(
      fc.property(numeric, place, (range, u) => {
        if (!('low' in range)) return
        const setting = settingAt(range, u) as number
        const value = range.kind === 'one minus log' ? 1 - setting : setting
        const slack = range.kind === 'one minus log' ? 2 ** -53 : 0 // 1 − (1 − x) rounds
        expect(value).toBeGreaterThanOrEqual(range.low - slack)
        expect(value).toBeLessThanOrEqual(range.high + slack)
        if (range.kind === 'log integer') expect(Number.isInteger(setting)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  test('a position is from 0 to 1, but for rounding', () => {
    fc.assert(
      fc.property(numeric, place, (range, u) => {
        const at = position(range, settingAt(range, u))
        expect(at).toBeGreaterThan(-1e-6) // 1 − (1 − x) rounds, and a narrow range shows it
        expect(at).toBeLessThan(1 + 1e-6)
      }),
      { numRuns: 2000 },
    )
  })

  test('the setting at the position of a setting is that setting', () => {
    fc.assert(
      fc.property(numeric, place, (range, u) => {
        const setting = settingAt(range, u) as number
        const again = settingAt(range, position(range, setting)) as number
        if (range.kind === 'log integer') expect(again).toBe(setting)
        else if (range.kind === 'uniform') expect(Math.abs(again - setting)).toBeLessThan(1e-6)
        else if (range.kind === 'one minus log') expect(Math.abs(again - setting)).toBeLessThan(1e-12)
        else expect(Math.abs(again - setting)).toBeLessThan(1e-9 * setting)
      }),
      { numRuns: 2000 },
    )
  })

  test('a larger u gives no smaller setting, of momentum no larger one', () => {
    fc.assert(
      fc.property(numeric, place, place, (range, a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)]
        if (high - low < 1e-9) return // closer places may swap in the last digit
        const [first, second] = [settingAt(range, low) as number, settingAt(range, high) as number]
        if (range.kind === 'one minus log') expect(second).toBeLessThanOrEqual(first)
        else expect(second).toBeGreaterThanOrEqual(first)
      }),
      { numRuns: 2000 },
    )
  })

  test('any choice comes back', () => {
    const options = fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(options, place, (names, u) => {
        const range = choice(...names)
        const setting = settingAt(range, u)
        expect(names).toContain(setting)
        expect(settingAt(range, position(range, setting))).toBe(setting)
      }),
    )
  })
})

test('a range that nothing can be drawn from is refused with its numbers', () => {
  const refused: [() => Range, string][] = [
    [() => uniform(1, 1), 'a uniform range must go from a lower to a higher number, not from 1 to 1'],
    [() => uniform(0, Number.NaN), 'a uniform range must go from a lower to a higher number, not from 0 to NaN'],
    [() => logUniform(0, 1), 'a log range must start above 0, not at 0'],
    [() => logInteger(2.5, 8), 'a log integer range must have whole ends, not 2.5 and 8'],
    [() => oneMinusLog(-1, 1), 'a one minus log range must start above 0, not at -1'],
    [() => choice(), 'a choice needs at least one option'],
    [() => choice('a', 'b', 'a'), 'a choice names "a" twice'],
    [() => uniform(-1e308, 1e308), 'a uniform range must be less wide than from -1e+308 to 1e+308'],
  ]
  for (const [make, message] of refused) {
    expect(make).toThrow(new InputError(message))
  }
  expect(checkRange(fixed(3))).toEqual({ kind: 'fixed', value: 3 })
})
