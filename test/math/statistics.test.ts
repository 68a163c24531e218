import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  atLeast,
  bonferroni,
  deviation,
  hedgesG,
  holm,
  largest,
  mean,
  median,
  quantile,
  smallest,
  summarise,
  variance,
  welch,
} from '../../src/math/statistics.ts'

const close = (got: number, wanted: number, relative = 1e-9) =>
  expect(Math.abs(got - wanted)).toBeLessThanOrEqual(relative * Math.abs(wanted))

describe('mean, variance and deviation', () => {
  const values = [8.41, 8.52, 8.47, 8.6]

  test('the mean of 8.41, 8.52, 8.47 and 8.6 is 8.5, their deviation 0.0804', () => {
    close(mean(values), 8.5)
    close(deviation(values), 0.08041558721209847)
  })

  test('a single value has no deviation, nothing has no mean', () => {
    expect(mean([3])).toBe(3)
    expect(deviation([3])).toBeNaN()
    expect(mean([])).toBeNaN()
  })

  test('equal values have no variance, whatever their mean rounds to', () => {
    expect(variance([0.1, 0.1, 0.1])).toBe(0)
    expect(variance([11.09, 11.09, 11.09, 11.09, 11.09])).toBe(0)
  })
})

describe('quantiles', () => {
  const values = [8.9, 9.3, 8.71, 8.41, 8.52, 8.47, 8.6]

  test('are those of numpy, linear between neighbours', () => {
    const expected = { 0: 8.41, 0.1: 8.446, 0.25: 8.495, 0.5: 8.6, 0.75: 8.805, 1: 9.3 }
    for (const [q, value] of Object.entries(expected)) close(quantile(values, Number(q)), value, 1e-14)
  })

  test('of one value are that value, of none NaN', () => {
    expect(quantile([4], 0.25)).toBe(4)
    expect(median([])).toBeNaN()
  })

  test('sort numbers as numbers and leave the list as it was', () => {
    const list = [10, 9, 100]
    expect(median(list)).toBe(10)
    expect(list).toEqual([10, 9, 100])
  })

  test('rise with q and stay between the extremes', () => {
    const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 })
    const share = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(values, share, share, (list, a, b) => {
        const [low, high] = [quantile(list, Math.min(a, b)), quantile(list, Math.max(a, b))]
        const slack = 1e-9 // linear interpolation rounds
        expect(low).toBeLessThanOrEqual(high + slack)
        expect(low).toBeGreaterThanOrEqual(Math.min(...list) - slack)
        expect(high).toBeLessThanOrEqual(Math.max(...list) + slack)
      }),
    )
  })
})

test('a summary has the five numbers of a box plot and the mean; nothing has none', () => {
  expect(summarise([4, 1, 2, 3, 10])).toEqual({
    least: 1,
    lowerQuartile: 2,
    median: 3,
    upperQuartile: 4,
    most: 10,
    mean: 4,
  })
  expect(summarise([])).toBeUndefined()
})

describe("Welch's t-test", () => {
  test('agrees with scipy on two small samples', () => {
    const test = welch([8.41, 8.52, 8.47, 8.6], [8.9, 9.3, 8.71])!
    close(test.t, -2.6335595289984757)
    close(test.degreesOfFreedom, 2.215387611234335)
    close(test.p, 0.10710061755010065)
    close(test.interval[0], -1.1705895422583321)
    close(test.interval[1], 0.23058954225833084)
  })

  test('agrees with scipy on samples of unequal size and spread', () => {
    const test = welch([20.1, 19.5, 22.3, 25.7, 18.2, 21.4, 23.8, 20.9], [27.2, 35.1, 28.8, 26.4, 41])!
    close(test.t, -3.5093941138590408)
    close(test.degreesOfFreedom, 4.764152045950998)
    close(test.p, 0.01852876407856408)
  })

  test('equal means have t = 0 and p = 1', () => {
    const test = welch([1, 2, 3, 4, 5], [2, 2.5, 3, 3.5, 4])!
    expect(test.t).toBe(0)
    expect(test.p).toBe(1)
    close(test.degreesOfFreedom, 5.882352941176471)
  })

  test('needs the variance of one sample only', () => {
    const test = welch([8.41, 8.52, 8.47, 8.6], [9, 9])!
    close(test.t, -12.435400084345224)
    close(test.degreesOfFreedom, 3)
    close(test.p, 0.0011206562154095427)
  })

  test('says nothing of one value, or of samples without variance', () => {
    expect(welch([1], [2, 3])).toBeUndefined()
    expect(welch([], [])).toBeUndefined()
    expect(welch([1, 1], [2, 2])).toBeUndefined()
    expect(welch([1, 1], [1, 1])).toBeUndefined()
    expect(welch([1e300, 2e300], [3e300, 1e300])).toBeUndefined()
    expect(hedgesG([1e300, 2e300], [3e300, 1e300])).toBeUndefined()
  })

  test('has the same p and the opposite t when the samples are exchanged', () => {
    const sample = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 2, maxLength: 20 })
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const [one, other] = [welch(a, b), welch(b, a)]
        expect(other === undefined).toBe(one === undefined)
        if (one === undefined) return
        expect(other!.t).toBe(0 - one.t)
        expect(other!.p).toBeCloseTo(one.p, 6)
        expect(one.p).toBeGreaterThanOrEqual(0)
        expect(one.p).toBeLessThanOrEqual(1)
      }),
    )
  })
})

describe("Hedges' g", () => {
  /** Fifty values with exactly this mean and deviation. */
  function fifty(centre: number, spread: number): number[] {
    const raw = Array.from({ length: 50 }, (_, k) => k)
    return raw.map((k) => centre + (spread * (k - mean(raw))) / deviation(raw))
  }

  test('is 0.5924 in the example of Borenstein, Hedges, Higgins and Rothstein (2009, chapter 4)', () => {
    expect(hedgesG(fifty(103, 5.5), fifty(100, 4.5))).toBeCloseTo(0.5924, 4)
  })

  test('weighs variances by degrees of freedom and shrinks by 1 − 3/(4·4 − 1) where there are four of them', () => {
    // variances 1 and 4 with two and two degrees of freedom: pooled 2.5
    close(hedgesG([4, 5, 6], [0, 2, 4])!, (3 / Math.sqrt(2.5)) * 0.8, 1e-15)
  })

  test('is undefined without spread, or of single values', () => {
    expect(hedgesG([1, 1], [2, 2])).toBeUndefined()
    expect(hedgesG([1], [2])).toBeUndefined()
  })
})

describe('p-values of several tests', () => {
  test('the worked example of Holm’s step-down: of 0.01, 0.04, 0.03, 0.005 the first and the last hold at 0.05', () => {
    // four null hypotheses, the example of the article “Holm–Bonferroni method” in Wikipedia
    const adjusted = holm([0.01, 0.04, 0.03, 0.005])
    for (const [k, value] of [0.03, 0.06, 0.06, 0.02].entries()) close(adjusted[k], value, 1e-15)
    expect(adjusted.map((p) => p < 0.05)).toEqual([true, false, false, true])
  })

  test('are those of p.adjust in R', () => {
    const p = [0.01, 0.02, 0.03, 0.04, 0.05]
    for (const [k, value] of [0.05, 0.08, 0.09, 0.09, 0.09].entries()) close(holm(p)[k], value, 1e-15)
    for (const [k, value] of [0.05, 0.1, 0.15, 0.2, 0.25].entries()) close(bonferroni(p)[k], value, 1e-15)
    expect(bonferroni([0.5, 0.4, 0.9])).toEqual([1, 1, 1])
    expect(holm([])).toEqual([])
  })

  test('Holm’s are never below the p-value, never above Bonferroni’s, and keep the order', () => {
    const list = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(list, (p) => {
        const [stepwise, plain] = [holm(p), bonferroni(p)]
        for (const [k, value] of p.entries()) {
          expect(stepwise[k]).toBeGreaterThanOrEqual(value)
          expect(stepwise[k]).toBeLessThanOrEqual(plain[k])
          for (const [other, second] of p.entries())
            if (value < second) expect(stepwise[k]).toBeLessThanOrEqual(stepwise[other])
        }
      }),
    )
  })
})

test('of nine coins at least eight show heads 10 times in 512, and at least none always', () => {
  close(atLeast(8, 9, 0.5), 10 / 512)
  expect(atLeast(0, 9, 0.5)).toBe(1)
  expect(atLeast(3, 2, 0.1)).toBe(0)
  expect(atLeast(3, 3, 1)).toBe(1)
  close(atLeast(2050, 20_000, 0.1), 0.12188404235386914) // beyond where 0.9 ** count is 0
  expect(atLeast(0, 20_000, 0.1)).toBe(1)
})

test('the smallest and the largest of more values than a stack has room for', () => {
  const values = Float64Array.from({ length: 200_000 }, (_, k) => (k * 7919) % 200_000)
  expect([smallest(values), largest(values)]).toEqual([0, 199_999])
  expect([smallest([]), largest([])]).toEqual([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
  expect([smallest([1, Number.NaN, 0]), largest([Number.NaN, 1])]).toEqual([Number.NaN, Number.NaN])
})
