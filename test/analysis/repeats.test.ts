import { describe, expect, it } from 'vitest'
import { findingsOf } from '../../src/analysis/findings.ts'
import { repeats } from '../../src/analysis/repeats.ts'
import { stream } from '../../src/math/random.ts'
import { report } from '../../src/report/report.ts'
import type { Settings } from '../../src/study/space.ts'
import { definitionOf, trialOf } from './made-up.ts'

const settingsOf = (learningRate: number): Settings => ({
  hiddenSize: 50,
  learningRate,
  momentum: 0.9,
  inputNoise: 0.1,
})
const given = { V: [settingsOf(0.01), settingsOf(0.001)] }
const definition = definitionOf(['V', 'NP'], { given })
const trained = (tests: readonly number[]) =>
  tests.map((test, number) => trialOf('V', number, { validation: test, test }))

describe('settings trained again with other seeds', () => {
  it('have a deviation between seeds and one between settings, chance taken out', () => {
    // settings 1: 1, 3; settings 2: 5, 7. Squares within: 2 + 2, by 2 degrees of freedom: 2. Between: 2 · (2² + 2²) = 16, by 1.
    const [{ cells }] = repeats(definition, trained([1, 5, 3, 7]))
    expect(cells[0].groups.map(({ tests }) => tests)).toEqual([
      [1, 3],
      [5, 7],
    ])
    expect(cells[0].mean).toBe(4)
    expect(cells[0].ofSeed).toBeCloseTo(Math.sqrt(2), 12)
    expect(cells[0].ofSettings).toBeCloseTo(Math.sqrt((16 - 2) / 2), 12)
    expect(cells[0].share).toBeCloseTo(2 / 9, 12)
  })

  it('that differ no more than seeds do have no deviation of their own', () => {
    const [{ cells }] = repeats(definition, trained([1, 1, 3, 3]))
    expect(cells[0]).toMatchObject({ ofSettings: 0, share: 1 })
  })

  it('cannot be told apart where none was trained twice, nor in a study whose settings were drawn', () => {
    const [{ cells }] = repeats(definition, trained([1, 5]))
    expect(cells[0].ofSeed).toBeUndefined()
    expect(cells[0].share).toBeUndefined()
    expect(repeats(definitionOf(['V']), trained([1, 5]))).toEqual([])
  })

  it('give back planted deviations', () => {
    const random = stream('planted repeats')
    const many = Array.from({ length: 200 }, (_, k) => settingsOf(0.001 + k * 1e-5))
    const centres = many.map(() => 8 + 0.3 * random.gaussian())
    const tests = Array.from({ length: 1000 }, (_, number) => centres[number % 200] + 0.1 * random.gaussian())
    const [{ cells }] = repeats(definitionOf(['V'], { given: { V: many }, trials: 1000 }), trained(tests))
    expect(Math.abs(cells[0].ofSeed! / 0.1 - 1)).toBeLessThan(0.08)
    expect(Math.abs(cells[0].ofSettings! / 0.3 - 1)).toBeLessThan(0.15)
  })

  it('count a result worse than the trivial predictor’s as that, and say so', () => {
    const lost = trialOf('V', 4, { validation: 90, test: 90, kind: 'diverged' })
    expect(repeats(definition, [...trained([1, 5, 300, 7]), lost])[0].cells[0]).toMatchObject({
      trainings: 5,
      diverged: 1,
    })
    const [{ trivial, cells }] = repeats(definition, trained([1, 5, 300, 7]))
    expect(trivial).toBe(90)
    expect(cells[0].groups.map(({ tests }) => tests)).toEqual([
      [1, 90],
      [5, 7],
    ])
    expect(cells[0].beyond).toEqual({ trainings: 1, worst: 300 })
    expect(repeats(definition, trained([1, 5, 90, 7]))[0].cells[0].beyond).toBeUndefined()
    const page = report(definition, trained([1, 5, 300, 7]))
    expect(page).toContain('1 result beyond the axis, up to 90.00\u00a0%, is drawn at its upper edge.')
    expect(page).toContain(
      '1 training of V did worse on test than the trivial predictor’s 90.00\u00a0%, which stands for its result, 300.00\u00a0%.',
    )
  })

  it('compare cells by the means of their settings, however often each was trained', () => {
    // scipy: ttest_ind([3, 5, 10], [2, 6, 7], equal_var=False); the settings of V were trained twice, at 1 above and below
    const three = [0.01, 0.001, 0.0001].map(settingsOf)
    const V = trained([1, 7, 6, 3, 5, 8])
    const NP = trained([3, 5, 10]).map((trial) => ({ ...trial, cell: 'NP' }))
    const found = repeats(definitionOf(['V', 'NP'], { given: { V: three, NP: three } }), [...V, ...NP])
    const [{ baseline, cells }] = found
    expect(baseline).toBe('V')
    expect(cells[0].against).toBeUndefined()
    expect(cells[1].against!.difference).toBe(1)
    expect(cells[1].against!.welch.interval[0]).toBeCloseTo(-6.430511310050919, 12)
    expect(cells[1].against!.welch.interval[1]).toBeCloseTo(8.43051131005092, 12)
  })

  it('cannot be compared with a baseline that was not trained, or by one setting each', () => {
    const once = { V: [settingsOf(0.01)], NP: [settingsOf(0.01)] }
    const NP = trained([3, 5]).map((trial) => ({ ...trial, cell: 'NP' }))
    const [alone] = repeats(definitionOf(['V', 'NP'], { given: once }), NP)
    expect(alone.cells.map(({ cell, against }) => [cell, against])).toEqual([['NP', undefined]])
    const [both] = repeats(definitionOf(['V', 'NP'], { given: once }), [...trained([1, 2]), ...NP])
    expect(both.cells.map(({ against }) => against)).toEqual([undefined, undefined])
  })

  it('come with a caveat: their trials are not independent', () => {
    const both = { ...definition, given: { ...given, NP: given.V } }
    const trials = [...trained([1, 5, 3, 7]), ...trained([2, 5, 3, 7]).map((trial) => ({ ...trial, cell: 'NP' }))]
    expect(findingsOf(both, trials).verdict.caveats.join(' ')).toContain('Settings were given, not drawn')
  })
})
