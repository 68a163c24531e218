import { describe, expect, test } from 'vitest'
import { cells } from '../../src/cell/catalog.ts'
import type { Network } from '../../src/engine/engine.ts'
import { initialWeights, layOut, type Part, weightIn } from '../../src/engine/layout.ts'
import { stream } from '../../src/math/random.ts'
import { firstWeights, type Initialisation } from '../../src/train/initial.ts'

const keys = ['initial', 1]
const network = (cell: keyof typeof cells, layers = 1): Network => ({
  inputs: 7,
  layers: Array(layers).fill({ cell: cells[cell], hidden: 20, directions: 2 }),
  outputs: 3,
  loss: 'softmax',
  readout: 'each step',
})

/** The first weights, and one of them by part and name. */
function drawn(of: Network, initial: Partial<Initialisation>, longest = 100) {
  const flat = firstWeights(of, { weights: 'normal', forgetBias: 0, ...initial }, { keys, longest })
  return { flat, weight: (part: Part, name: string) => weightIn(layOut(of), flat, part, name) }
}

const first = { layer: 0, direction: 0 } as const
const upper = { layer: 1, direction: 1 } as const
const limitOf = (values: Float64Array) => Math.max(...values.map(Math.abs))

describe('first weights', () => {
  test('are N(0, 0.1²) from the stream that they always had', () => {
    const net = network('V')
    expect(drawn(net, {}).flat).toEqual(initialWeights(layOut(net), stream(...keys, 'weights')))
  })

  test('are float32 numbers, whatever drew them', () => {
    for (const weights of ['uniform', 'glorot'] as const) {
      const { flat } = drawn(network('V', 2), { weights, forgetBias: 0.1 })
      expect(flat).toEqual(flat.map(Math.fround))
    }
  })

  test('uniform: up to 1/√20 for layers of 20 units, biases and peepholes too; up to 1/√40 for the readout of both directions', () => {
    const { weight } = drawn(network('V', 2), { weights: 'uniform' })
    for (const name of ['Wz', 'Rz', 'pi', 'bo']) {
      for (const part of [first, upper]) {
        expect(limitOf(weight(part, name))).toBeLessThanOrEqual(20 ** -0.5)
        expect(limitOf(weight(part, name))).toBeGreaterThan(0.8 * 20 ** -0.5)
      }
    }
    expect(limitOf(weight('readout', 'W'))).toBeLessThanOrEqual(40 ** -0.5)
    expect(limitOf(weight('readout', 'W'))).toBeGreaterThan(20 ** -0.5 / 2)
  })

  test('glorot: up to √(6 / (rows + columns)) for what reads inputs and for the readout; recurrent matrices are orthogonal; biases 0', () => {
    const { weight } = drawn(network('GRU', 2), { weights: 'glorot' })
    const near = (part: Part, name: string, limit: number) => {
      expect(limitOf(weight(part, name))).toBeLessThanOrEqual(limit)
      expect(limitOf(weight(part, name))).toBeGreaterThan(0.9 * limit)
    }
    near(first, 'Wz', Math.sqrt(6 / (20 + 7)))
    near(upper, 'Wz', Math.sqrt(6 / (20 + 40)))
    near('readout', 'W', Math.sqrt(6 / (3 + 40)))
    for (const name of ['Rz', 'Ru', 'Rr']) expect(furthestFromIdentity(weight(upper, name), 20)).toBeLessThan(1e-6)
    expect(limitOf(weight(upper, 'bu'))).toBe(0)
    expect(limitOf(weight('readout', 'b'))).toBe(0)
    nearly(drawn(network('V'), { weights: 'glorot' }).weight(first, 'pf'), Math.sqrt(3 / 20))
  })

  test('are independent of each other: directions, layers and gates differ', () => {
    const { weight } = drawn(network('GRU', 2), { weights: 'glorot' })
    const matrices = [
      weight(first, 'Rz'),
      weight(first, 'Ru'),
      weight(upper, 'Rz'),
      weight({ layer: 0, direction: 1 }, 'Rz'),
    ]
    expect(new Set(matrices.map((matrix) => matrix[0])).size).toBe(4)
  })
})

function nearly(values: Float64Array, limit: number): void {
  expect(limitOf(values)).toBeLessThanOrEqual(limit)
  expect(limitOf(values)).toBeGreaterThan(0.8 * limit)
}

/** The largest element of Q Qᵀ − 1. */
function furthestFromIdentity(q: Float64Array, n: number): number {
  let worst = 0
  for (let a = 0; a < n; a++) {
    for (let b = 0; b < n; b++) {
      let dot = a === b ? -1 : 0
      for (let k = 0; k < n; k++) dot += q[a * n + k] * q[b * n + k]
      worst = Math.max(worst, Math.abs(dot))
    }
  }
  return worst
}

describe('the bias of forget gates', () => {
  const change = (cell: keyof typeof cells, name: string, forgetBias: number) => {
    const [without, having] = [0, forgetBias].map((bias) => drawn(network(cell, 2), { forgetBias: bias }))
    return having.weight(upper, name).map((bias, k) => bias - without.weight(upper, name)[k])
  }

  test('is added in all layers and directions: to b_f, to b_u of a GRU, and taken from b_i where f = 1 − i', () => {
    for (const [cell, name, added] of [
      ['V', 'bf', 1.5],
      ['V', 'bi', 0],
      ['GRU', 'bu', 1.5],
      ['CIFG', 'bi', -1.5],
      ['NFG', 'bi', 0],
    ] as const) {
      for (const got of change(cell, name, 1.5)) expect(got, `${cell} ${name}`).toBeCloseTo(added, 6)
    }
  })

  test('chrono: the logarithm of a number from 1 to the longest sequence less 1, and its negative for the input gate', () => {
    const { weight } = drawn(network('V', 2), { forgetBias: 'chrono' }, 50)
    const forget = [...weight(first, 'bf'), ...weight(upper, 'bf')]
    expect(Math.min(...forget)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...forget)).toBeLessThanOrEqual(Math.log(49))
    expect(Math.max(...forget)).toBeGreaterThan(Math.log(40))
    expect(weight(first, 'bi')).toEqual(weight(first, 'bf').map((bias) => -bias))
    expect(
      drawn(network('V'), { forgetBias: 'chrono' }, 1)
        .weight(first, 'bf')
        .every((bias) => bias === 0),
    ).toBe(true)
  })

  test('changes no other weight', () => {
    const net = network('V')
    const plain = drawn(net, {}).flat
    const [added, chrono] = [1, 'chrono' as const].map((forgetBias) => drawn(net, { forgetBias }).flat)
    const changed = (flat: Float64Array) => flat.filter((weight, k) => weight !== plain[k]).length
    expect([changed(added), changed(chrono)]).toEqual([2 * 20, 2 * 2 * 20])
  })
})
