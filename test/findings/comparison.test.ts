import { describe, expect, it } from 'vitest'
import { type ComparedCell, compare, judge, judgeBriefly } from '../../src/findings/comparison.ts'
import { findingsOf } from '../../src/findings/findings.ts'
import { marginsOf } from '../../src/findings/margin.ts'
import { pairsOf } from '../../src/findings/pairs.ts'
import { paretos } from '../../src/findings/pareto.ts'
import { caveatsText } from '../../src/report/words/caveats.ts'
import { headline, sentencesOn } from '../../src/report/words/verdict.ts'
import { definitionOf, seededTrials, trialOf } from './made-up.ts'

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
      'On reber, the best trial by validation has the cell V: 10.00 % on the test set (reber/V/0: hidden size 50, learning rate 0.001, momentum 0.9, input noise 0.1). CIFG and NFG are significantly worse than V; NP differs from V by no more than 1 percentage point.',
    )
    const text = sentencesOn(findings.verdict.tasks[0], findings).join('\n')
    expect(text).toMatch(
      /^CIFG is .*\. It is significant but small: a difference larger than 1 percentage point is ruled out\.$/m,
    )
    expect(text).toMatch(
      /^NP \(0\.00, 90 % interval −0\.\d\d to \+0\.\d\d\) is equivalent to V: a difference larger than 1 percentage point, either way, is ruled out\.$/m,
    )
    expect(caveatsText(findings).join('\n')).toContain(
      'On reber, differences up to 1 percentage point count as too small to matter.',
    )
  })
})

it('p-values hold for all cells of a task together', () => {
  const { NP, CIFG, NFG } = byCell(compare(definition, pairsOf(definition, trials))[0].cells)
  expect([CIFG.p, NFG.p]).toEqual([0.001, 0.001])
  expect(CIFG.adjusted).toEqual({ holm: 0.003, bonferroni: 0.003 })
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

describe('a verdict alone', () => {
  const definition = definitionOf(['V', 'NP'], { trials: 60 })
  const conclusions = [false, true].flatMap((paired) =>
    [undefined, 0.2, 3, 100].flatMap((margin) =>
      [0, 1.5, 9, -9].flatMap((worse) =>
        [4, 25, 60].map((count) => {
          const [standard, own] = pairsOf(definition, seededTrials(definition, { NP: worse })).map(({ trained }) =>
            trained.slice(0, count),
          )
          const options = { share: 0.1, margin, paired, keys: ['verdict', worse], repeats: 199 }
          return [judgeBriefly(own, standard, options), judge(own, standard, options).verdict]
        }),
      ),
    ),
  )
  it('is that of the whole test, for better, worse, equivalent and undecided', () => {
    expect(conclusions.map(([brief]) => brief)).toEqual(conclusions.map(([, whole]) => whole))
    expect(new Set(conclusions.flat())).toEqual(new Set(['better', 'worse', 'equivalent', 'undecided']))
  })
})
