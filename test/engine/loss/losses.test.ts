import { describe, expect, test } from 'vitest'
import type { Sequence } from '../../../src/engine/engine.ts'
import type { LossName } from '../../../src/engine/loss/loss.ts'
import { losses } from '../../../src/engine/loss/losses.ts'

const sequence = (targets: Sequence['targets'], steps: number, from?: number): Sequence => ({
  steps,
  inputs: new Float32Array(steps),
  targets,
  ...(from === undefined ? {} : { from }),
})

describe('the definitions of the losses', () => {
  test('a logit of 0 costs ln 2 whatever the target of a sigmoid', () => {
    expect(losses.sigmoid.value([0, 0], sequence(Float32Array.of(0, 1), 1), 2)).toBeCloseTo(2 * Math.LN2, 15)
    expect([...losses.sigmoid.delta([0, 0], sequence(Float32Array.of(0, 1), 1), 2)]).toEqual([0.5, -0.5])
  })

  test('equal logits of a softmax over four classes cost ln 4', () => {
    expect(losses.softmax.value([7, 7, 7, 7], sequence(Int32Array.of(2), 1), 4)).toBeCloseTo(Math.log(4), 15)
    expect([...losses.softmax.delta([7, 7, 7, 7], sequence(Int32Array.of(2), 1), 4)]).toEqual([0.25, 0.25, -0.75, 0.25])
  })

  test('the squared loss is half the squared difference', () => {
    expect(losses.squared.value([3, 1], sequence(Float32Array.of(1, 1), 1), 2)).toBe(2)
    expect([...losses.squared.delta([3, 1], sequence(Float32Array.of(1, 1), 1), 2)]).toEqual([2, 0])
  })

  test('steps before `from` cost nothing and have no derivative', () => {
    expect(losses.squared.value([9, 9, 2], sequence(Float32Array.of(0, 0, 0), 3, 2), 1)).toBe(2)
    expect([...losses.squared.delta([9, 9, 2], sequence(Float32Array.of(0, 0, 0), 3, 2), 1)]).toEqual([0, 0, 2])
    expect([...losses.softmax.delta([1, 2, 0, 0], sequence(Int32Array.of(0, 1), 2, 1), 2)]).toEqual([0, 0, 0.5, -0.5])
    expect(losses.softmax.value([1, 2, 0, 0], sequence(Int32Array.of(0, 1), 2, 1), 2)).toBeCloseTo(Math.LN2, 15)
    expect([...losses.sigmoid.delta([1, 0], sequence(Float32Array.of(0, 1), 2, 1), 1)]).toEqual([0, -0.5])
  })

  test('huge logits neither overflow nor lose a small loss', () => {
    expect(losses.sigmoid.value([800, -800], sequence(Float32Array.of(1, 1), 1), 2)).toBe(800)
    expect(losses.sigmoid.value([50], sequence(Float32Array.of(1), 1), 1)).toBeCloseTo(1.9287498479639178e-22, 35)
    expect(losses.softmax.value([1000, 0], sequence(Int32Array.of(1), 1), 2)).toBe(1000)
  })

  test('a value that is not finite stays visible', () => {
    const targets: Record<LossName, Sequence['targets']> = {
      sigmoid: Float32Array.of(1, 0),
      softmax: Int32Array.of(0),
      squared: Float32Array.of(1, 0),
      ctc: Int32Array.of(1),
    }
    for (const [name, loss] of Object.entries(losses))
      expect(loss.value([0, Number.NaN], sequence(targets[name as LossName], 1), 2), name).toBeNaN()
  })

  test('each derivative is the slope of the value', () => {
    const logits = [0.3, -1.2, 2, 0.1, 0.7, -0.4]
    const targets: Record<LossName, Sequence['targets']> = {
      sigmoid: Float32Array.of(1, 0, 0.25, 0, 1, 1),
      softmax: Int32Array.of(2, 0),
      squared: Float32Array.of(1, 0, 0.5, -1, 1, 2),
      ctc: Int32Array.of(2),
    }
    for (const [name, loss] of Object.entries(losses)) {
      const given = sequence(targets[name as LossName], 2)
      const at = (k: number, by: number) => loss.value(logits.with(k, logits[k] + by), given, 3)
      const delta = loss.delta(logits, given, 3)
      for (let k = 0; k < 6; k++) expect(delta[k], name).toBeCloseTo((at(k, 1e-5) - at(k, -1e-5)) / 2e-5, 9)
    }
  })
})
