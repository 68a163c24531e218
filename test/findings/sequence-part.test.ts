import { describe, expect, it } from 'vitest'
import { pairsOf } from '../../src/findings/pairs.ts'
import { repeats } from '../../src/findings/repeats.ts'
import { sequencePart } from '../../src/findings/sequence-part.ts'
import { report } from '../../src/report/report.ts'
import { packLosses } from '../../src/task/test-losses.ts'
import type { TrialRecord } from '../../src/train/record.ts'
import { definitionOf, trialOf } from './made-up.ts'

/** Two trainings of one setting on two sequences of equal weight, from the errors on each. */
const trainedTwice = (...errors: readonly (readonly [number, number])[]) => ({
  groups: [errors.map((two) => Float64Array.from(two, (error) => error / 2))],
  shares: Float64Array.of(0.5, 0.5),
})
const nothing = trainedTwice([0, 0], [0, 0])

describe('what other test sequences add to the variance of a difference', () => {
  it('is the variance of a mean over sequences where each seed moves all of them alike', () => {
    // differences 2 and 6 about 4, by the root of two: a variance of 8 of one, 4 of the mean, by one degree of freedom
    expect(sequencePart(trainedTwice([1, 5], [3, 7]), nothing)).toEqual({ squaredError: 4, degreesOfFreedom: 1 })
  })

  it('leaves out the luck of single seeds on single sequences, which is among that of the seeds', () => {
    // the same differences, but each seed is off by −1 and +1 or the reverse: 2 · 1/2 of the mean of both
    const found = sequencePart(trainedTwice([1, 7], [3, 5]), nothing)
    expect(found).toEqual({ squaredError: 3, degreesOfFreedom: 0.5625 })
  })

  it('is nothing where that luck explains all, and where the cells are hard put by the same sequences', () => {
    expect(sequencePart(trainedTwice([0, 8], [4, 4]), trainedTwice([2, 6], [2, 6]))).toBeUndefined()
    expect(sequencePart(trainedTwice([1, 9], [3, 11]), trainedTwice([0, 8], [0, 8]))).toBeUndefined()
  })
})

describe('an interval of repeated settings', () => {
  const settings = [trialOf('V', 0, { validation: 1, test: 1 }).settings]
  const made = definitionOf(['V', 'NP'], { fixedSettings: { V: settings, NP: settings } })
  const testSequences = { counts: [2, 2], naiveBaseline: packLosses([180, 180])! }
  const definition = { ...made, tasks: { reber: { ...made.tasks.reber, testSequences } } }
  const trained = (cell: string, number: number, errors: readonly [number, number]): TrialRecord => {
    const test = (errors[0] + errors[1]) / 2
    const trial = trialOf(cell, number, { validation: test, test })
    const testLosses = packLosses(errors.map((error) => 2 * error))!
    return { ...trial, outcome: { ...trial.outcome, testLosses } as TrialRecord['outcome'] }
  }
  const trials = [
    trained('V', 0, [10, 20]),
    trained('V', 1, [12, 22]),
    trained('NP', 0, [11, 25]),
    trained('NP', 1, [13, 27]),
  ]
  const against = (of: readonly TrialRecord[]) => repeats(definition, pairsOf(definition, of))[0].cells[1].against!

  it('holds for other seeds and other test sequences where trials keep their losses', () => {
    // seeds: 2 and 2, by 2 trainings: 1 + 1; differences 1 and 5 on the sequences: 4
    const found = against(trials)
    expect(found).toMatchObject({ difference: 3, holdsFor: 'seeds and sequences' })
    expect(found.errors.seeds).toBeCloseTo(Math.sqrt(2), 12)
    expect(found.errors.sequences).toBeCloseTo(2, 12)
    expect(found.test.t).toBeCloseTo(3 / Math.sqrt(6), 12)
    expect(found.welch.t).toBeCloseTo(3 / Math.sqrt(2), 12)
    // 2 by 2 degrees of freedom and 4 by 1: 36 / (4 / 2 + 16)
    expect(found.test.degreesOfFreedom).toBeCloseTo(2, 12)
    expect(report(definition, trials)).toContain('other seeds and other test sequences, with these settings')
  })

  it('is that of the seeds alone where one training keeps none, and the report says so', () => {
    const { outcome } = trials[0]
    const { testLosses, ...older } = outcome as Extract<typeof outcome, { kind: 'completed' | 'diverged' }>
    const some = [{ ...trials[0], outcome: older }, ...trials.slice(1)]
    const found = against(some)
    expect(found.holdsFor).toBe('seeds')
    expect(found.test).toEqual(found.welch)
    expect(found.errors.sequences).toBeUndefined()
    expect(report(definition, some)).toContain('these trials do not keep the losses of single test sequences')
  })

  it('takes the naive baseline’s losses for a training that counts as it', () => {
    const lost = trialOf('V', 2, { validation: 90, test: 90, kind: 'diverged' })
    const beyond = trained('V', 3, [100, 100])
    const found = against([...trials.slice(0, 2), lost, beyond, ...trials.slice(2)])
    expect(found.holdsFor).toBe('seeds and sequences')
    // V’s mean is 50.5 and 55.5 then, NP’s 12 and 26
    expect(found.difference).toBe(-34)
  })
})
