import { describe, expect, it } from 'vitest'
import { noiseAt } from '../../src/engine/noise.ts'

const mean = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0) / numbers.length
const correlation = (a: readonly number[], b: readonly number[]) => mean(a.map((v, k) => v * b[k]))
const draw = (n: number, at: (k: number) => number) => Array.from({ length: n }, (_, k) => at(k))

describe('the noise that all engines share', () => {
  const many = draw(200_000, (k) => noiseAt(40, [5, 6], Math.floor(k / 40), k % 40))

  it('is normal: mean 0, variance 1, no skewness, kurtosis 3', () => {
    expect(Math.abs(mean(many))).toBeLessThan(0.01)
    expect(Math.abs(mean(many.map((v) => v ** 2)) - 1)).toBeLessThan(0.015)
    expect(Math.abs(mean(many.map((v) => v ** 3)))).toBeLessThan(0.03)
    expect(Math.abs(mean(many.map((v) => v ** 4)) - 3)).toBeLessThan(0.08)
  })

  it('is as often beyond 1, 2 and 3 deviations as it should be', () => {
    const share = (bound: number) => mean(many.map((v) => (Math.abs(v) > bound ? 1 : 0)))
    expect(Math.abs(share(1) - 0.3173)).toBeLessThan(0.004)
    expect(Math.abs(share(2) - 0.0455)).toBeLessThan(0.002)
    expect(Math.abs(share(3) - 0.0027)).toBeLessThan(0.0005)
  })

  it('does not repeat: neighbours in time and across inputs are not correlated', () => {
    for (const lag of [1, 2, 3, 4, 5, 8, 40, 80]) {
      expect(Math.abs(correlation(many.slice(lag), many.slice(0, -lag))), `lag ${lag}`).toBeLessThan(0.01)
      const squares = many.map((v) => v * v - 1)
      expect(Math.abs(correlation(squares.slice(lag), squares.slice(0, -lag))), `squares, lag ${lag}`).toBeLessThan(
        0.02,
      )
    }
  })

  it('keys that differ in one bit give independent numbers', () => {
    const one = draw(100_000, (k) => noiseAt(8, [0, 0], k >> 3, k & 7))
    for (const key of [
      [1, 0],
      [0, 1],
      [2 ** 31, 0],
      [0, 2 ** 31],
      [1, 1],
    ] as const) {
      const other = draw(100_000, (k) => noiseAt(8, key, k >> 3, k & 7))
      expect(Math.abs(correlation(one, other)), String(key)).toBeLessThan(0.015)
    }
  })

  it('is a pure function with fixed bits', () => {
    expect(noiseAt(88, [1, 2], 60, 87)).toBe(noiseAt(88, [1, 2], 60, 87))
    expect([noiseAt(3, [77, 88], 0, 0), noiseAt(3, [77, 88], 0, 1), noiseAt(9, [77, 88], 3, 8)]).toEqual([
      0.9664015373188555, -1.0545691929648355, -0.04169116333042956,
    ])
  })
})
