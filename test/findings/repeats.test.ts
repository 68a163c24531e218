import { describe, expect, it } from 'vitest'
import { compare } from '../../src/findings/comparison.ts'
import { type Findings, findingsOf } from '../../src/findings/findings.ts'
import { pairsOf } from '../../src/findings/pairs.ts'
import { repeats } from '../../src/findings/repeats.ts'
import { stream } from '../../src/math/random.ts'
import { report } from '../../src/report/report.ts'
import { caveatsText } from '../../src/report/words/caveats.ts'
import { headline, sentencesOn } from '../../src/report/words/verdict.ts'
import type { Settings } from '../../src/study/space.ts'
import type { TrialRecord } from '../../src/train/record.ts'
import { definitionOf, trialOf } from './made-up.ts'

const settingsOf = (learningRate: number): Settings => ({
  hiddenSize: 50,
  learningRate,
  momentum: 0.9,
  inputNoise: 0.1,
})
const fixedSettings = { V: [settingsOf(0.01), settingsOf(0.001)] }
const definition = definitionOf(['V', 'NP'], { fixedSettings })
const trained = (tests: readonly number[]) =>
  tests.map((test, number) => trialOf('V', number, { validation: test, test }))

describe('settings trained again with other seeds', () => {
  it('have a deviation between seeds and one between settings, chance taken out', () => {
    // settings 1: 1, 3; settings 2: 5, 7. Squares within: 2 + 2, by 2 degrees of freedom: 2. Between: 2 · (2² + 2²) = 16, by 1.
    const [{ cells }] = repeats(definition, pairsOf(definition, trained([1, 5, 3, 7])))
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
    const [{ cells }] = repeats(definition, pairsOf(definition, trained([1, 1, 3, 3])))
    expect(cells[0]).toMatchObject({ ofSettings: 0, share: 1 })
  })

  it('cannot be told apart where none was trained twice, nor in a study whose settings were drawn', () => {
    const [{ cells }] = repeats(definition, pairsOf(definition, trained([1, 5])))
    expect(cells[0].ofSeed).toBeUndefined()
    expect(cells[0].share).toBeUndefined()
    expect(repeats(definitionOf(['V']), pairsOf(definitionOf(['V']), trained([1, 5])))).toEqual([])
  })

  it('give back planted deviations', () => {
    const random = stream('planted repeats')
    const many = Array.from({ length: 200 }, (_, k) => settingsOf(0.001 + k * 1e-5))
    const centres = many.map(() => 8 + 0.3 * random.gaussian())
    const tests = Array.from({ length: 1000 }, (_, number) => centres[number % 200] + 0.1 * random.gaussian())
    const [{ cells }] = repeats(
      definitionOf(['V'], { fixedSettings: { V: many }, trials: 1000 }),
      pairsOf(definitionOf(['V'], { fixedSettings: { V: many }, trials: 1000 }), trained(tests)),
    )
    expect(Math.abs(cells[0].ofSeed! / 0.1 - 1)).toBeLessThan(0.08)
    expect(Math.abs(cells[0].ofSettings! / 0.3 - 1)).toBeLessThan(0.15)
  })

  it('count a result worse than the naive baseline’s as that, and say so', () => {
    const lost = trialOf('V', 4, { validation: 90, test: 90, kind: 'diverged' })
    expect(repeats(definition, pairsOf(definition, [...trained([1, 5, 300, 7]), lost]))[0].cells[0]).toMatchObject({
      trainings: 5,
      diverged: 1,
    })
    const [{ naiveBaseline, cells }] = repeats(definition, pairsOf(definition, trained([1, 5, 300, 7])))
    expect(naiveBaseline).toBe(90)
    expect(cells[0].groups.map(({ tests }) => tests)).toEqual([
      [1, 90],
      [5, 7],
    ])
    expect(cells[0].beyond).toEqual({ trainings: 1, worst: 300 })
    expect(repeats(definition, pairsOf(definition, trained([1, 5, 90, 7])))[0].cells[0].beyond).toBeUndefined()
    const page = report(definition, trained([1, 5, 300, 7]))
    expect(page).toContain('1 result beyond the axis, up to 90.00\u00a0%, is drawn at its upper edge.')
    expect(page).toContain(
      '1 training of V did worse on the test set than the naive baseline, 90.00\u00a0%: its result counts as that, not as 300.00\u00a0%.',
    )
  })

  it('are compared with the seeds as chance, whatever the settings differ among themselves', () => {
    // V: 1 and 3, 7 and 5, 6 and 8; NP: 3 and 5, 5 and 7, 10 and 12. Of each 2 between seeds by 3 degrees of freedom, 2 · 3/2 / 3² of the
    // mean; the difference 7 − 5 over the root of 2/3 is t = 2.449 by 6 degrees. scipy: 2 · t.sf(2.449, 6) = 0.0498
    const three = [0.01, 0.001, 0.0001].map(settingsOf)
    const NP = trained([3, 5, 10, 5, 7, 12]).map((trial) => ({ ...trial, cell: 'NP' }))
    const fixedSettings = { V: three, NP: three }
    const found = repeats(
      definitionOf(['V', 'NP'], { fixedSettings }),
      pairsOf(definitionOf(['V', 'NP'], { fixedSettings }), [...trained([1, 7, 6, 3, 5, 8]), ...NP]),
      { margin: 5 },
    )
    const [{ baseline, cells }] = found
    expect(baseline).toBe('V')
    expect(cells[0].against).toBeUndefined()
    const { difference, welch, holm, equivalence, verdict } = cells[1].against!
    expect(difference).toBe(2)
    expect(welch.t).toBeCloseTo(Math.sqrt(6), 12)
    expect(welch.degreesOfFreedom).toBeCloseTo(6, 12)
    expect(welch.p).toBeCloseTo(0.04982526278057676, 12)
    expect(holm).toBe(welch.p)
    expect(welch.interval[0]).toBeCloseTo(2 - 1.997895160291408, 12)
    expect(equivalence!.interval[0]).toBeCloseTo(2 - 1.5866000551669255, 12)
    expect(equivalence!.within).toBe(true)
    expect(verdict).toBe('worse')
  })

  it('that are the same for two cells are told apart in 5 % of all studies', () => {
    const random = stream('the same settings twice')
    const four = [0.01, 0.005, 0.002, 0.001].map(settingsOf)
    const same = definitionOf(['V', 'NP'], { fixedSettings: { V: four, NP: four }, trials: 12 })
    const told = Array.from({ length: 1000 }, () => {
      const all = ['V', 'NP'].flatMap((cell) =>
        Array.from({ length: 12 }, (_, number) => {
          const test = 20 + 5 * (number % 4) + random.gaussian()
          return trialOf(cell, number, { validation: test, test })
        }),
      )
      return repeats(same, pairsOf(same, all))[0].cells[1].against!.welch.p < 0.05
    }).filter(Boolean).length
    expect(told).toBeGreaterThan(35)
    expect(told).toBeLessThan(65)
  })

  it('may be one of each cell, but cannot be compared with a baseline that was not trained', () => {
    const once = { V: [settingsOf(0.01)], NP: [settingsOf(0.01)] }
    const NP = trained([3, 5]).map((trial) => ({ ...trial, cell: 'NP' }))
    const [alone] = repeats(
      definitionOf(['V', 'NP'], { fixedSettings: once }),
      pairsOf(definitionOf(['V', 'NP'], { fixedSettings: once }), NP),
    )
    expect(alone.cells.map(({ cell, against }) => [cell, against])).toEqual([['NP', undefined]])
    const [both] = repeats(
      definitionOf(['V', 'NP'], { fixedSettings: once }),
      pairsOf(definitionOf(['V', 'NP'], { fixedSettings: once }), [...trained([1, 2]), ...NP]),
    )
    expect(both.cells.map(({ against }) => against?.difference)).toEqual([undefined, 2.5])
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
    const both = definitionOf(['V', 'NP'], { fixedSettings: { V: six, NP: six }, trials: 12, best: 1 })
    const sentencesOf = (found: Findings) => sentencesOn(found.verdict.tasks[0], found)
    const said = (more: number, margin = 1) => findingsOf(both, [...twice('V', 0), ...twice('NP', more)], { margin })
    const sentence = (more: number, margin?: number) => sentencesOf(said(more, margin))[0]

    it('better, worse, or equivalent where the 90 % interval lies within the margin', () => {
      // of each cell 0.005 between seeds, so that the error of the difference is 0.0289 by 12 degrees of freedom (scipy for the intervals)
      expect(sentence(4)).toBe(
        'NP is significantly worse than V: its 6 settings average 7.50 % on the test set, 4.00 percentage points more than V’s 3.50 % (95 % interval +3.94 to +4.06; p < 0.001).',
      )
      expect(sentence(-4)).toMatch(/^NP is significantly better than V/)
      expect(sentence(0.1)).toMatch(
        /It is significant but small: a difference larger than 1 percentage point is ruled out\.$/,
      )
      expect(sentence(0.05)).toBe(
        'NP (+0.05, 90 % interval 0.00 to +0.10) is equivalent to V: a difference larger than 1 percentage point, either way, is ruled out in these settings.',
      )
      expect(sentence(0.05, 0.1)).toBe(
        'NP (+0.05, p = 0.11) shows no detectable difference from V in these settings, which does not mean that it is equal.',
      )
    })

    it('never as trials like others', () => {
      expect(compare(both, pairsOf(both, [...twice('V', 0), ...twice('NP', 4)]))[0].comparisons).toBe(0)
    })

    it('and how much is seed', () => {
      // squares within: 2 · 0.05² by 1 degree of freedom; between the settings’ means: a variance of 3.5, less half of that
      expect(sentencesOf(said(4)).find((sentence) => sentence.includes('the seed accounts'))).toBe(
        'Of the variance between trainings of these settings, the seed accounts for 0.143 % for V (0.07 %) and 0.143 % for NP (0.07 %); in brackets the standard deviation between seeds.',
      )
    })

    it('in the headline, with caveats', () => {
      expect(headline(said(4))).toBe(
        'On reber, the best trial by validation has the cell V: 0.95 % on the test set (reber/V/0: hidden size 50, learning rate 0.001, momentum 0.9, input noise 0.1). In settings trained with several seeds, NP is significantly worse than V.',
      )
      expect(caveatsText(said(4))).toEqual([
        expect.stringMatching(/^Fixed settings that were trained with several seeds/),
      ])
      expect(caveatsText(said(0.05, 3)).join(' ')).toContain(
        'differences up to 3 percentage points count as too small to matter',
      )
    })

    it('in a report of all trials, since none were selected', () => {
      const page = report(both, [...twice('V', 0), ...twice('NP', 4)])
      expect(page).toContain('No trials are selected: all are judged on the test set.')
      expect(page).not.toMatch(/best 100|selected by validation|price of selecting|Cells compared/)
    })

    it('unless something is missing, which is said', () => {
      const untested = (
        fixedSettings: Readonly<Record<string, readonly Settings[]>>,
        trials: readonly TrialRecord[],
      ) => {
        const found = findingsOf({ ...both, fixedSettings }, trials)
        expect(headline(found)).toMatch(/\)\. These trials do not allow a comparison of the cells\.$/)
        return sentencesOf(found).find((sentence) => sentence.includes('not compared'))
      }
      const all = [...twice('V', 0), ...twice('NP', 4)]
      expect(untested({ NP: six }, all)).toBe(
        'NP is not compared with V: fixed settings trained with several seeds are only compared with others of the same kind.',
      )
      expect(untested({ V: six }, all)).toMatch(/are only compared with others of the same kind/)
      expect(untested({ V: six, NP: six }, all.slice(0, -1))).toBe(
        'NP is not compared with V: each of their settings must have been trained at least twice.',
      )
      expect(untested({ V: six, NP: six }, all.slice(1))).toMatch(/must have been trained at least twice/)
      const without = (cell: string) =>
        twice(cell, 0).map((trial) => trialOf(cell, trial.number, { validation: 5, test: 5 }))
      expect(untested({ V: six, NP: six }, [...without('V'), ...without('NP')])).toBe(
        'NP is not compared with V: every seed gave the same result, so chance cannot be judged.',
      )
    })

    it('where each is trained once they are trials like others', () => {
      const twelve = centres.flatMap((centre) => [settingsOf(centre / 100), settingsOf(centre / 1000)])
      const once = { ...both, fixedSettings: { V: twelve, NP: twelve } }
      const all = [...twice('V', 0), ...twice('NP', 4)]
      const found = findingsOf(once, all)
      expect(found.repeats[0].cells[1].against).toBeUndefined()
      expect(headline(found)).toBe(
        'On reber, the best trial by validation has the cell V: 0.95 % on the test set (reber/V/0: hidden size 50, learning rate 0.001, momentum 0.9, input noise 0.1). NP is significantly worse than V.',
      )
      expect(sentencesOf(found)[0]).toContain('its 12 trials average 7.50 %')
      expect(report(once, all)).toContain('of all trials of each cell')
      expect(caveatsText(found).join(' ')).toContain('The hyperparameters of some cells were fixed, not drawn')
    })
  })
})
