import { describe, expect, it } from 'vitest'
import { compare } from '../../../src/findings/comparison.ts'
import { pairsOf } from '../../../src/findings/pairs.ts'
import { claimsOf } from '../../../src/findings/paper/judgement.ts'
import { claimText, evidenceText } from '../../../src/report/words/claims.ts'
import type { StudyDefinition } from '../../../src/study/definition.ts'
import { signs } from '../../../src/task/signs.ts'
import { tasks } from '../../../src/task/tasks.ts'
import type { TrialRecord } from '../../../src/train/record.ts'
import { definitionOf, trialOf } from '../made-up.ts'

const made = definitionOf(['V', 'CIFG'], { trials: 40 })
const definition: StudyDefinition = {
  ...made,
  tasks: {
    jsb: {
      ...made.tasks.reber,
      inputs: 88,
      outputs: 88,
      metric: 'nats',
      source: tasks.jsb.source,
      sizes: [229, 76, 77],
      fingerprint: signs.jsb.fingerprint,
      naiveBaseline: { validation: 11.1, test: 11.09 },
    },
  },
}

/** How a cell is trained: hidden sizes from one to another, the larger the better or the worse, and its times beside the law for both. */
interface Made {
  readonly sizes: readonly [number, number]
  readonly best: 'small' | 'large'
  /** Of an epoch. */
  readonly time?: number
  readonly epochs?: number
  readonly kind?: 'completed' | 'diverged'
}

/** Forty trials of a cell, equally good in all; seconds per epoch are N² but for the factor, and scatter by a tenth either way. */
function trialsOf(cell: string, { sizes: [low, high], best, time = 1, epochs = 100, kind = 'completed' }: Made) {
  return Array.from({ length: 40 }, (_, k): TrialRecord => {
    const hiddenSize = Math.round(low * (high / low) ** (k / 39))
    const validation = 8.5 + 0.001 * (best === 'small' ? k : 39 - k)
    const trial = trialOf(cell, k, { validation, test: validation, kind })
    const scatter = [1.1, 0.9, 0.9, 1.1][k % 4]
    const lasting = epochs + [0, 10, 20][k % 3]
    const outcome = { ...trial.outcome, epochs: lasting } as typeof trial.outcome
    const seconds = time * hiddenSize ** 2 * scatter * lasting
    return { ...trial, task: 'jsb', settings: { ...trial.settings, hiddenSize }, outcome, seconds }
  })
}

function judged(cells: Readonly<Record<'V' | 'CIFG', Made>>) {
  const pairs = pairsOf(definition, [...trialsOf('V', cells.V), ...trialsOf('CIFG', cells.CIFG)])
  const comparisons = compare(definition, pairs)
  const importances = { transform: 'clipped', parts: [], tasks: [] } as const
  const unasked = () => {
    throw new Error('nothing about settings is asked here')
  }
  const explainer = { importance: unasked, pairs: unasked }
  const claims = claimsOf(definition, pairs, { comparisons, best: [], importances, advices: [], explainer })
  const claim = claims.find((one) => claimText(one).startsWith('CIFG is as good as V with fewer'))!
  return { ...claim, text: evidenceText(claim, comparisons[0]) }
}

const V: Made = { sizes: [20, 200], best: 'large' }

describe('“as good, with less”', () => {
  it('is reproduced by a cell that takes less at equal size, also where its best trials are larger', () => {
    const { status, numbers, text } = judged({ V: { ...V, best: 'small' }, CIFG: { ...V, time: 0.75 } })
    expect(status).toBe('reproduced')
    expect(numbers.epochRatio).toBeCloseTo(0.75, 10)
    expect(numbers.trainingRatio).toBeCloseTo(0.75, 10)
    expect(numbers.epochsRatio).toBeCloseTo(1, 10)
    // 88 inputs and outputs, 63 units: 3·63·152 + 2·63 + 88·64 of 4·63·152 + 3·63 + 88·64
    expect(numbers.parametersRatio).toBeCloseTo(34486 / 44125, 14)
    expect(text).toContain(
      '; with 63 hidden units it has 78.2 % of V’s parameters, fewer at all sizes; at equal size, the time of an epoch is 75 % of V’s (p < 0.001), the number of epochs 100 % of V’s (p = 1.00), and the time of the whole training 75 % of V’s (p < 0.001)',
    )
  })

  it('is not reproduced by a cell that is cheaper only because its best trials are small', () => {
    const small: Made = { sizes: [20, 200], best: 'small' }
    const { status, numbers } = judged({ V, CIFG: small })
    expect(status).toBe('undecided')
    expect(numbers.epochRatio).toBeCloseTo(1, 10)
    expect(numbers.epochP).toBeGreaterThan(0.9)
    const smaller = judged({ V, CIFG: { sizes: [20, 60], best: 'small' } })
    expect(smaller.status).toBe('undecided')
    expect(smaller.numbers.epochRatio).toBeGreaterThan(0.95)
  })

  it('is contradicted by a cell that takes more at equal size, however small its best trials', () => {
    expect(judged({ V, CIFG: { sizes: [20, 200], best: 'small', time: 1.3 } }).status).toBe('contradicted')
  })

  it('asks of whole trainings too: faster epochs are no gain where there are as many more of them', () => {
    const { status, numbers } = judged({ V, CIFG: { ...V, time: 0.75, epochs: 137 } })
    expect(status).toBe('undecided')
    expect(numbers.epochP).toBeLessThan(0.001)
    expect(numbers.epochsP).toBeLessThan(0.001)
    expect(numbers.trainingP).toBeGreaterThan(0.05)
    expect(judged({ V, CIFG: { ...V, time: 0.75, epochs: 200 } }).status).toBe('undecided')
  })

  it('is open where too few completed trials have sizes of both cells', () => {
    const apart = judged({ V: { ...V, sizes: [70, 200] }, CIFG: { ...V, sizes: [20, 60], time: 0.5 } })
    expect(apart.status).toBe('undecided')
    expect(apart.text).toMatch(/fewer at all sizes; too few trials of sizes that both have to compare their times$/)
    expect(judged({ V, CIFG: { ...V, time: 0.5, kind: 'diverged' } }).status).toBe('undecided')
  })
})
