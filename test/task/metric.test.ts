import { expect, test } from 'vitest'
import type { Sequence } from '../../src/engine/engine.ts'
import type { LossName } from '../../src/engine/loss/loss.ts'
import { type Metric, type MetricName, metrics } from '../../src/task/metric.ts'

/** What a metric says of one sequence. */
function measured(
  name: MetricName,
  sequence: Sequence,
  outputs: number,
  { loss = 0, logits = [] }: { loss?: number; logits?: number[] },
  task: { loss?: LossName; classWeights?: number[] } = {},
): number {
  const metric: Metric = metrics[name]
  const asked = { loss: metric.losses[0], outputs, ...task }
  return metric.sum({ loss, logits: () => Float32Array.from(logits) }, sequence, asked) / metric.count(sequence, asked)
}

const inputs = new Float32Array(0)
const [none, noClass] = [Number.NaN, -1]

test('nats is the loss a counted step', () => {
  const sequence = { steps: 5, from: 3, inputs, targets: new Float32Array(10) }
  expect(measured('nats', sequence, 2, { loss: 8 })).toBe(4)
})

test('the mean squared error is twice the halved one, a counted output', () => {
  const sequence = { steps: 3, from: 1, inputs, targets: new Float32Array(6) }
  expect(measured('mse', sequence, 2, { loss: 6 })).toBe(3)
})

test('the classification error is the share of counted steps whose largest logit is elsewhere', () => {
  const sequence = { steps: 4, inputs, targets: Int32Array.of(0, 1, 2, 0) }
  const logits = [3, 1, 2, 3, 1, 2, 1, 2, 3, 1, 1, 1]
  expect(measured('error', sequence, 3, { logits })).toBe(25)
  expect(measured('error', { ...sequence, from: 2 }, 3, { logits })).toBe(0)
})

test('a set is wrong if one output is on the wrong side of one half', () => {
  const sequence = { steps: 4, inputs, targets: Float32Array.of(1, 0, 1, 0, 1, 0, 1, 0) }
  const logits = [1, -1, 1, 1, -1, -1, 1, 0]
  expect(measured('wrong sets', sequence, 2, { logits })).toBe(50)
  expect(measured('wrong sets', { ...sequence, from: 2 }, 2, { logits })).toBe(50)
  expect(measured('wrong sets', { ...sequence, from: 3 }, 2, { logits })).toBe(0)
})

test('a logit that is no number makes its set wrong, whatever the target', () => {
  const targets = Float32Array.of(1, 0)
  expect(measured('wrong sets', { steps: 2, inputs, targets }, 1, { logits: [Number.NaN, Number.NaN] })).toBe(100)
})

test('values have a mean absolute error, whatever the loss; with the gaussian loss, of the means', () => {
  const sequence = { steps: 2, from: 0, inputs, targets: Float32Array.of(1, 2, 3, 4) }
  const logits = [1, 4, 3, 0]
  for (const loss of ['squared', 'huber'] as const) {
    expect(measured('mae', sequence, 2, { logits }, { loss })).toBe((0 + 2 + 0 + 4) / 4)
    expect(measured('mse', sequence, 2, { logits, loss: 10 }, { loss })).toBe((0 + 4 + 0 + 16) / 4)
  }
  // a mean, then the logarithm of a deviation, a row
  const gaussian = { steps: 2, inputs, targets: Float32Array.of(1, 2) }
  const said = { logits: [1, 9, 4, -9], loss: -6 }
  expect(measured('mae', gaussian, 2, said, { loss: 'gaussian' })).toBe(1)
  expect(measured('mse', gaussian, 2, said, { loss: 'gaussian' })).toBe(2)
  expect(measured('nats per value', gaussian, 2, said)).toBe(-3)
})

test('targets that are none count nowhere', () => {
  const classes = { steps: 4, inputs, targets: Int32Array.of(noClass, 1, noClass, 0) }
  const logits = [3, 1, 3, 1, 1, 3, 3, 1]
  expect(measured('error', classes, 2, { logits })).toBe(50)
  expect(measured('nats', classes, 2, { loss: 3 }, { loss: 'softmax' })).toBe(1.5)
  const sets = { steps: 3, inputs, targets: Float32Array.of(none, none, 1, none, 1, 0) }
  expect(measured('wrong sets', sets, 2, { logits: [1, 1, 1, 1, 1, 1] })).toBe(50)
  expect(measured('nats', sets, 2, { loss: 3 })).toBe(1.5)
  const values = { steps: 3, inputs, targets: Float32Array.of(none, none, 1, none, 1, 3) }
  expect(measured('mse', values, 2, { loss: 6 })).toBe(4)
  expect(measured('mae', values, 2, { logits: [0, 0, 2, 0, 2, 6] })).toBe(5 / 3)
})

test('a sequence of one target has one row, whatever its steps', () => {
  const whole = { steps: 50, inputs, targets: Int32Array.of(2) }
  expect(measured('error', whole, 3, { logits: [0, 1, 2] })).toBe(0)
  expect(measured('error', whole, 3, { logits: [0, 3, 2] })).toBe(100)
  expect(measured('nats', whole, 3, { loss: 0.25 }, { loss: 'softmax' })).toBe(0.25)
})

test('nats are those of classes that count alike, whatever the weights in training', () => {
  const sequence = { steps: 1, inputs, targets: Int32Array.of(0) }
  const said = { loss: 9, logits: [0, Math.log(3)] }
  expect(measured('nats', sequence, 2, said, { loss: 'softmax', classWeights: [9, 1] })).toBeCloseTo(Math.log(4), 6)
})
