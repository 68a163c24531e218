import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { covariance, selection } from '../../src/findings/selected.ts'
import { selectionTest } from '../../src/findings/selection-test.ts'
import { stream } from '../../src/math/random.ts'

describe('the mean of the best', () => {
  const best = (tests: readonly number[], share: number) => {
    const chosen = selection(tests.length, share)
    tests.forEach(chosen.add)
    return chosen
  }

  test('of two out of ten, 1 and 2, has the variance ((1/2) + (1 − 2/10) (1.5 − 3)²) / 2, as the best five average 3', () => {
    const chosen = best([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.2)
    expect(chosen.size).toBe(2)
    expect(chosen.mean()).toBe(1.5)
    expect(chosen.spread()).toBe(0.5)
    expect(chosen.atCut()).toBe(3)
    expect(chosen.variance()).toBeCloseTo(1.15, 12)
  })

  test('of all trials varies as a mean does', () => {
    expect(best([1, 2, 3, 4], 1).variance()).toBeCloseTo(5 / 3 / 4, 12)
  })

  test('keeps its digits far from 0', () => {
    const far = best([1e9 + 1, 1e9 + 2, 1e9 + 3, 1e9 + 4], 0.5)
    expect([far.mean(), far.spread()]).toEqual([1e9 + 1.5, 0.5])
  })

  test('of pairs covaries: of all trials as samples do, (n − 1)/n of the usual estimate', () => {
    const [first, second] = [best([1, 2, 3], 1), best([2, 4, 9], 1)]
    expect(covariance(first, second)).toBeCloseTo(7 / 3 / 3, 12)
  })
})

const options = { share: 0.2, margin: 1, repeats: 199, keys: ['test'] }

/** Trials whose validation result foretells the test. */
function trials(count: number, key: string, { worse = 0 } = {}) {
  const random = stream('trials', key)
  return Array.from({ length: count }, () => {
    const quality = 10 + random.gaussian() + worse
    return { validation: quality + 0.1 * random.gaussian(), test: quality + 0.1 * random.gaussian() }
  })
}

describe('the selection test', () => {
  test('of a cell beside itself finds nothing', () => {
    const own = trials(50, 'a')
    const { difference, p, interval } = selectionTest(own, own, options)
    expect(difference).toBeCloseTo(0, 12)
    expect(p).toBe(1)
    expect(interval[0]).toBeLessThan(0)
    expect(interval[1]).toBeGreaterThan(0)
  })

  test('finds what is far apart as surely as so many repeats can say', () => {
    const { difference, p } = selectionTest(trials(50, 'a', { worse: 5 }), trials(50, 'b'), options)
    expect(difference).toBeGreaterThan(4)
    expect(p).toBe(2 / 200)
  })

  test('is the same whichever results are moved together, and its interval moves with a cell', () => {
    const [first, second] = [trials(50, 'a'), trials(50, 'b')]
    const moved = first.map(({ validation, test }) => ({ validation, test: test + 3 }))
    const [before, after] = [selectionTest(first, second, options), selectionTest(moved, second, options)]
    expect(after.difference - before.difference).toBeCloseTo(3, 9)
    expect(after.error).toBeCloseTo(before.error, 9)
  })

  test('selects among ties in validation by chance, not by cell', () => {
    const tied = (test: number) => Array.from({ length: 40 }, () => ({ validation: 1, test }))
    expect(selectionTest(tied(1), tied(1), options)).toMatchObject({ difference: 0, error: 0, p: 1, interval: [0, 0] })
  })

  test('selects alike among trials of both cells that tie in validation, whichever comes first', () => {
    const tied = (tests: readonly number[]) => tests.map((test) => ({ validation: 0, test }))
    const same = Array.from({ length: 40 }, () => 5)
    // the one odd trial is among the best four of forty in one permutation of ten, and is never grounds for a difference
    for (const pair of [
      [tied(same), tied(same.with(0, 9))],
      [tied(same.with(0, 9)), tied(same)],
    ])
      expect(selectionTest(pair[0], pair[1], { ...options, share: 0.1 }).p).toBeGreaterThan(0.05)
  })

  test('has ends that no two results exceed, the inner ones within the others', () => {
    const values = fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 2, maxLength: 20 })
    const both = (list: readonly number[]) => list.map((value) => ({ validation: value, test: value }))
    fc.assert(
      fc.property(values, values, (a, b) => {
        const { interval, inner, difference } = selectionTest(both(a), both(b), { ...options, share: 0.3, repeats: 99 })
        const all = [...a, ...b]
        const range = all.toSorted((x, y) => y - x)[0] - all.toSorted((x, y) => x - y)[0] + 1e-9
        const rising = [-range, interval[0], inner[0], difference, inner[1], interval[1], range]
        expect(rising).toEqual(rising.toSorted((x, y) => x - y))
      }),
    )
  })

  test('of pairs sees a small difference that is lost in the luck of the settings otherwise', () => {
    const first = trials(100, 'settings')
    const random = stream('own luck')
    const second = first.map(({ validation, test }) => {
      const own = 0.02 * random.gaussian() - 0.1
      return { validation: validation + own, test: test + own }
    })
    expect(selectionTest(first, second, options).p).toBeGreaterThan(0.2)
    expect(selectionTest(first, second, { ...options, paired: true }).p).toBe(2 / 200)
  })

  test('tells what could have been found: two cells of many trials more than two of few', () => {
    const { power: few } = selectionTest(trials(20, 'a'), trials(20, 'b'), options)
    const { power: many } = selectionTest(trials(400, 'a'), trials(400, 'b'), options)
    expect(many.detectable).toBeLessThan(few.detectable / 3)
    expect(many.ofMargin).toBe(1)
    expect(few.ofMargin).toBeLessThan(1)
  })

  test('tells how often the same would come out: nearly always where cells are far apart', () => {
    const { replication } = selectionTest(trials(50, 'a', { worse: 5 }), trials(50, 'b'), options)
    expect(replication).toMatchObject({ better: 0, worse: 1, equivalent: 0, welch: { better: 0, worse: 1 } })
  })

  test('has a p below 0.05 where its 95 % interval leaves 0 out, and nowhere else', () => {
    const result = fc.record({
      validation: fc.integer({ min: 0, max: 9 }),
      test: fc.double({ min: 0, max: 5, noNaN: true }),
    })
    const cell = fc.array(result, { minLength: 2, maxLength: 30 })
    fc.assert(
      fc.property(cell, cell, fc.integer(), (first, second, key) => {
        const { p, interval, error } = selectionTest(first, second, { ...options, keys: [key] })
        fc.pre(error > 1e-9)
        expect(p < 0.05).toBe(interval[0] > 0 || interval[1] < 0)
      }),
    )
  })
})
