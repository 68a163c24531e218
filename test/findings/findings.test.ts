import { describe, expect, it } from 'vitest'
import { bestTrials } from '../../src/findings/best.ts'
import { type Comparison, compare } from '../../src/findings/comparison.ts'
import { curves } from '../../src/findings/curves.ts'
import { type Findings, findingsOf } from '../../src/findings/findings.ts'
import { learningRates } from '../../src/findings/learning-rates.ts'
import { pairsOf } from '../../src/findings/pairs.ts'
import { selectionTest } from '../../src/findings/selection-test.ts'
import { verdictOf } from '../../src/findings/verdict.ts'
import { stream } from '../../src/math/random.ts'
import { caveatsText } from '../../src/report/words/caveats.ts'
import { headline, sentencesOn } from '../../src/report/words/verdict.ts'
import type { StudyDefinition } from '../../src/study/definition.ts'
import type { TrialRecord } from '../../src/train/record.ts'
import { definitionOf, seededTrials, trialOf } from './made-up.ts'

const definition = definitionOf(['V', 'NFG', 'NP'])
/** V is best at 1 to 10 %, NFG 20 points worse, NP like V. */
const trials: TrialRecord[] = Array.from({ length: 10 }, (_, k) => [
  trialOf('V', k, { validation: k + 1, test: k + 1.5 }),
  trialOf('NFG', k, { validation: k + 21, test: k + 21.5 }),
  trialOf('NP', k, { validation: k + 1.2, test: k + 1.6 }),
]).flat()

/** The findings with another comparison. */
function withComparison(comparison: Comparison): Findings {
  const found = findingsOf(definition, trials)
  const comparisons = [comparison]
  return {
    ...found,
    comparisons,
    verdict: verdictOf(definition, pairsOf(definition, trials), { comparisons, repeats: [] }),
  }
}

describe('the best', () => {
  it('is chosen by validation, never by test', () => {
    const tricky = [trialOf('V', 0, { validation: 2, test: 1 }), trialOf('V', 1, { validation: 1, test: 9 })]
    expect(bestTrials(pairsOf(definitionOf(['V']), tricky))).toMatchObject([
      { cell: 'V', number: 1, validation: 1, test: 9 },
    ])
  })

  it('share is two of ten trials, judged by their test results', () => {
    const [{ cells }] = compare(definition, pairsOf(definition, trials))
    expect(cells[0].best).toMatchObject({ values: [1.5, 2.5], trials: [0, 1], parameters: 1000.5, seconds: 2 })
    expect(cells[0].best?.summary).toMatchObject({ least: 1.5, median: 2, mean: 2, most: 2.5 })
    expect(cells[1].against?.difference).toBe(20)
    expect(cells[0].against).toBeUndefined()
  })
})

describe('the comparison', () => {
  it('calls a cell worse whose trials are all worse, and leaves open what cannot be told', () => {
    const [{ cells, comparisons }] = compare(definition, pairsOf(definition, trials))
    expect(comparisons).toBe(2)
    expect(cells.map(({ against }) => against?.verdict)).toEqual([undefined, 'worse', 'undecided'])
    expect(cells[1].against!.p).toBeLessThan(0.01)
  })

  it('counts failed trials and leaves them out', () => {
    const failed: TrialRecord = {
      ...trialOf('V', 0, { validation: 0, test: 0 }),
      outcome: { kind: 'failed', reason: 'no memory' },
    }
    const [{ cells }] = compare(
      definition,
      pairsOf(definition, [failed, ...trials.filter(({ cell, number }) => cell !== 'V' || number !== 0)]),
    )
    expect(cells[0].counts).toEqual({ planned: 10, completed: 9, diverged: 0, failed: 1 })
    expect(cells[0].all?.values.length).toBe(9)
  })

  it('says nothing of a cell with fewer than two trials', () => {
    const [{ cells }] = compare(definition, pairsOf(definition, [trials[0], trials[1]]))
    expect(cells.every(({ against }) => against === undefined)).toBe(true)
  })
})

describe('the permutation test', () => {
  it('finds identical cells different about one time in twenty, though it selects the best fifth', () => {
    let found = 0
    const studies = 400
    for (let k = 0; k < studies; k++) {
      const random = stream('identical', k)
      const hand = () =>
        Array.from({ length: 40 }, () => {
          const quality = random.gaussian()
          return { validation: quality + 0.3 * random.gaussian(), test: quality + 0.3 * random.gaussian() }
        })
      if (selectionTest(hand(), hand(), { share: 0.2, repeats: 199, keys: ['test', k] }).p < 0.05) found += 1
    }
    expect(found / studies).toBeGreaterThan(0.02)
    expect(found / studies).toBeLessThan(0.08)
  })
})

it('permutes often enough that a hundred worse cells can pass Bonferroni’s correction', () => {
  const names = Array.from({ length: 100 }, (_, k) => `worse ${k + 1}`)
  const { cells } = definitionOf(['V', 'NFG'])
  const many = { ...definition, cells: { V: cells.V, ...Object.fromEntries(names.map((name) => [name, cells.NFG])) } }
  const copies = names.flatMap((cell) => trials.filter((one) => one.cell === 'NFG').map((one) => ({ ...one, cell })))
  const [{ cells: compared }] = compare(many, pairsOf(many, [...trials.filter(({ cell }) => cell === 'V'), ...copies]))
  const passed = compared.filter(({ against }) => against !== undefined && against.adjusted.bonferroni < 0.05)
  expect(passed.length).toBeGreaterThan(50)
})

describe('the verdict', () => {
  const said = findingsOf(definition, trials)
  const text = sentencesOn(said.verdict.tasks[0], said).join('\n')
  const caveats = (of: StudyDefinition, some: readonly TrialRecord[]) => caveatsText(findingsOf(of, some))

  it('says the whole of it in a headline', () => {
    expect(headline(said)).toBe(
      'On reber, the best trial by validation has the cell V: 1.50 % on the test set (reber/V/0: hidden size 50, learning rate 0.001, momentum 0.9, input noise 0.1). NFG is significantly worse than V; NP shows no detectable difference from V.',
    )
  })

  it('names the difference, both means, the trials and the p-values', () => {
    expect(text).toContain(
      'NFG is significantly worse than V: its best 2 trials average 22.00 % on the test set, 20.00 percentage points more than V’s 2.00 % (95 % interval +15.50 to +24.50; p = 0.001; Welch’s test p = 0.001).',
    )
  })

  it('never calls undecided cells equal, and says when trials are few', () => {
    expect(text).toContain(
      'shows no detectable difference from V, which does not mean that it is equal: studies like this one detect a difference of 4.62 percentage points four times in five.',
    )
    expect(caveatsText(said).join('\n')).toContain('Some means are over only 2 trials')
  })

  it('says so of the baseline too', () => {
    const unequal = definitionOf(['V', 'NP'], { trials: 30 })
    const some = seededTrials(unequal).filter(({ cell, number }) => cell !== 'V' || number < 6)
    expect(caveats(unequal, some).join('\n')).toContain('Some means are over only 2 trials')
  })

  it('says where the best of a cell are a far larger share of its trials', () => {
    const some = seededTrials(definitionOf(['V', 'NP'], { trials: 30 })).filter(
      (one) => one.cell === 'V' || one.number < 3,
    )
    expect(caveats(definitionOf(['V', 'NP'], { trials: 30 }), some)).toContain(
      'The best of NP are 2 of 3 trials, those of V 6 of 30. The larger share is selected less strictly, and part of their difference is only that.',
    )
    expect(caveatsText(said).join('\n')).not.toContain('less strict')
  })

  it('says how many trials the last epoch stopped, where many of the best are among them', () => {
    const after = (epochs: number) => caveats({ ...definition, training: { epochs, patience: 10 } }, trials).join('\n')
    expect(after(4)).not.toContain('still in training')
    expect(after(3)).toContain(
      '30 trials, among them 6 of the 6 best, were still in training when the limit of 3 epochs was reached',
    )
    const all = { ...definition, best: 1, training: { epochs: 3, patience: 10 } }
    expect(caveats(all, trials).join('\n')).toContain('30 trials were still in training')
    const long = trials.map((trial) =>
      trial.cell === 'NFG' && trial.outcome.kind === 'completed'
        ? { ...trial, outcome: { ...trial.outcome, epochs: 4 } }
        : trial,
    )
    const four = { ...definition, training: { epochs: 4, patience: 10 } }
    expect(caveats(four, long).join('\n')).toContain(
      '10 trials, among them 2 of the 6 best (from 0 of V’s 2 to 2 of NFG’s 2), were still in training',
    )
  })

  it('warns of cells that have not learned the task', () => {
    expect(caveatsText(said).join('\n')).not.toContain('naive baseline')
    const lost = trials.map((trial) =>
      trialOf(trial.cell, trial.number, { validation: 95, test: trial.cell === 'NP' ? 3 : 95 }),
    )
    expect(caveats(definition, lost)).toContain(
      'On reber, V and NFG do no better than the naive baseline, 90.00 %: comparing with a cell that has not learned the task says little.',
    )
  })

  it('names in the headline those that are significant by themselves only', () => {
    const [comparison] = compare(definition, pairsOf(definition, trials))
    const headlineOf = (holm: Readonly<Record<string, number>>) => {
      const cells = comparison.cells.map((cell) => {
        const adjusted = { holm: holm[cell.cell], bonferroni: 1 }
        return cell.against ? { ...cell, against: { ...cell.against, verdict: 'worse' as const, adjusted } } : cell
      })
      return headline(withComparison({ ...comparison, cells }))
    }
    expect(headlineOf({ NFG: 0.01, NP: 0.04 })).toBe(
      'On reber, the best trial by validation has the cell V: 1.50 % on the test set (reber/V/0: hidden size 50, learning rate 0.001, momentum 0.9, input noise 0.1). NFG and NP are significantly worse than V.',
    )
    expect(headlineOf({ NFG: 0.01, NP: 0.06 })).toBe(
      'On reber, the best trial by validation has the cell V: 1.50 % on the test set (reber/V/0: hidden size 50, learning rate 0.001, momentum 0.9, input noise 0.1). NFG and NP are significantly worse than V (NP not after Holm’s correction).',
    )
    expect(headlineOf({ NFG: 0.06, NP: 0.06 })).toBe(
      'On reber, the best trial by validation has the cell V: 1.50 % on the test set (reber/V/0: hidden size 50, learning rate 0.001, momentum 0.9, input noise 0.1). NFG and NP are significantly worse than V (not after Holm’s correction).',
    )
  })

  it('says of undecided cells where Welch’s test alone sees a difference', () => {
    const [comparison] = compare(definition, pairsOf(definition, trials))
    const textOf = (p: number) => {
      const cells = comparison.cells.map((cell) =>
        cell.against?.welch ? { ...cell, against: { ...cell.against, welch: { ...cell.against.welch, p } } } : cell,
      )
      const found = withComparison({ ...comparison, cells })
      return sentencesOn(found.verdict.tasks[0], found).find((sentence) => sentence.includes('no detectable'))!
    }
    expect(textOf(0.04)).toMatch(
      /^NP \(\+0\.10, p = 0\.\d+, though Welch’s test says p = 0\.040\) shows no detectable difference from V/,
    )
    expect(textOf(0.05)).toMatch(/^NP \(\+0\.10, p = 0\.\d+\) shows no detectable difference from V/)
  })

  it('says that a study is not finished, and what diverged', () => {
    const diverged = trialOf('V', 1, { validation: 90, test: 90, kind: 'diverged' })
    const few = caveats(definition, [trials[0], diverged]).join('\n')
    expect(few).toContain('28 trials of 30 are not finished yet.')
    expect(few).toContain('1 trial diverged and still counts')
    const two = [trials[0], diverged, { ...trials[0], cell: 'NP' }]
    const of = (more: readonly TrialRecord[]) => caveats(definition, [...two, ...more]).join('\n')
    expect(of([])).toContain('1 trial diverged, of V, and still counts')
    expect(of([{ ...diverged, number: 2 }])).toContain('2 trials diverged, all of V, and still count')
    const others = [
      { ...diverged, number: 2 },
      { ...diverged, cell: 'NP' },
    ]
    expect(of(others)).toContain('3 trials diverged, 2 of V, and still count')
    expect(of(others.slice(1))).toContain('2 trials diverged and still count')
    expect(headline(findingsOf(definition, []))).toBe('No trial has been trained to its end yet.')
  })
})

describe('curves and learning rates', () => {
  it('are of the best trial, and a point a trial', () => {
    expect(curves(definition, pairsOf(definition, trials))[0].cells[1]).toMatchObject({
      cell: 'NFG',
      number: 0,
      bestEpoch: 2,
      best: 21,
      validation: [22, 21, 23],
    })
    const made = definitionOf(['V'], { trials: 100 })
    const [{ cells }] = learningRates(made, pairsOf(made, seededTrials(made)))
    expect(cells[0].points.length).toBe(100)
    expect(cells[0].points.map(({ rate }) => rate)).toEqual(
      cells[0].points.map(({ rate }) => rate).toSorted((a, b) => a - b),
    )
    // the planted optimum is at 0.7 of the range from 1e-6 to 1e-2
    expect(Math.abs(Math.log10(cells[0].lowest!.rate) - (-6 + 4 * 0.7))).toBeLessThan(0.4)
  })

  it('tasks whose learning rate does not vary have no such finding', () => {
    expect(learningRates(definition, pairsOf(definition, trials))).toEqual([])
  })
})

it('the overview tells who computed what, and knows the cells of the catalog', () => {
  const { overview } = findingsOf(definition, trials)
  expect(overview.counts).toEqual({ planned: 30, completed: 30, diverged: 0, failed: 0 })
  expect(overview).toMatchObject({
    seconds: 60,
    arithmetics: [{ name: 'wasm float32 plain', trials: 30 }],
    workers: [{ name: 'here#1', trials: 30 }],
    finished: { first: '2026-01-01T00:00:00.000Z', last: '2026-01-01T00:00:00.000Z' },
  })
  expect(overview.cells[1]).toMatchObject({ cell: 'NFG', catalog: 'NFG', varies: false })
})

it('findings are plain data: they survive JSON', () => {
  const findings = findingsOf(definition, trials)
  expect(JSON.parse(JSON.stringify(findings))).toEqual(findings)
})
