import { describe, expect, it } from 'vitest'
import { compare } from '../../src/analysis/compare.ts'
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

  describe('decide what is said of their cells', () => {
    const six = [0.02, 0.01, 0.005, 0.002, 0.001, 0.0005].map(settingsOf)
    const centres = [1, 2, 3, 4, 5, 6]
    /** Each setting twice, a little below and above its own result. */
    const twice = (cell: string, more: number) =>
      [-0.05, 0.05].flatMap((seed, round) =>
        centres.map((centre, k) => {
          const test = centre + more + seed
          return trialOf(cell, round * 6 + k, { validation: test, test })
        }),
      )
    const both = definitionOf(['V', 'NP'], { given: { V: six, NP: six }, trials: 12, best: 1 })
    const said = (more: number, margin = 1) =>
      findingsOf(both, [...twice('V', 0), ...twice('NP', more)], { margin }).verdict
    const sentence = (more: number, margin?: number) => said(more, margin).tasks[0].sentences[0].text

    it('a value for each setting: trainings of the same settings are alike', () => {
      // scipy: ttest_ind([1, 2, 3, 4, 5, 6], [3.2, …, 8.2], equal_var=False).pvalue = 0.0690; of the twelve trainings each 0.0063
      expect(sentence(2.2)).toBe(
        'NP (+2.20, p = 0.069) cannot be told from V by these trials, which does not make it equal.',
      )
      expect(compare(both, [...twice('V', 0), ...twice('NP', 2.2)])[0].comparisons).toBe(0)
    })

    it('better, worse, or equivalent where the 90 % interval lies within the margin', () => {
      expect(sentence(4)).toBe(
        'NP is significantly worse than V: its 6 settings average 7.50 % on test, 4.00 percentage points more than V’s 3.50 % (95 % interval +1.59 to +6.41; p = 0.004, a value for each setting).',
      )
      expect(sentence(-4)).toMatch(/^NP is significantly better than V/)
      expect(sentence(0.1, 3)).toBe(
        'NP (+0.10, 90 % interval −1.86 to +2.06) is equivalent to V: a difference larger than 3 percentage points, either way, is ruled out.',
      )
      expect(sentence(0.1, 2)).toMatch(/cannot be told from V/)
    })

    it('and how much is seed', () => {
      // squares within: 2 · 0.05² by 1 degree of freedom; between the settings’ means: a variance of 3.5, less half of that
      expect(said(4).tasks[0].sentences.find(({ kind }) => kind === 'seed')!.text).toBe(
        'Of the variance between trainings of these settings the seed is 0.143 % for V (0.07 %) and 0.143 % for NP (0.07 %); in brackets the deviation between seeds.',
      )
    })

    it('in the headline, with caveats', () => {
      expect(said(4).headline).toBe('On reber, trained with other seeds, NP is significantly worse than V.')
      expect(said(4).caveats).toEqual([expect.stringMatching(/^Trainings of the same settings are alike/)])
      expect(said(0.1, 3).caveats.join(' ')).toContain('differences up to 3 percentage points count as none')
    })

    it('in a report of all trials, since none were selected', () => {
      const page = report(both, [...twice('V', 0), ...twice('NP', 4)])
      expect(page).toContain('of all trials of each cell')
      expect(page).toContain('No trials are selected: all are judged by test.')
      expect(page).not.toMatch(/best 100|selected by validation|price of having/)
    })

    it('and are not held against settings that were drawn', () => {
      const mixed = { ...both, given: { NP: six } }
      const { tasks, headline } = findingsOf(mixed, [...twice('V', 0), ...twice('NP', 4)]).verdict
      expect(tasks[0].sentences[0]).toEqual({
        kind: 'untested',
        text: 'NP cannot be compared with V: settings that were given and repeated are compared with such settings, two at least of each.',
      })
      expect(headline).toBe('There are too few trials to compare the cells.')
    })

    it('where each is trained once they are trials like others', () => {
      const twelve = centres.flatMap((centre) => [settingsOf(centre / 100), settingsOf(centre / 1000)])
      const once = { ...both, given: { V: twelve, NP: twelve } }
      const { repeats: repeated, verdict } = findingsOf(once, [...twice('V', 0), ...twice('NP', 4)])
      expect(repeated[0].cells[1].against).toBeUndefined()
      expect(verdict.headline).toBe('On reber, NP is significantly worse than V.')
      expect(verdict.caveats.join(' ')).toContain('Some settings were given, not drawn')
    })
  })
})
