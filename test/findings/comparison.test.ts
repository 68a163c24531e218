import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bootstrap } from '../../src/findings/bootstrap.ts'
import { type ComparedCell, compare } from '../../src/findings/comparison.ts'
import { findingsOf } from '../../src/findings/findings.ts'
import { marginsOf } from '../../src/findings/margin.ts'
import { pairsOf } from '../../src/findings/pairs.ts'
import { paretos } from '../../src/findings/pareto.ts'
import { permutationTest, type Result } from '../../src/findings/permutation-test.ts'
import { stream } from '../../src/math/random.ts'
import { mean, quantile } from '../../src/math/statistics.ts'
import { caveatsText } from '../../src/report/words/caveats.ts'
import { headline, sentencesOn } from '../../src/report/words/verdict.ts'
import { definitionOf, trialOf } from './made-up.ts'

const both = (values: readonly number[]): Result[] => values.map((value) => ({ validation: value, test: value }))

describe('relabelling', () => {
  it('of all trials of three and three that do not mix has p = 2 of 20 dealings', () => {
    const { difference, p } = permutationTest(both([1, 2, 3]), both([7, 8, 9]), {
      share: 1,
      permutations: 19_999,
      keys: [],
    })
    expect(difference).toBe(-6)
    expect(p).toBeCloseTo(0.1, 2)
  })

  it('deals all hands alike: of two and three trials, the best two of each, p is that of all ten dealings', () => {
    const results = [both([1, 4]), both([2, 3, 5])]
    // hands of two whose best two differ by at least 2.5 − 2.5 = 0 from those of the rest: all
    expect(permutationTest(results[0], results[1], { share: 0.1, permutations: 999, keys: [] })).toEqual({
      difference: 0,
      p: 1,
    })
    // {1, 2} against {3, 4}: 1.5 − 3.5, reached by {1, 2} alone (−2), and by {3, 4}, {3, 5}, {4, 5} (2, 2.5, 3)
    const { p } = permutationTest(both([1, 2]), both([3, 4, 5]), { share: 0.1, permutations: 19_999, keys: [] })
    expect(p).toBeCloseTo(0.4, 2)
  })

  it('deals trials that tie in validation from both cells alike', () => {
    const tied = (tests: readonly number[]): Result[] => tests.map((test) => ({ validation: 0, test }))
    const same = Array.from({ length: 40 }, () => 5)
    // one odd trial among the best four of forty: some two in ten dealings have it too, in one hand or the other
    for (const hands of [
      [tied(same), tied(same.with(0, 9))],
      [tied(same.with(0, 9)), tied(same)],
    ]) {
      const { difference, p } = permutationTest(hands[0], hands[1], { share: 0.1, keys: [] })
      expect(Math.abs(difference)).toBe(1)
      expect(p).toBeGreaterThan(0.05)
    }
  })
})

describe('redrawing', () => {
  const random = stream('redrawing test')
  const hand = (count: number): Result[] =>
    Array.from({ length: count }, () => {
      const quality = random.gaussian()
      return { validation: quality + 0.5 * random.gaussian(), test: quality + 0.5 * random.gaussian() }
    })

  it('draws as redrawing all trials one by one would, and selecting among them', () => {
    const [first, second] = [hand(60), hand(40)]
    const bestMean = (results: readonly Result[], size: number) => {
      const redrawn = results.map(() => results[random.integer(results.length)])
      return mean(
        redrawn
          .sort((a, b) => a.validation - b.validation)
          .slice(0, size)
          .map(({ test }) => test),
      )
    }
    const slow = Array.from({ length: 8000 }, () => bestMean(first, 6) - bestMean(second, 4))
    const { difference, inner } = bootstrap(first, second, { share: 0.1, resamples: 8000, keys: ['fast'] })
    const ends = [difference[0], inner[0], inner[1], difference[1]]
    for (const [k, q] of [0.025, 0.05, 0.95, 0.975].entries())
      expect(Math.abs(ends[k] - quantile(slow, q))).toBeLessThan(0.08)
  })

  it('moves with the results: a cell that is worse by 7 has its interval 7 higher, and the same effect is larger', () => {
    const [first, second] = [hand(50), hand(50)]
    const worse = first.map(({ validation, test }) => ({ validation: validation + 7, test: test + 7 }))
    const [before, after] = [first, worse].map((one) => bootstrap(one, second, { share: 0.2, keys: [1] }))
    expect(after.difference[0]).toBeCloseTo(before.difference[0] + 7, 9)
    expect(after.difference[1]).toBeCloseTo(before.difference[1] + 7, 9)
    expect(after.hedgesG![0]).toBeGreaterThan(before.hedgesG![0])
  })

  it('of equal results is nothing wide, and has no effect without spread', () => {
    const found = bootstrap(both([3, 3, 3, 3]), both([3, 3, 3]), { share: 0.5, keys: [] })
    expect(found).toEqual({ difference: [0, 0], inner: [0, 0], hedgesG: [0, 0] })
    expect(bootstrap(both([3, 3]), both([4, 4]), { share: 0.5, keys: [] })).toEqual({
      difference: [-1, -1],
      inner: [-1, -1],
    })
  })

  it('stays between the extremes, the inner interval within the other', () => {
    const values = fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 2, maxLength: 20 })
    fc.assert(
      fc.property(values, values, (a, b) => {
        const { difference, inner } = bootstrap(both(a), both(b), { share: 0.3, resamples: 99, keys: [] })
        const [low, high] = [Math.min(...a) - Math.max(...b), Math.max(...a) - Math.min(...b)]
        const rising = [low - 1e-9, difference[0], inner[0], inner[1], difference[1], high + 1e-9]
        expect(rising).toEqual(rising.toSorted((x, y) => x - y))
      }),
    )
  })
})

describe('margins', () => {
  const tasks = { jsb: { metric: 'nats' }, timit: { metric: 'error' }, adding: { metric: 'mse' } } as const

  it('are 0.1 nats and 1 percentage point, and none where nothing general can be said', () => {
    expect(marginsOf(tasks)).toEqual({ jsb: 0.1, timit: 1 })
    expect(marginsOf(tasks, { adding: 0.01, timit: 2 })).toEqual({ jsb: 0.1, timit: 2, adding: 0.01 })
    expect(marginsOf({ jsb: tasks.jsb }, 0.3)).toEqual({ jsb: 0.3 })
  })

  it('are refused for tasks there are not, below zero, or in two units at once', () => {
    expect(() => marginsOf(tasks, { jbs: 1 })).toThrow('no task named jbs; there are jsb, timit, adding')
    expect(() => marginsOf(tasks, { jsb: -1 })).toThrow('the margin on jsb must be a number above 0, not -1')
    expect(() => marginsOf(tasks, 1)).toThrow('give one for each that should have its own, as in jsb=1,timit=1')
  })
})

/** V around 10 %, in steps of a hundredth; NP the same, CIFG half a point worse in every trial, NFG five. */
const definition = definitionOf(['V', 'NP', 'CIFG', 'NFG'], { trials: 40 })
const worse = { V: 0, NP: 0.001, CIFG: 0.5, NFG: 5 }
const trials = Object.entries(worse).flatMap(([cell, more], c) =>
  Array.from({ length: 40 }, (_, k) => {
    const result = 10 + more + ((k * (7 + 2 * c)) % 40) / 100
    return trialOf(cell, k, { validation: result - 0.25, test: result })
  }),
)
const byCell = (cells: readonly ComparedCell[]) => Object.fromEntries(cells.map((one) => [one.cell, one.against!]))

describe('equivalence', () => {
  const [{ cells, margin }] = compare(definition, pairsOf(definition, trials))
  const { NP, CIFG, NFG } = byCell(cells)

  it('is called where the 90 % interval lies within the margin, and no difference is significant', () => {
    expect(margin).toBe(1)
    expect([NP, CIFG, NFG].map(({ verdict }) => verdict)).toEqual(['equivalent', 'worse', 'worse'])
    expect([NP, CIFG, NFG].map(({ equivalence }) => equivalence?.within)).toEqual([true, true, false])
    expect(NP.equivalence!.interval[1]).toBeLessThan(NP.interval[1])
  })

  it('depends on the margin, which may be none', () => {
    const strict = byCell(compare(definition, pairsOf(definition, trials), { margin: 0.01 })[0].cells)
    expect(strict.NP.verdict).toBe('undecided')
    const { reber } = definition.tasks
    const inSquares = { ...definition, tasks: { reber: { ...reber, metric: 'mse' as const } } }
    const none = byCell(compare(inSquares, pairsOf(inSquares, trials))[0].cells)
    expect(none.NP).toMatchObject({ verdict: 'undecided' })
    expect(none.NP.equivalence).toBeUndefined()
  })

  it('needs five selected trials', () => {
    const few = byCell(compare({ ...definition, best: 0.1 }, pairsOf({ ...definition, best: 0.1 }, trials))[0].cells)
    expect(few.NP.equivalence).toBeUndefined()
    expect(few.NP.verdict).toBe('undecided')
  })

  it('is told in words, beside significance where both hold', () => {
    const findings = findingsOf(definition, trials)
    expect(headline(findings)).toBe(
      'On reber, CIFG and NFG are significantly worse than V; NP differs from V by no more than 1 percentage point.',
    )
    const text = sentencesOn(findings.verdict.tasks[0], findings).join('\n')
    expect(text).toMatch(
      /^CIFG is .*\. It is significant but small: a difference larger than 1 percentage point is ruled out\.$/m,
    )
    expect(text).toMatch(
      /^NP \(0\.00, 90 % interval −0\.\d\d to \+0\.\d\d\) is equivalent to V: a difference larger than 1 percentage point, either way, is ruled out\.$/m,
    )
    expect(caveatsText(findings).join('\n')).toContain('On reber, differences up to 1 percentage point count as none.')
  })
})

it('p-values hold for all cells of a task together', () => {
  const { NP, CIFG, NFG } = byCell(compare(definition, pairsOf(definition, trials))[0].cells)
  expect([CIFG.p, NFG.p]).toEqual([0.0005, 0.0005])
  expect(CIFG.adjusted).toEqual({ holm: 0.0015, bonferroni: 0.0015 })
  expect(NP.adjusted).toEqual({ holm: NP.p, bonferroni: 1 })
  expect(NP.welch!.adjusted).toEqual({ holm: NP.welch!.p, bonferroni: 1 })
  expect(NFG.effect!.hedgesG).toBeGreaterThan(CIFG.effect!.hedgesG)
  expect(NFG.effect!.interval![0]).toBeLessThan(NFG.effect!.hedgesG)
})

it('the gap between test and validation is told for the best and for all', () => {
  const [{ cells }] = compare(definition, pairsOf(definition, trials))
  expect(cells[0].best!.gap).toBeCloseTo(0.25, 12)
  expect(cells[0].all!.gap).toBeCloseTo(0.25, 12)
  expect(cells[0].best!.validation + cells[0].best!.gap).toBeCloseTo(cells[0].best!.summary.mean, 12)
})

it('no cell beats those on the frontier in error and cost at once; of equals both stay', () => {
  const [comparison] = compare(definition, pairsOf(definition, trials))
  const cost: Record<string, [parameters: number, seconds: number]> = {
    V: [100, 9],
    NP: [80, 9],
    CIFG: [60, 10],
    NFG: [60, 1],
  }
  const cells = comparison.cells.map((cell) => ({
    ...cell,
    best: { ...cell.best!, parameters: cost[cell.cell][0], seconds: cost[cell.cell][1] },
  }))
  const [{ frontiers }] = paretos([{ ...comparison, cells }])
  expect(frontiers).toEqual({ parameters: ['CIFG', 'NP', 'V'], seconds: ['NFG', 'V'] })
  expect(paretos([{ ...comparison, cells: cells.slice(0, 1) }])).toEqual([])
  const alike = cells.slice(0, 2).map((cell) => ({ ...cell, best: cells[0].best }))
  expect(paretos([{ ...comparison, cells: alike }])[0].frontiers.seconds).toEqual(['V', 'NP'])
})
