import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bestPath, editDistance } from '../../src/task/decoding.ts'
import { metrics } from '../../src/task/metric.ts'

/** Logits in which these classes are the most probable, step by step. */
const logitsOf = (classes: readonly number[], outputs: number) =>
  classes.flatMap((best) => Array.from({ length: outputs }, (_, k) => (k === best ? 1 : 0)))

describe('decoding', () => {
  it('merges repeats and drops blanks', () => {
    expect(bestPath(logitsOf([0, 1, 1, 0, 1, 2, 2, 0], 3), 8, 3)).toEqual([1, 1, 2])
    expect(bestPath(logitsOf([0, 0], 3), 2, 3)).toEqual([])
  })

  it('from kitten to sitting takes three edits', () => {
    const codes = (word: string) => [...word].map((c) => c.charCodeAt(0))
    expect(editDistance(codes('kitten'), codes('sitting'))).toBe(3)
    expect(editDistance([], [1, 2])).toBe(2)
    expect(editDistance([1, 2], [])).toBe(2)
  })

  it('a distance is symmetric, 0 to itself, and at most the longer length', () => {
    const list = fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 12 })
    fc.assert(
      fc.property(list, list, (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a))
        expect(editDistance(a, a)).toBe(0)
        expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length))
      }),
    )
  })

  it('the character and the phone error rate are all edits over all symbols', () => {
    const label = { steps: 4, inputs: new Float32Array(0), targets: Int32Array.of(1, 2) }
    const evaluation = { loss: 0, logits: () => Float32Array.from(logitsOf([1, 0, 1, 0], 3)) }
    const task = { loss: 'ctc', outputs: 3 } as const
    for (const { sum, count } of [metrics.cer, metrics.per])
      expect(sum(evaluation, label, task) / count(label)).toBe(50)
  })
})
