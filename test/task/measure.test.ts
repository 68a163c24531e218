import { expect, test } from 'vitest'
import { measureOf } from '../../src/task/measure.ts'

test.each([
  ['three digits of a percentage', 'error', [4.1, 2.05], 2],
  ['three digits of the smallest percentage', 'error', [0.41, 0.205], 3],
  ['a large percentage beside a small one has no digits that nobody needs', 'error', [82.36, 0.01], 2],
  ['and the small one shows a digit', 'error', [82.36, 0.0012], 3],
  ['four digits of nats', 'nats', [8.38, 8.53], 3],
  ['of results that are zero or infinite, two decimals', 'nats', [0, Number.POSITIVE_INFINITY], 2],
] as const)('%s', (_, metric, values, decimals) => {
  expect(measureOf(metric, values).decimals).toBe(decimals)
})
