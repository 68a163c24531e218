import { describe, expect, it } from 'vitest'
import type { Advice } from '../../src/findings/advice/advice.ts'
import type { Enough, EnoughCell, Stability } from '../../src/findings/enough.ts'
import type { Parallel } from '../../src/findings/parallel.ts'
import { adviceSentences, regionText } from '../../src/report/words/advice.ts'
import { conclusionsText, searchText } from '../../src/report/words/enough.ts'
import { agreementText } from '../../src/report/words/parallel.ts'
import { logUniform, uniform } from '../../src/study/space.ts'

const measure = { title: 'error', unit: '%', decimals: 2 }

describe('what is said of advice', () => {
  const region = { from: 1e-4, to: 1e-3, share: 0.25, decades: 1 }
  const edge = { end: 'upper' as const, value: 200, marginal: true, widenTo: 400 }
  const stepAt = (rate: number, result: number) => ({ rate, trials: 30, selection: result, result })
  const advice: Advice = {
    settings: [
      { setting: 'hiddenSize', best: 200, region: { from: 150, to: 200, share: 0.1 }, edge },
      { setting: 'learningRate', best: 1e-3, region },
    ],
    rule: {
      setting: 'learningRate',
      steps: [stepAt(1e-2, 9)],
      chosen: stepAt(1e-3, 8.5),
      stopped: true,
      best: stepAt(2e-3, 8.25),
    },
    bySize: { setting: 'hiddenSize', middle: 60, small: 1e-3, large: 2e-3, decades: 0.3, interval: [0.1, 0.5] },
  }

  it('names ends, ranges, rates and moves', () => {
    expect(adviceSentences({ task: 'jsb', measure, cells: [{ cell: 'V', advice }] })).toEqual([
      'The best values lie at the upper end of hidden size, 200, for V: the marginal is lowest there for 1 cell. A range extended to 400 may contain better ones.',
      'Starting with a learning rate of 0.01 and dividing it by ten while results improve would have ended at 0.001 for V. The median of the trials near it is at most 0.25 percentage points above that near the best rate (V).',
      'The best learning rate shifts with the hidden size, from small to large networks, for V (+0.30 decades).',
    ])
  })

  it('says where the rule began if not at one rate, and what lies below 1', () => {
    const rule = { ...advice.rule!, steps: [stepAt(1e-3, 9)], best: stepAt(1e-2, 8.75) }
    const low = { end: 'lower', value: 1, marginal: true } as const
    const other = { settings: [{ setting: 'layers', best: 1, region: { from: 1, to: 1, share: 0 }, edge: low }], rule }
    const cells = [
      { cell: 'V', advice: { settings: [], rule: { ...advice.rule!, best: advice.rule!.chosen } } },
      { cell: 'NP', advice: other },
    ]
    expect(adviceSentences({ task: 'jsb', measure, cells })).toEqual([
      'The best values lie at the lower end of layers, 1, for NP: the marginal is lowest there for 1 cell. No value below 1 can be tried.',
      'Starting with a learning rate of 0.01 or 0.001, the highest rate with enough trials near it, and dividing it by ten while results improve would have ended at 0.001 for V and NP. The median of the trials near it is no higher than that near the best rate.',
    ])
  })

  it('never calls one end best where on average another value is', () => {
    const crowd = { ...edge, marginal: false, best: { trials: 9, of: 20 } }
    const crowded = {
      settings: [{ setting: 'hiddenSize', best: 90, region: { from: 80, to: 100, share: 0.1 }, edge: crowd }],
    }
    const cells = [
      { cell: 'V', advice: { settings: advice.settings } },
      { cell: 'NP', advice: crowded },
    ]
    expect(adviceSentences({ task: 'jsb', measure, cells })).toEqual([
      'The best values lie at the upper end of hidden size, 200, for V: the marginal is lowest there for 1 cell. A range extended to 400 may contain better ones.',
      'For NP, other values are better on average, but the best trials lie at the upper end of hidden size, 200: the outermost tenth of the range holds 9 of the best 20 trials of NP. A range extended to 400 may contain better ones.',
    ])
  })

  it('says for which cells no values are called good', () => {
    const silent = { advice: { settings: [] }, meansNothing: true } as const
    expect(adviceSentences({ task: 'jsb', measure, cells: [{ cell: 'V', ...silent }] })).toEqual([
      'No good values are given for V: its forest predicts unseen trials no better than their mean does.',
    ])
  })

  it('writes regions of numbers, of options, and of all', () => {
    expect(regionText(region)).toBe('1 × 10⁻⁴ – 0.001')
    expect(regionText({ options: ['own', 'coupled'], share: 0.5 })).toBe('own or coupled')
    expect(regionText({ from: 0, to: 1, share: 1 })).toBe('any')
  })
})

describe('what is said of the trials needed', () => {
  const stable = <T>(conclusion: T, enough?: number): Stability<T> => ({
    conclusion,
    agreement: [],
    ...(enough !== undefined && { enough }),
  })
  const best = [
    { trials: 1, expected: 30, low: 20, high: 40 },
    { trials: 40, expected: 10, low: 10, high: 10 },
  ]
  const cell = (name: string, more: Partial<EnoughCell>): EnoughCell => ({ cell: name, trials: 40, best, ...more })
  const found = (cells: readonly EnoughCell[]): Enough => ({
    task: 'reber',
    measure,
    baseline: 'V',
    margin: 1,
    trials: 40,
    cells,
  })

  it('tells conclusions by the size they are stable from, and gives no number where nothing was concluded', () => {
    const cells = [
      cell('V', { order: stable(['learningRate', 'hiddenSize'], 20) }),
      cell('NFG', { verdict: stable('worse', 10), order: stable(['learningRate', 'inputNoise']) }),
      cell('NP', { verdict: stable('undecided') }),
      cell('CIFG', { verdict: stable('equivalent') }),
    ]
    expect(conclusionsText(found(cells))).toBe(
      'Nine in ten subsets come to the same verdict from 10 trials on for NFG (worse) and at no size for CIFG (equivalent). ' +
        'NP showed no detectable difference from the baseline, but few trials never show one. ' +
        'The two most important hyperparameters are the same from 20 trials on, but not for NFG.',
    )
  })

  it('says where only all trials are enough', () => {
    expect(searchText(found([cell('V', { enoughForBest: 15 }), cell('NP', {})]))).toContain(
      '15 trials are enough to come, on average, within 1 percentage point of the best of all trials. For NP, only all trials are enough.',
    )
  })

  it('tells what searching gains', () => {
    expect(searchText(found([cell('V', { enoughForBest: 15 }), cell('NP', { enoughForBest: 30 })]))).toBe(
      'Searching pays most for V: on average, the best of all its trials is 20.00 percentage points below what a single trial reaches. ' +
        '15 trials (V) to 30 trials (NP) are enough to come, on average, within 1 percentage point of the best of all trials.',
    )
  })
})

it('what is said of trials through their settings: where the best agree', () => {
  const found: Parallel = {
    task: 'reber',
    cell: 'V',
    measure,
    naiveBaseline: 90,
    axes: [
      { name: 'learningRate', range: logUniform(1e-6, 1e-2) },
      { name: 'inputNoise', range: uniform(0, 1) },
    ],
    trials: [0, 1, 2, 3, 4].map((number) => ({
      number,
      positions: [number / 8, number / 4],
      test: 10 + number,
      best: number < 3,
    })),
  }
  expect(agreementText(found)).toBe(
    'The best 3 trials of 5 of V are closest together in learning rate: half of them lie between 1.78 × 10⁻⁶ and 5.62 × 10⁻⁶, 12.5 % of its range. They are farthest apart in input noise (25 % of its range).',
  )
})
