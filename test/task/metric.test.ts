import { expect, test } from 'vitest'
import type { Sequence } from '../../src/engine/engine.ts'
import { type MetricName, metrics } from '../../src/task/metric.ts'

/** What a metric says of one sequence. */
function measured(
  metric: MetricName,
  sequence: Sequence,
  outputs: number,
  evaluation: { loss?: number; logits?: number[] },
): number {
  const { sum, count } = metrics[metric]
  const { loss = 0, logits = [] } = evaluation
  return sum({ loss, logits: () => Float32Array.from(logits) }, sequence, outputs) / count(sequence, outputs)
}

const inputs = new Float32Array(0)

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
