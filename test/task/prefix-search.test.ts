import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { stream } from '../../src/math/random.ts'
import { bestPath } from '../../src/task/decoding.ts'
import { prefixSearch } from '../../src/task/prefix-search.ts'

/** Probabilities of every class at every step, drawn so that some steps are sure and some are not. */
function drawn(seed: number, steps: number, outputs: number): Float64Array {
  const random = stream('prefix search', seed)
  const p = new Float64Array(steps * outputs)
  for (let t = 0; t < steps; t++) {
    const row = Array.from({ length: outputs }, () => random.uniform() ** 3)
    const sum = row.reduce((all, one) => all + one, 0)
    p.set(
      row.map((one) => one / sum),
      t * outputs,
    )
  }
  return p
}

/** The probability of every label, by going through all paths. */
function everyLabel(p: Float64Array, steps: number, outputs: number): Map<string, number> {
  const found = new Map<string, number>()
  for (let n = 0; n < outputs ** steps; n++) {
    const path = Array.from({ length: steps }, (_, t) => Math.floor(n / outputs ** t) % outputs)
    const probability = path.reduce((all, k, t) => all * p[t * outputs + k], 1)
    const label = path.filter((k, t) => k !== 0 && k !== path[t - 1]).join(' ')
    found.set(label, (found.get(label) ?? 0) + probability)
  }
  return found
}

const probabilityOf = (p: Float64Array, steps: number, outputs: number, label: readonly number[]) =>
  everyLabel(p, steps, outputs).get(label.join(' '))

describe('prefix search', () => {
  test('two steps of blank 0.6 and a 0.4: the best path says nothing with 0.36, all paths of a have 0.64', () => {
    const p = Float64Array.of(0.6, 0.4, 0.6, 0.4)
    expect(bestPath(p, 2, 2)).toEqual([])
    const { label, logProbability } = prefixSearch(p, 2, 2)
    expect(label).toEqual([1])
    expect(Math.exp(logProbability)).toBeCloseTo(0.64, 12)
  })

  test('a symbol after itself is another one only behind a blank', () => {
    const sure = (path: readonly number[]) => Float64Array.from(path.flatMap((k) => [0, 1, 2].map((c) => +(c === k))))
    expect(prefixSearch(sure([1, 1, 2, 0, 2]), 5, 3)).toEqual({ label: [1, 2, 2], logProbability: 0 })
    expect(prefixSearch(sure([0, 0]), 2, 3)).toEqual({ label: [], logProbability: 0 })
  })

  test.each([
    [1, 4],
    [4, 3],
    [5, 4],
    [7, 2],
  ])('with a beam that holds all prefixes it finds the most probable label: %i steps, %i outputs', (steps, outputs) => {
    for (let seed = 0; seed < 12; seed++) {
      const p = drawn(seed, steps, outputs)
      const all = [...everyLabel(p, steps, outputs)].sort(([, a], [, b]) => b - a)
      const { label, logProbability } = prefixSearch(p, steps, outputs, { width: 4096 })
      expect(label.join(' ')).toBe(all[0][0])
      expect(Math.exp(logProbability) / all[0][1]).toBeCloseTo(1, 10)
    }
  })

  test('however narrow the beam, its label is as probable as it says, and never less probable than that of the best path', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 4 }), (seed, steps, width) => {
        const p = drawn(seed, steps, 4)
        const { label, logProbability } = prefixSearch(p, steps, 4, { width })
        const exact = probabilityOf(p, steps, 4, label)!
        expect(Math.exp(logProbability) / exact).toBeCloseTo(1, 10)
        expect(exact * (1 + 1e-12)).toBeGreaterThanOrEqual(probabilityOf(p, steps, 4, bestPath(p, steps, 4))!)
      }),
      { numRuns: 60, seed: 7 },
    )
  })

  test('nothing underflows in a thousand steps, and a narrow beam is enough where the network is sure', () => {
    const p = Float64Array.from({ length: 3000 }, (_, k) => (k % 3 === Math.floor(k / 60) % 3 ? 0.99 : 0.005))
    const { label, logProbability } = prefixSearch(p, 1000, 3, { width: 4 })
    expect(label).toEqual(bestPath(p, 1000, 3))
    expect(logProbability).toBeGreaterThan(1000 * Math.log(0.99))
    expect(logProbability).toBeLessThan(0)
  })

  test('a beam of none is refused', () => {
    expect(() => prefixSearch(Float64Array.of(1, 0), 1, 2, { width: 0 })).toThrow(/width of the beam .*not 0/)
  })

  test('what is no number decodes to something, since a network may have diverged', () => {
    expect(prefixSearch(new Float64Array(6).fill(Number.NaN), 2, 3).logProbability).toBeNaN()
  })
})
