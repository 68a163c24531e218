import { describe, expect, test } from 'vitest'
import type { Sequence } from '../../src/engine/engine.ts'
import { jsb } from '../../src/task/jsb/jsb.ts'
import { naiveBaseline, testSequencesOf } from '../../src/task/naive-baseline.ts'
import type { Splits } from '../../src/task/task.ts'
import { unpackLosses } from '../../src/task/test-losses.ts'

const inputs = (steps: number) => new Float32Array(steps)
const floats = (targets: number[], outputs: number, from?: number): Sequence => {
  const steps = targets.length / outputs
  return { steps, inputs: inputs(steps), targets: Float32Array.from(targets), ...(from !== undefined && { from }) }
}
const classes = (targets: number[]): Sequence => ({
  steps: targets.length,
  inputs: inputs(targets.length),
  targets: Int32Array.from(targets),
})

test('notes are predicted as often as they sound in training, one added to each count', () => {
  // output 0 sounds in 1 of 2 counted steps: (1 + 1) / (2 + 2); output 1 in none: (0 + 1) / (2 + 2)
  const training = [floats([1, 1, 1, 0, 0, 0], 2, 1)]
  const splits: Splits = { training, validation: [floats([1, 0], 2)], test: [floats([0, 1, 1, 1], 2)] }
  const { validation, test } = naiveBaseline({ loss: 'sigmoid', metric: 'nats', outputs: 2 }, splits)
  expect(validation).toBeCloseTo(-Math.log(1 / 2) - Math.log(3 / 4), 14)
  expect(test).toBeCloseTo(-Math.log(1 / 2) - Math.log(1 / 4), 14)
})

test('classes are predicted as often as they occur in training, and the metric may be the error of the commonest', () => {
  const splits: Splits = {
    training: [classes([2, 2, 1]), classes([2])],
    validation: [classes([2, 0])],
    test: [classes([0, 1, 2, 2, 1])],
  }
  const nats = naiveBaseline({ loss: 'softmax', metric: 'nats', outputs: 3 }, splits)
  expect(nats.validation).toBeCloseTo((-Math.log(4 / 7) - Math.log(1 / 7)) / 2, 14)
  expect(naiveBaseline({ loss: 'softmax', metric: 'error', outputs: 3 }, splits)).toEqual({ validation: 50, test: 60 })
  const two = { ...splits, test: [classes([0, 1, 2]), classes([2, 1])] }
  const found = testSequencesOf({ loss: 'softmax', metric: 'error', outputs: 3 }, two)!
  expect(found.counts).toEqual([3, 2])
  expect([...unpackLosses(found.naiveBaseline)!]).toEqual([200, 100])
})

test('numbers are predicted by their mean over the counted steps of training', () => {
  const splits: Splits = {
    training: [floats([9, 9, 1], 1, 2), floats([9, 3], 1, 1)],
    validation: [floats([7, 2], 1, 1)],
    test: [floats([0, 0, 3], 1, 2), floats([0, 4], 1, 1)],
  }
  expect(naiveBaseline({ loss: 'squared', metric: 'mse', outputs: 1 }, splits)).toEqual({ validation: 0, test: 2.5 })
})

test('targets that are none count for nothing: neither in the frequencies nor in what they give', () => {
  const none = Number.NaN
  const sets: Splits = {
    training: [floats([1, none, none, none, 0, 1], 2)],
    validation: [floats([1, none], 2)],
    test: [floats([none, 1], 2)],
  }
  // output 0 is on in 1 of 2, output 1 in 1 of 1
  const nats = naiveBaseline({ loss: 'sigmoid', metric: 'nats', outputs: 2 }, sets)
  expect([nats.validation, nats.test]).toEqual([-Math.log(2 / 4), -Math.log(2 / 3)].map((x) => expect.closeTo(x, 12)))
  const labels: Splits = {
    training: [classes([-1, 1, 1])],
    validation: [classes([-1, 1])],
    test: [classes([0, -1, 1, -1])],
  }
  expect(naiveBaseline({ loss: 'softmax', metric: 'error', outputs: 2 }, labels)).toEqual({ validation: 0, test: 50 })
  expect(testSequencesOf({ loss: 'softmax', metric: 'error', outputs: 2 }, labels)!.counts).toEqual([2])
})

test('values have their mean and deviation in training; one that never varies, a deviation of a thousandth', () => {
  const splits: Splits = {
    training: [floats([1, 5, 3, 5], 2)],
    validation: [floats([2, Number.NaN], 2)],
    test: [floats([3, 5], 2)],
  }
  const gaussian = { loss: 'gaussian', outputs: 4 } as const
  const { validation, test } = naiveBaseline({ ...gaussian, metric: 'nats per value' }, splits)
  const halfLogTau = Math.log(2 * Math.PI) / 2
  expect(validation).toBeCloseTo(halfLogTau, 12)
  expect(test).toBeCloseTo((halfLogTau + 0.5 + halfLogTau + Math.log(1e-3)) / 2, 12)
  expect(naiveBaseline({ ...gaussian, metric: 'mae' }, splits).test).toBe(0.5)
  expect(naiveBaseline({ loss: 'huber', metric: 'mae', outputs: 2 }, splits).test).toBe(0.5)
})

describe.skipIf(process.env.ODYSSEY_DATA === undefined)(
  'the chorales (needs ODYSSEY_DATA, a folder with jsb-chorales-quarter.json)',
  () => {
    test('note frequencies alone give 11.09 nats on test', async () => {
      const splits = await jsb.load({ data: process.env.ODYSSEY_DATA as string })
      expect(naiveBaseline(jsb, splits).test).toBeCloseTo(11.09, 2)
    })
  },
)
