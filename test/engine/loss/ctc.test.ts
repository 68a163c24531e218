import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ctcLoss, sharesOfPaths, stepsFor } from '../../../src/engine/loss/ctc.ts'
import { aligner } from '../../../src/engine/wasm/align.ts'
import { stream } from '../../../src/math/random.ts'
import { said } from '../network.ts'

/** −ln Σ of the probabilities of every single path that reads as the label. */
function byEnumeration(logits: Float64Array, label: readonly number[], steps: number, outputs: number): number {
  let sum = 0
  const path = new Array<number>(steps).fill(0)
  const rows = Array.from({ length: steps }, (_, t) => {
    const powers = Array.from({ length: outputs }, (_, k) => Math.exp(logits[t * outputs + k]))
    const total = powers.reduce((a, b) => a + b)
    return powers.map((v) => v / total)
  })
  for (let code = 0; code < outputs ** steps; code++) {
    for (let t = 0, rest = code; t < steps; t++, rest = Math.floor(rest / outputs)) path[t] = rest % outputs
    const read = path.filter((k, t) => k !== 0 && k !== path[t - 1])
    if (read.join() === label.join()) sum += path.reduce((product, k, t) => product * rows[t][k], 1)
  }
  return -Math.log(sum)
}

/** The fast aligner's loss and shares for logits, as the engine uses it, beside the definition's. */
function alignedBoth(logits: Float64Array, label: readonly number[], steps: number, outputs: number) {
  const columns = [0, ...label]
  const logs = new Float64Array(steps * columns.length)
  for (let t = 0; t < steps; t++) {
    const row = logits.subarray(t * outputs, (t + 1) * outputs)
    const most = Math.max(...row)
    const total = most + Math.log(row.reduce((sum, x) => sum + Math.exp(x - most), 0))
    columns.forEach((k, s) => {
      logs[t * columns.length + s] = Math.max(row[k] - total, -60) // as the float32 softmax has it
    })
  }
  const p = logs.map(Math.exp)
  const fast = aligner()(p, label, steps)
  return { fast, p, slow: sharesOfPaths(logs, label, steps), shares: logs }
}

describe('CTC in scaled probabilities', () => {
  it.each([0.1, 1, 10, 60, 300])(
    'equals the definition for logits of deviation %d, also where probabilities underflow',
    (scale) => {
      const random = stream('scaled ctc', scale)
      for (let round = 0; round < 30; round++) {
        const [steps, outputs] = [1 + random.integer(150), 6]
        const label = Array.from(
          { length: random.integer(1 + Math.floor(steps / 2)) },
          () => 1 + random.integer(outputs - 1),
        )
        if (stepsFor(label) > steps) continue
        const logits = Float64Array.from({ length: steps * outputs }, () => scale * random.gaussian())
        const { fast, p, slow, shares } = alignedBoth(logits, label, steps, outputs)
        expect(Math.abs(fast - slow) / Math.max(1, slow)).toBeLessThan(1e-11)
        p.forEach((share, k) => expect(Math.abs(share - shares[k])).toBeLessThan(1e-9))
      }
    },
  )

  it('a network that is sure of most of a long label loses nothing with what underflows', () => {
    const random = stream('sure ctc')
    for (let round = 0; round < 20; round++) {
      const [steps, outputs, label] = [200, 9, Array.from({ length: 40 }, (_, k) => 1 + ((k * 3) % 8))]
      const logits = new Float64Array(steps * outputs)
      for (let t = 0; t < steps; t++) {
        const right = t % 5 === 2 ? label[(t - 2) / 5] : 0
        const said = random.uniform() < 0.05 ? random.integer(outputs) : right
        logits[t * outputs + said] = 50
      }
      const { fast, p, slow, shares } = alignedBoth(logits, label, steps, outputs)
      expect(Math.abs(fast / slow - 1)).toBeLessThan(1e-12)
      p.forEach((share, k) => expect(Math.abs(share - shares[k])).toBeLessThan(1e-9))
    }
  })

  it('a symbol that the softmax calls impossible costs what the least float32 costs, and shares still sum to 1', () => {
    const p = new Float64Array(3 * 6)
    for (let t = 0; t < 6; t++) p[3 * t] = 1 // blanks only, where the label is two symbols
    expect(aligner()(p, [1, 2], 6)).toBeCloseTo(2 * 126 * Math.LN2 - Math.log(15), 9)
    for (let t = 0; t < 6; t++) expect(p[3 * t] + p[3 * t + 1] + p[3 * t + 2]).toBeCloseTo(1, 12)
  })

  it('a network sure of blanks from end to end is not lost', () => {
    const [steps, outputs, label] = [400, 5, Array.from({ length: 60 }, (_, k) => 1 + (k % 4))]
    const logits = Float64Array.from({ length: steps * outputs }, (_, k) => (k % outputs === 0 ? 40 : 0))
    const { fast, slow } = alignedBoth(logits, label, steps, outputs)
    expect(fast).toBeGreaterThan(1000)
    expect(Math.abs(fast / slow - 1)).toBeLessThan(1e-12)
  })
})

describe('CTC', () => {
  it('a label needs a step a symbol, and one between equal neighbours', () => {
    expect(stepsFor([])).toBe(0)
    expect(stepsFor([1, 2, 3])).toBe(3)
    expect(stepsFor([2, 2, 2, 1])).toBe(6)
  })

  it('equals the sum over all paths, one by one', () => {
    const random = stream('ctc')
    for (let round = 0; round < 60; round++) {
      const [steps, outputs] = [1 + random.integer(6), 2 + random.integer(3)]
      const label = Array.from({ length: random.integer(steps + 1) }, () => 1 + random.integer(outputs - 1))
      if (stepsFor(label) > steps) continue
      const logits = Float64Array.from({ length: steps * outputs }, () => 3 * random.gaussian())
      const sequence = { steps, inputs: new Float32Array(0), targets: Int32Array.from(label) }
      expect(ctcLoss.value(said(logits, sequence, outputs))).toBeCloseTo(
        byEnumeration(logits, label, steps, outputs),
        10,
      )
    }
  })

  it('has the derivatives of its finite differences', () => {
    const random = stream('ctc differences')
    const [steps, outputs] = [7, 4]
    const sequence = { steps, inputs: new Float32Array(0), targets: Int32Array.of(1, 1, 3) }
    const logits = Float64Array.from({ length: steps * outputs }, () => random.gaussian())
    const delta = ctcLoss.delta(said(logits, sequence, outputs))
    const at = (k: number, by: number) => ctcLoss.value(said(logits.with(k, logits[k] + by), sequence, outputs))
    delta.forEach((d, k) => expect(Math.abs((at(k, 1e-5) - at(k, -1e-5)) / 2e-5 - d)).toBeLessThan(1e-8))
  })

  it('stays finite, and its deltas of a step sum to 0, for any logits up to ±500 and 60 steps', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer(),
        fc.double({ min: 0, max: 500, noNaN: true }),
        (steps, seed, scale) => {
          const random = stream('ctc', seed)
          const label = Int32Array.from({ length: Math.floor(steps / 3) }, () => 1 + random.integer(4))
          const sequence = { steps, inputs: new Float32Array(0), targets: label }
          const logits = Float64Array.from({ length: steps * 5 }, () => scale * (2 * random.uniform() - 1))
          if (stepsFor(label) > steps) return
          expect(Number.isFinite(ctcLoss.value(said(logits, sequence, 5)))).toBe(true)
          const delta = ctcLoss.delta(said(logits, sequence, 5))
          for (let t = 0; t < steps; t++)
            expect(Math.abs(delta.subarray(5 * t, 5 * t + 5).reduce((a, b) => a + b))).toBeLessThan(1e-9)
        },
      ),
      { numRuns: 100, seed: 1 },
    )
  })
})
