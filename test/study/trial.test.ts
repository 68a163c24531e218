import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cells } from '../../src/cell/catalog.ts'
import { lstm } from '../../src/cell/lstm.ts'
import { equationsOf } from '../../src/cell/template.ts'
import { samplers } from '../../src/study/samplers/samplers.ts'
import { position, type Range, type Space, settingAt, uniform } from '../../src/study/space.ts'
import { spaceFor, trialAt, trialName, trialsOf } from '../../src/study/trial.ts'
import { small } from './small.ts'

const names = (study: typeof small) => [...trialsOf(study)].map(trialName)

describe('a trial', () => {
  test('has settings pinned to the bit', () => {
    expect(trialAt(small, 'jsb', 'V', 17)).toEqual({
      task: 'jsb',
      cell: 'V',
      number: 17,
      settings: {
        hiddenSize: 8,
        learningRate: 0.002978139720376339,
        momentum: 0.8398130613596908,
        inputNoise: 0.08059598066204184,
      },
      keys: [1, 'jsb', 'V', 17],
    })
  })

  test('depends on seed, task, cell and number, whatever else the study holds', () => {
    const other = {
      ...small,
      name: 'other',
      tasks: [...small.tasks].reverse(),
      cells: { NP: cells.NP, ...small.cells },
      trials: 99,
      training: { epochs: 1, patience: 1 },
    }
    const { settings } = trialAt(small, 'echo1', 'V', 2)
    expect(trialAt(other, 'echo1', 'V', 2).settings).toEqual(settings)
    for (const differs of [
      trialAt({ ...small, seed: 2 }, 'echo1', 'V', 2),
      trialAt(small, 'echo2', 'V', 2),
      trialAt(small, 'echo1', 'CIFG', 2),
      trialAt(small, 'echo1', 'V', 3),
    ]) {
      expect(differs.settings.learningRate).not.toBe(settings.learningRate)
    }
  })

  test('takes the fixed settings of its cell in turn, with other weights and noise each time', () => {
    const [one, two] = [0.01, 0.02].map((learningRate) => ({
      ...trialAt(small, 'echo1', 'V', 0).settings,
      learningRate,
    }))
    const study = { ...small, fixedSettings: { V: [one, two] } }
    const rates = [0, 1, 2, 3].map((number) => trialAt(study, 'echo1', 'V', number).settings.learningRate)
    expect(rates).toEqual([0.01, 0.02, 0.01, 0.02])
    expect(trialAt(study, 'echo1', 'V', 2).keys).not.toEqual(trialAt(study, 'echo1', 'V', 0).keys)
    expect(trialAt(study, 'echo1', 'GRU', 2)).toEqual(trialAt(small, 'echo1', 'GRU', 2))
    const { fixedSettings, ...rest } = study
    expect(trialAt({ ...rest, given: fixedSettings }, 'echo1', 'V', 1)).toEqual(trialAt(study, 'echo1', 'V', 1))
  })

  test('shares its settings, and nothing else, with the other cells of its number where settings are common', () => {
    const study: typeof small = { ...small, settings: 'common' }
    const settingsOf = (task: string, cell: string, number: number) => trialAt(study, task, cell, number).settings
    expect(settingsOf('echo1', 'GRU', 2)).toEqual(settingsOf('echo1', 'V', 2))
    expect(settingsOf('echo1', 'V', 2)).not.toEqual(trialAt(small, 'echo1', 'V', 2).settings)
    expect(settingsOf('echo1', 'V', 3)).not.toEqual(settingsOf('echo1', 'V', 2))
    expect(settingsOf('echo2', 'V', 2).learningRate).not.toBe(settingsOf('echo1', 'V', 2).learningRate)
    expect(trialAt(study, 'echo1', 'GRU', 2).keys).toEqual([1, 'echo1', 'GRU', 2])
  })

  test('keeps its other settings when a range joins or changes', () => {
    const before = trialAt(small, 'echo1', 'V', 2).settings
    const space: Space = { clipping: { kind: 'choice', of: ['none', '1'] }, ...small.space, inputNoise: uniform(5, 6) }
    const after = trialAt({ ...small, space }, 'echo1', 'V', 2).settings
    expect(Object.keys(after).sort()).toEqual(['clipping', 'hiddenSize', 'inputNoise', 'learningRate', 'momentum'])
    expect({ ...after, inputNoise: before.inputNoise }).toMatchObject(before)
  })

  test('has the ranges of its own task', () => {
    expect(spaceFor(small, 'echo2').inputNoise).toEqual({ kind: 'fixed', value: 0 })
    expect(trialAt(small, 'echo2', 'V', 0).settings.inputNoise).toBe(0)
  })

  test('of an LSTM with chosen ablations trains those equations', () => {
    const settings = { hiddenSize: 3, forgetGate: 'coupled', peepholes: 'none' }
    expect(equationsOf({ lstm: { outputGate: 'open' } }, settings)).toEqual(
      lstm({ forgetGate: 'coupled', peepholes: 'none', outputGate: 'open' }),
    )
  })
})

describe('the trials of a study', () => {
  test('are of each pair in turn', () => {
    expect(names(small).slice(0, 7)).toEqual([
      'echo1/V/0',
      'echo1/CIFG/0',
      'echo1/GRU/0',
      'echo2/V/0',
      'echo2/CIFG/0',
      'echo2/GRU/0',
      'echo1/V/1',
    ])
    expect(names(small)).toHaveLength(24)
  })

  test('are balanced over the pairs in any prefix', () => {
    const counts = new Map([...names(small).slice(0, 6)].map((name) => [name.replace(/\/\d+$/, ''), 0]))
    for (const name of names(small)) {
      const pair = name.replace(/\/\d+$/, '')
      counts.set(pair, counts.get(pair)! + 1)
      expect(Math.max(...counts.values()) - Math.min(...counts.values())).toBeLessThanOrEqual(1)
    }
  })

  test('stay what they are when the study grows', () => {
    const all = new Map([...trialsOf({ ...small, trials: 6 })].map((trial) => [trialName(trial), trial]))
    for (const trial of trialsOf(small)) expect(all.get(trialName(trial))).toEqual(trial)
  })
})

const span = fc.tuple(fc.double({ min: 1e-6, max: 1, noNaN: true }), fc.double({ min: 1.001, max: 1e4, noNaN: true }))
const anyRange: fc.Arbitrary<Range> = fc.oneof(
  span.map(([low, factor]) => ({ kind: 'uniform' as const, low, high: low * factor })),
  span.map(([low, factor]) => ({ kind: 'log' as const, low, high: low * factor })),
  span.map(([low, factor]) => ({ kind: 'one minus log' as const, low: low / factor, high: low })),
  fc
    .tuple(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 1000 }))
    .map(([low, more]) => ({ kind: 'log integer' as const, low, high: low + more })),
  fc.uniqueArray(fc.string(), { minLength: 1 }).map((of) => ({ kind: 'choice' as const, of })),
  fc.oneof(fc.string(), fc.integer()).map((value) => ({ kind: 'fixed' as const, value })),
)
const anySpace: fc.Arbitrary<Space> = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), anyRange)
const anyKeys = fc.array(fc.oneof(fc.string(), fc.integer()), { minLength: 1 })

function inRange(range: Range, value: unknown): boolean {
  switch (range.kind) {
    case 'fixed':
      return value === range.value
    case 'choice':
      return range.of.includes(value as string)
    case 'log integer':
      return Number.isInteger(value) && (value as number) >= range.low && (value as number) <= range.high
    case 'one minus log':
      return (value as number) >= 1 - range.high && (value as number) <= 1 - range.low
    default:
      return (value as number) >= range.low && (value as number) <= range.high
  }
}

describe.each(Object.entries(samplers))('the sampler %s', (_, sampler) => {
  test('draws every setting of a space, in range', () => {
    fc.assert(
      fc.property(anySpace, anyKeys, (space, keys) => {
        const settings = sampler(space, keys)
        expect(Object.keys(settings)).toEqual(Object.keys(space))
        for (const [name, range] of Object.entries(space)) expect(inRange(range, settings[name])).toBe(true)
      }),
    )
  })

  test('draws the same settings for the same keys', () => {
    fc.assert(
      fc.property(anySpace, anyKeys, (space, keys) => {
        expect(sampler(structuredClone(space), [...keys])).toEqual(sampler(space, keys))
      }),
    )
  })
})

test('a setting lies in its range where it was drawn', () => {
  fc.assert(
    fc.property(span, fc.double({ min: 0, max: 0.999, noNaN: true }), ([low, factor], u) => {
      for (const kind of ['uniform', 'log'] as const) {
        const range = { kind, low, high: low * factor }
        // A narrow range loses digits in the difference of its ends.
        expect(position(range, settingAt(range, u))).toBeCloseTo(u, 9)
      }
    }),
  )
})
