import { describe, expect, it } from 'vitest'
import { compare } from '../../src/findings/comparison.ts'
import { bestOfParts, enough, partSizes, sizeWithin, stableFrom } from '../../src/findings/enough.ts'
import { importances } from '../../src/findings/importance/of-study.ts'
import { pairsOf } from '../../src/findings/pairs.ts'
import { definitionOf, seededTrials } from './made-up.ts'

describe('a conclusion is stable', () => {
  const agreement = (shares: readonly number[]) => shares.map((share, k) => ({ trials: 10 * (k + 1), share }))
  it('from the size after the last at which fewer than nine of ten parts agree', () => {
    expect(stableFrom(agreement([0.3, 0.95, 0.8, 0.9, 1]))).toBe(40)
    expect(stableFrom(agreement([1, 1, 0.9]))).toBe(10)
  })
  it('nowhere, if the largest parts do not agree', () => {
    expect(stableFrom(agreement([1, 1, 0.85]))).toBeUndefined()
  })
})

it('200 trials are parted into 10, 20, 50, 100 and 150, five into nothing, very many into a thousand and two', () => {
  expect(partSizes(200)).toEqual([10, 20, 50, 100, 150])
  expect(partSizes(20)).toEqual([5, 10])
  expect(partSizes(5)).toEqual([])
  expect(partSizes(200_000)).toEqual([1000, 2000])
})

describe('the best of so many trials', () => {
  it('is that of every part, weighed: of four trials two, the first is best in 3 of 6 parts, the second in 2, the third in 1', () => {
    const { expected, low, high } = bestOfParts([8, 7, 9, 100], 2)
    expect(expected).toBeCloseTo((3 * 8 + 2 * 7 + 9) / 6, 12)
    expect([low, high]).toEqual([7, 9])
  })
  it('of all is the one that validation selects, of one any', () => {
    expect(bestOfParts([8, 7, 9], 3)).toEqual({ trials: 3, expected: 8, low: 8, high: 8 })
    expect(bestOfParts([8, 7, 9], 1).expected).toBeCloseTo(8, 12)
  })
})

it('so many trials are enough from which the best is within the margin; all of them never count', () => {
  const best = [12, 10.5, 11.5, 10.8, 10].map((expected, k) => ({ trials: k + 1, expected, low: 0, high: 0 }))
  expect(sizeWithin(best, 1)).toBe(4)
  expect(sizeWithin(best, 2)).toBe(1)
  expect(sizeWithin(best, 0.5)).toBeUndefined()
})

it('a cell that is far worse is known from few trials, and nothing is said of one that cannot be told', () => {
  const definition = definitionOf(['V', 'NFG', 'NP'], { trials: 60 })
  const trials = seededTrials(definition, { NFG: 40 })
  const comparisons = compare(definition, pairsOf(definition, trials))
  const found = enough(definition, pairsOf(definition, trials), {
    comparisons,
    importances: importances(definition, pairsOf(definition, trials)),
  })[0]
  const [standard, far, alike] = found.cells
  expect(standard.verdict).toBeUndefined()
  expect(far.verdict).toMatchObject({ conclusion: 'worse', enough: 10 })
  expect(far.first).toMatchObject({ conclusion: ['learningRate'] })
  expect(alike.verdict?.conclusion).toBe('undecided')
  expect(alike.verdict?.enough).toBeUndefined()
  expect(standard.best.at(-1)?.trials).toBe(60)
  expect(found.cells.every(({ best }) => best[0].expected > best[best.length - 1].expected)).toBe(true)
})
