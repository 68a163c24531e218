import { describe, expect, it } from 'vitest'
import type { Trace } from '../../src/engine/engine.ts'
import { type Gates, gatesOf, liveliest, partsOf, type Strip } from '../../src/findings/gates.ts'
import { gates as figureOf } from '../../src/report/sections/gates.ts'
import { scaleText } from '../../src/report/words/gates.ts'
import { madeUpTraces } from './made-up-traces.ts'

const [small, large] = madeUpTraces()

/** The example with some of its values replaced, at every step of every unit. */
function withValues(name: string, value: (step: number, unit: number) => number) {
  const { shown } = small
  const trace: Trace = {
    ...shown[0].trace!,
    values: shown[0].trace!.values.map((one) =>
      one.name === name
        ? { ...one, values: one.values.map((_, k) => value(Math.floor(k / one.hidden), k % one.hidden)) }
        : one,
    ),
  }
  return { ...small, shown: [{ ...shown[0], trace }] }
}

const stripOf = ({ strips }: Gates, name: string) => strips.find((strip) => strip.name === name)!

describe('what the values of a network do', () => {
  it('are told unit by unit, for the steps asked for, with the symbols and the wrong steps among them', () => {
    const [whole] = gatesOf([small])
    const [some] = gatesOf([small], { from: 3, to: 7 })
    expect(whole).toMatchObject({ trial: 'reber/V/3', place: 2, test: 9, steps: 30, from: 0, to: 30 })
    expect(whole.seen!.slice(0, 8).join('')).toBe('BSEPVTXB')
    expect(some.seen).toEqual(whole.seen!.slice(3, 7))
    expect(some.wrong).toEqual(whole.wrong!.filter((step) => step >= 3 && step < 7))
    const [c, values] = [stripOf(some, 'c'), small.shown[0].trace!.values.find(({ name }) => name === 'c')!.values]
    expect(c.units).toHaveLength(4)
    expect(c.units[2]).toEqual([3, 4, 5, 6].map((t) => values[4 * t + 2]))
  })

  it('steps beyond the end are left out, and a sequence without the first of them is an error', () => {
    expect(gatesOf([small], { from: 25, to: 99 })[0]).toMatchObject({ from: 25, to: 30 })
    expect(() => gatesOf([small], { from: 30, to: 40 })).toThrow('the sequence has 30 steps, no step 31')
  })

  it('gates have a scale from 0 to 1, z one from −1 to 1, and a memory the size that half of the units reach', () => {
    const [found] = gatesOf([withValues('c', (step, unit) => (step === 9 ? [-1, 2, -4, 196][unit] : 0))])
    const scales = Object.fromEntries(found.strips.map(({ name, scale }) => [name, scaleText(scale)]))
    expect(scales).toEqual({ z: '±1', i: '0…1', f: '0…1', c: '±3', o: '0…1', y: '±1' })
    expect(stripOf(found, 'c').scale.open).toBe(true)
    expect(stripOf(found, 'z').scale.open).toBe(false)
  })

  it('networks beside each other share the scale of a value that both have', () => {
    const [one, other] = gatesOf([small, withValues('c', (_, unit) => 10 * unit)])
    expect(stripOf(one, 'c').scale).toEqual(stripOf(other, 'c').scale)
  })

  it('a memory that is no number leaves its scale a number', () => {
    expect(stripOf(gatesOf([withValues('c', () => Number.NaN)])[0], 'c').scale).toEqual({
      low: -1,
      high: 1,
      open: true,
    })
  })

  it('the liveliest units are those that vary most, each value having the same say', () => {
    const strip = (name: string, units: number[][]): Strip => ({
      layer: 0,
      direction: 0,
      name,
      units,
      scale: { low: -1, high: 1, open: true },
    })
    const c = strip('c', [
      [0, 100, 0],
      [0, 90, 0],
      [5, 5, 5],
      [0, 1, 0],
    ])
    const f = strip('f', [
      [1, 1, 1],
      [1, 0.9, 1],
      [0, 0, 0],
      [0, 1, 0],
    ])
    expect(liveliest([c], 2)).toEqual([0, 1])
    expect(liveliest([c, f], 1)).toEqual([3])
    expect(liveliest([c, f], 9)).toEqual([0, 1, 2, 3])
  })

  it('directions are parts of their own', () => {
    expect(partsOf(gatesOf([large])[0].strips).map((part) => part.map(({ name }) => name).join(''))).toEqual([
      'urzy',
      'urzy',
    ])
  })

  it('the caption says how far full colour reaches where a memory has no bounds', () => {
    expect(figureOf(gatesOf([withValues('c', (_, unit) => unit - 2)])).caption).toContain(
      'Full colour is 1, but ±1 for c, whose values may lie beyond.',
    )
  })

  it('the caption says which steps, which units and how deep a colour is', () => {
    expect(figureOf(gatesOf([small, large], { from: 0, to: 20 }))).toMatchObject({
      id: 'reber-V-3-beside-reber-GRU-5-gates-3',
      caption:
        'reber/V/3 and reber/GRU/5, test sequence 3 of 9, steps 1–20 of 30. Each row is a unit (of each network at most 24, those that ' +
        'vary most), each column a step. Blue is above 0, orange below; the deeper the colour, the farther from 0. Full colour is 1. ' +
        'Above are the symbols that the network reads, in orange those after which its prediction is wrong.',
    })
  })
})
