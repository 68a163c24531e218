import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { deviation, mean, median, quantile, summarise, variance, welch } from '../../src/math/statistics.ts'

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
    close(test.p, 0.10710061755010065, 1e-7)
  })

  test('agrees with scipy on samples of unequal size and spread', () => {
    const test = welch([20.1, 19.5, 22.3, 25.7, 18.2, 21.4, 23.8, 20.9], [27.2, 35.1, 28.8, 26.4, 41])!
    close(test.t, -3.5093941138590408)
    close(test.degreesOfFreedom, 4.764152045950998)
    close(test.p, 0.01852876407856408, 1e-7)
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
    close(test.p, 0.0011206562154095427, 1e-7)
  })

  test('says nothing of one value, or of samples without variance', () => {
    expect(welch([1], [2, 3])).toBeUndefined()
    expect(welch([], [])).toBeUndefined()
    expect(welch([1, 1], [2, 2])).toBeUndefined()
    expect(welch([1, 1], [1, 1])).toBeUndefined()
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
