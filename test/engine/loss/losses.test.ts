import { describe, expect, test } from 'vitest'
import type { Sequence } from '../../../src/engine/engine.ts'
import type { LossName } from '../../../src/engine/loss/loss.ts'
import { losses } from '../../../src/engine/loss/losses.ts'
import { said } from '../network.ts'

const sequence = (targets: Sequence['targets'], steps: number, from?: number): Sequence => ({
  steps,
  inputs: new Float32Array(steps),
  targets,
  ...(from === undefined ? {} : { from }),
})

describe('the definitions of the losses', () => {
  test('a logit of 0 costs ln 2 whatever the target of a sigmoid', () => {
    expect(losses.sigmoid.value(said([0, 0], sequence(Float32Array.of(0, 1), 1), 2))).toBeCloseTo(2 * Math.LN2, 15)
    expect([...losses.sigmoid.delta(said([0, 0], sequence(Float32Array.of(0, 1), 1), 2))]).toEqual([0.5, -0.5])
  })

  test('equal logits of a softmax over four classes cost ln 4', () => {
    expect(losses.softmax.value(said([7, 7, 7, 7], sequence(Int32Array.of(2), 1), 4))).toBeCloseTo(Math.log(4), 15)
    expect([...losses.softmax.delta(said([7, 7, 7, 7], sequence(Int32Array.of(2), 1), 4))]).toEqual([
      0.25, 0.25, -0.75, 0.25,
    ])
  })

  test('the squared loss is half the squared difference', () => {
    expect(losses.squared.value(said([3, 1], sequence(Float32Array.of(1, 1), 1), 2))).toBe(2)
    expect([...losses.squared.delta(said([3, 1], sequence(Float32Array.of(1, 1), 1), 2))]).toEqual([2, 0])
  })

  test('steps before `from` cost nothing and have no derivative', () => {
    expect(losses.squared.value(said([9, 9, 2], sequence(Float32Array.of(0, 0, 0), 3, 2), 1))).toBe(2)
    expect([...losses.squared.delta(said([9, 9, 2], sequence(Float32Array.of(0, 0, 0), 3, 2), 1))]).toEqual([0, 0, 2])
    expect([...losses.softmax.delta(said([1, 2, 0, 0], sequence(Int32Array.of(0, 1), 2, 1), 2))]).toEqual([
      0, 0, 0.5, -0.5,
    ])
    expect(losses.softmax.value(said([1, 2, 0, 0], sequence(Int32Array.of(0, 1), 2, 1), 2))).toBeCloseTo(Math.LN2, 15)
    expect([...losses.sigmoid.delta(said([1, 0], sequence(Float32Array.of(0, 1), 2, 1), 1))]).toEqual([0, -0.5])
  })

  test('Huber’s loss is the squared one up to an error of 1, and grows by as much as the error from there', () => {
    const targets = sequence(Float32Array.of(0, 0), 1)
    expect(losses.huber.value(said([0.5, 3], targets, 2))).toBe(0.125 + 2.5)
    expect([...losses.huber.delta(said([0.5, -3], targets, 2))]).toEqual([0.5, -1])
  })

  test('a normal density: the mean hit with deviation 1 costs ½ ln 2π; two deviations off, 2 more', () => {
    const density = (target: number) =>
      losses.gaussian.value(said([1, Math.log(2)], sequence(Float32Array.of(target), 1), 2))
    expect(density(1)).toBeCloseTo(Math.log(2 * Math.PI) / 2 + Math.log(2), 14)
    expect(density(5) - density(1)).toBeCloseTo(2, 14)
  })

  test('no target counts nowhere', () => {
    const none = Number.NaN
    const logits = [9, 9, 2, 1]
    expect(losses.squared.value(said(logits, sequence(Float32Array.of(none, none, 0, none), 2), 2))).toBe(2)
    expect([...losses.sigmoid.delta(said(logits, sequence(Float32Array.of(none, none, none, none), 2), 2))]).toEqual([
      0, 0, 0, 0,
    ])
    expect([...losses.softmax.delta(said(logits, sequence(Int32Array.of(-1, -1), 2), 2))]).toEqual([0, 0, 0, 0])
    expect([...losses.gaussian.delta(said(logits, sequence(Float32Array.of(none, 2), 2), 2))].slice(0, 2)).toEqual([
      0, 0,
    ])
  })

  test('an error on a class counts as its weight says', () => {
    const even = said([0, 0], sequence(Int32Array.of(1), 1), 2)
    expect(losses.softmax.value({ ...even, classWeights: [1, 3] })).toBeCloseTo(3 * Math.LN2, 15)
    expect([...losses.softmax.delta({ ...even, classWeights: [1, 3] })]).toEqual([1.5, -1.5])
  })

  test('huge logits neither overflow nor lose a small loss', () => {
    expect(losses.sigmoid.value(said([800, -800], sequence(Float32Array.of(1, 1), 1), 2))).toBe(800)
    expect(losses.sigmoid.value(said([50], sequence(Float32Array.of(1), 1), 1))).toBeCloseTo(1.9287498479639178e-22, 35)
    expect(losses.softmax.value(said([1000, 0], sequence(Int32Array.of(1), 1), 2))).toBe(1000)
  })

  test('a value that is not finite stays visible', () => {
    const targets: Record<LossName, Sequence['targets']> = {
      sigmoid: Float32Array.of(1, 0),
      softmax: Int32Array.of(0),
      squared: Float32Array.of(1, 0),
      huber: Float32Array.of(1, 0),
      gaussian: Float32Array.of(1),
      ctc: Int32Array.of(1),
    }
    for (const [name, loss] of Object.entries(losses))
      expect(loss.value(said([0, Number.NaN], sequence(targets[name as LossName], 1), 2)), name).toBeNaN()
  })

  test('each derivative is the slope of the value', () => {
    const six = [0.3, -1.2, 2, 0.1, 0.7, -0.4]
    const targets: Record<LossName, Sequence['targets']> = {
      sigmoid: Float32Array.of(1, 0, 0.25, 0, 1, 1),
      softmax: Int32Array.of(2, 0),
      squared: Float32Array.of(1, 0, 0.5, -1, 1, 2),
      huber: Float32Array.of(1, 0, 0.5, -1, 1, 2),
      gaussian: Float32Array.of(1, 0, 0.5, -1),
      ctc: Int32Array.of(2),
    }
    for (const [name, loss] of Object.entries(losses)) {
      const outputs = name === 'gaussian' ? 4 : 3
      const logits = name === 'gaussian' ? [...six, 0.2, -0.5] : six
      const given = sequence(targets[name as LossName], 2)
      const at = (k: number, by: number) => loss.value(said(logits.with(k, logits[k] + by), given, outputs))
      const delta = loss.delta(said(logits, given, outputs))
      for (let k = 0; k < logits.length; k++) expect(delta[k], name).toBeCloseTo((at(k, 1e-5) - at(k, -1e-5)) / 2e-5, 9)
    }
  })
})
