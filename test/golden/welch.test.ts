import { expect, test } from 'vitest'
import { welch } from '../../src/math/statistics.ts'
import golden from './welch-scipy.json' with { type: 'json' }

const { by, cases } = golden

/** The largest relative error over all samples. */
const worst = (what: 't' | 'degreesOfFreedom' | 'p', expected: 't' | 'df' | 'p') =>
  Math.max(...cases.map((one) => Math.abs(welch(one.a, one.b)![what] / one[expected] - 1)))

test(`t, degrees of freedom and p of Welch's test agree with ${by} to 1e-10 on 1,000 pairs of samples`, () => {
  expect(cases.length).toBe(1000)
  expect(worst('t', 't')).toBeLessThan(1e-10)
  expect(worst('degreesOfFreedom', 'df')).toBeLessThan(1e-10)
  expect(worst('p', 'p')).toBeLessThan(1e-10)
})

test('its 95 % interval has the ends that scipy gives, to 1e-10 of its length', () => {
  const off = cases.map(({ a, b, low, high }) => {
    const { interval } = welch(a, b)!
    return Math.max(Math.abs(interval[0] - low), Math.abs(interval[1] - high)) / (high - low)
  })
  expect(Math.max(...off)).toBeLessThan(1e-10)
})

test('the samples reach from no difference at all to p below 1e-45, with variances that differ a thousandfold', () => {
  const p = cases.map((one) => one.p)
  expect(Math.max(...p)).toBeGreaterThan(0.99)
  expect(Math.min(...p)).toBeLessThan(1e-45)
})
