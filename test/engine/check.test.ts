import { describe, expect, it } from 'vitest'
import { cells } from '../../src/cell/catalog.ts'
import { differencesOf, disagreement, sampleFor } from '../../src/engine/check.ts'
import type { Engine, Program } from '../../src/engine/engine.ts'
import { type Part, slotOf } from '../../src/engine/layout.ts'
import { reference } from '../../src/engine/reference/reference.ts'
import { wasmPlain } from '../../src/engine/wasm/engine.ts'

/** The reference engine with something wrong in it. */
const wrong = (change: (program: Program) => Partial<Program>): Engine => ({
  ...reference,
  compile(...asked) {
    const program = reference.compile(...asked)
    return { ...program, ...change(program) }
  },
})

/** The reference engine with one velocity changed where it is read. */
const wrongVelocity = (part: Part, name: string, change: (v: number) => number): Engine =>
  wrong((program) => ({
    read: (what) => {
      const values = program.read(what)
      const { offset } = slotOf(program.layout, part, name)
      return what === 'optimiser' ? values.with(offset, change(values[offset])) : values
    },
  }))

describe('the checks find what is wrong', () => {
  const sample = sampleFor(cells.V, { directions: 2 })

  it('and nothing where nothing is', () => {
    expect(disagreement(wasmPlain, sample).error).toBeLessThan(1e-4)
    expect(differencesOf(sample).error).toBeLessThan(1e-6)
  })

  it('a gradient that is off, by its name', () => {
    const { error, weight } = disagreement(
      wrongVelocity({ layer: 0, direction: 1 }, 'Ro', (v) => v + 1),
      sample,
    )
    expect(error).toBeGreaterThan(0.01)
    expect(weight).toBe('Ro, second direction')
  })

  it('a single element that is no number, wherever it stands', () => {
    for (const [part, name] of [
      [{ layer: 0, direction: 0 }, 'Wz'],
      [{ layer: 0, direction: 0 }, 'po'],
      [{ layer: 0, direction: 1 }, 'bf'],
      ['readout', 'b'],
    ] as const) {
      const found = disagreement(
        wrongVelocity(part, name, () => Number.NaN),
        sample,
      )
      expect(found.error, name).toBeNaN()
      expect(found.weight).toContain(name)
    }
    const silent = wrong((program) => ({ evaluate: (batch) => program.evaluate(batch).fill(Number.NaN) }))
    expect(disagreement(silent, sample)).toEqual({ error: Number.NaN, weight: 'loss' })
  })
})
