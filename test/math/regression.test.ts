import { describe, expect, test } from 'vitest'
import { stream } from '../../src/math/random.ts'
import { effectOf } from '../../src/math/regression.ts'

const half = (rows: number) => Array.from({ length: rows }, (_, row) => row % 2)

describe('the effect of a column', () => {
  test('beside nothing but a constant is the difference of two means, with HC3’s error', () => {
    // means 2 and 5, residuals ±1, leverages ½: each mean has a squared error of 2·(1/½)²/2² = 2, so t = 3/2 with 2 degrees of freedom
    const { estimate, p } = effectOf([0, 1, 0, 1], [1, 4, 3, 6], [])!
    expect(estimate).toBeCloseTo(3, 12)
    expect(p).toBeCloseTo(0.2723931248910011, 10)
  })

  test('is found exactly where the rest follows a curve, whatever the curve', () => {
    const sizes = [3, 3.2, 3.9, 4.1, 4.6, 5.2]
    const cell = half(6)
    const values = sizes.map((x, row) => 2 - x + 3 * x ** 2 - 0.25 * cell[row])
    expect(effectOf(cell, values, [sizes, sizes.map((x) => x ** 2)])!.estimate).toBeCloseTo(-0.25, 10)
  })

  test('cannot be told from chance where nothing scatters', () => {
    const constant = Array.from({ length: 8 }, () => Math.log(150))
    expect(effectOf(half(8), constant, [])).toEqual({ estimate: 0, p: 1 })
    expect(effectOf(half(8), half(8), [])).toEqual({ estimate: 1, p: 1 })
  })

  test('is unknown where another column tells it, or no row is left to tell the scatter', () => {
    expect(effectOf(half(8), [1, 2, 3, 4, 5, 6, 7, 9], [half(8).map((value) => 3 - 2 * value)])).toBeUndefined()
    expect(effectOf([0, 1], [1, 2], [])).toBeUndefined()
    expect(effectOf([0, 0, 0, 1], [1, 2, 3, 9], [])).toBeUndefined()
  })

  test('where there is none, is found in one study of twenty, also where one half scatters five times as much', () => {
    const studies = 1000
    const found = Array.from({ length: studies }, (_, study) => {
      const random = stream('effect', study)
      const cell = Array.from({ length: 40 }, (_, row) => (row < 10 ? 1 : 0))
      const sizes = cell.map(() => 3 + 2.3 * random.uniform())
      const values = sizes.map((x, row) => x ** 2 + (cell[row] === 1 ? 5 : 1) * random.gaussian())
      return effectOf(cell, values, [sizes, sizes.map((x) => x ** 2)])!.p
    }).filter((p) => p < 0.05)
    expect(found.length / studies).toBeGreaterThan(0.035)
    expect(found.length / studies).toBeLessThan(0.065)
  })
})
