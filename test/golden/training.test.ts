/**
 * Stacked networks and optimisers, from outside: `training-torch.json` was made with PyTorch’s own modules and optimisers by
 * `training-torch.py`. Weights, sequences and patterns are computed on both sides by the same formula.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { cells } from '../../src/cell/catalog.ts'
import type { Descent, Engine, Network, ReadoutName, Sequence } from '../../src/engine/engine.ts'
import { layOut, type Slot } from '../../src/engine/layout.ts'
import type { LossName } from '../../src/engine/loss/loss.ts'
import type { Optimiser } from '../../src/engine/optimiser.ts'
import { reference } from '../../src/engine/reference/reference.ts'
import { wasmPlain, wasmRelaxed } from '../../src/engine/wasm/engine.ts'
import { probeRelaxed } from '../../src/engine/wasm/probe.ts'
import { NESTEROV } from '../engine/network.ts'
import { dot, norm, numbers, uniform } from './numbers.ts'

/** Of each weight, or of its gradient: the norm, and the products with two patterns. */
type Figures = Readonly<Record<string, readonly [size: number, ...products: number[]]>>

interface NetworkCase {
  readonly cell: 'NP' | 'RNN'
  readonly layers: number
  readonly directions: 1 | 2
  readonly readout: ReadoutName
  readonly loss: LossName
  /** The loss of each sequence. */
  readonly values: readonly number[]
  /** Of the sum of the losses by their number. */
  readonly gradient: Figures
}

interface TrajectoryCase {
  readonly optimiser: 'adam' | 'adamw' | 'rmsprop'
  readonly rate: number
  readonly weightDecay: number
  readonly clipNorm?: number
  /** The sum of both losses before each update. */
  readonly values: readonly number[]
  /** After the last update. */
  readonly weights: Figures
}

const { networks, trajectories } = JSON.parse(
  readFileSync(new URL('training-torch.json', import.meta.url), 'utf8'),
) as { networks: NetworkCase[]; trajectories: TrajectoryCase[] }

const [INPUTS, HIDDEN, OUTPUTS] = [3, 4, 4]
const STEPS = [7, 6, 4, 1]
const CAPACITY = { steps: 7, batch: 4 }

function networkOf({ cell, layers, directions, readout, loss }: Omit<NetworkCase, 'values' | 'gradient'>): Network {
  const layer = { cell: cells[cell], hidden: HIDDEN, directions }
  const classWeights = loss === 'softmax' ? { classWeights: [1, 0.5, 2, 4] } : {}
  return { inputs: INPUTS, layers: Array(layers).fill(layer), outputs: OUTPUTS, loss, readout, ...classWeights }
}

/** The k-th sequence; in the second one a target is missing. */
function sequenceOf({ readout, loss }: Pick<Network, 'readout' | 'loss'>, k: number): Sequence {
  const steps = STEPS[k]
  const rows = readout === 'each step' ? steps : 1
  const inputs = Float32Array.from(uniform(`x ${k}`, steps * INPUTS), (v) => 2 * v)
  if (loss === 'softmax') {
    const classes = Int32Array.from(numbers(`targets ${k}`, rows), (n) => n % OUTPUTS)
    return { steps, inputs, targets: k === 1 && rows > 1 ? classes.with(2, -1) : classes }
  }
  const values = uniform(`targets ${k}`, rows * (loss === 'gaussian' ? OUTPUTS / 2 : OUTPUTS))
  const targets = Float32Array.from(values, (v) => (loss !== 'sigmoid' ? 3 * v : v > 0 ? 1 : 0))
  return { steps, inputs, targets: k === 1 ? targets.with(1, Number.NaN) : targets }
}

const nameOf = ({ part, name }: Slot) =>
  part === 'readout' ? `readout ${name}` : `${part.layer} ${part.direction} ${name}`

/** A program with the weights of both sides, and its sequences. */
function programOf(engine: Engine, network: Network, descent: Descent) {
  const { slots } = layOut(network)
  const program = engine.compile(network, descent, CAPACITY)
  program.write(
    'weights',
    slots.flatMap((slot) => [...uniform(nameOf(slot), slot.rows * slot.columns).map((v) => v / 2)]),
  )
  return { program, slots, sequences: STEPS.map((_, k) => sequenceOf(network, k)) }
}

/** The worst error of the figures, in parts of |values| · |pattern|. */
function errorOf(slots: readonly Slot[], values: Float64Array, expected: Figures): number {
  expect(slots.map(nameOf).sort()).toEqual(Object.keys(expected).sort())
  const errors = slots.flatMap((slot) => {
    const [name, count] = [nameOf(slot), slot.rows * slot.columns]
    const own = values.subarray(slot.offset, slot.offset + count)
    const [size, ...products] = expected[name]
    const patterns = [1, 2].map((k) => uniform(`${name} ${k}`, count))
    const along = patterns.map((pattern, j) => Math.abs(dot(own, pattern) - products[j]) / norm(pattern))
    // the gradient of a matrix that reads the step before is 0 where no step has one
    return [Math.abs(norm(own) - size), ...along].map((error) => error / Math.max(size, 1e-3))
  })
  return Math.max(...errors)
}

const relative = (got: ArrayLike<number>, expected: readonly number[]) =>
  Math.max(...expected.map((value, k) => Math.abs(got[k] - value) / Math.max(1, Math.abs(value))))

const text = ({ cell, layers, directions, readout, loss }: NetworkCase) =>
  `${cell}, layers: ${layers}, directions: ${directions}, ${loss} of ${readout}`

const engines = [
  { engine: reference, tolerance: 1e-10 },
  { engine: probeRelaxed() === 'absent' ? wasmPlain : wasmRelaxed, tolerance: 1e-4 },
]

describe.each(engines)(
  'losses and gradients of stacked networks are PyTorch’s, to $tolerance: $engine.name',
  (held) => {
    it.each(networks.map((given) => [text(given), given] as const))('%s', (_, given) => {
      const { program, slots, sequences } = programOf(held.engine, networkOf(given), NESTEROV)
      expect(relative(program.evaluate(sequences), given.values)).toBeLessThan(held.tolerance)
      program.update(sequences, { rate: 1, momentum: 0 })
      const gradient = program.read('optimiser').map((v) => -v)
      expect(errorOf(slots, gradient, given.gradient)).toBeLessThan(held.tolerance)
    })
  },
)

const optimisers: Readonly<Record<TrajectoryCase['optimiser'], Optimiser>> = {
  adam: { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  adamw: { kind: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  rmsprop: { kind: 'rmsprop', decay: 0.99, epsilon: 1e-8 },
}

/** The losses before each of 20 updates with two sequences in turn, and the error of the weights after them. */
function trajectoryOf(engine: Engine, { optimiser, rate, weightDecay, clipNorm, weights }: TrajectoryCase) {
  const network = networkOf({ cell: 'NP', layers: 2, directions: 1, readout: 'each step', loss: 'softmax' })
  const { program, slots, sequences } = programOf(engine, network, { optimiser: optimisers[optimiser] })
  const update = { rate, momentum: 0, weightDecay, ...(clipNorm !== undefined && { clipNorm }) }
  const losses = Array.from({ length: 20 }, (_, k) =>
    program.update([sequences[k % 4], sequences[(k + 1) % 4]], update),
  )
  return { losses, error: errorOf(slots, program.read('weights'), weights) }
}

describe.each(engines)('20 updates are PyTorch’s, to $tolerance: $engine.name', ({ engine, tolerance }) => {
  it.each(trajectories)('$optimiser, norm clipped to $clipNorm, weight decay $weightDecay', (given) => {
    const { losses, error } = trajectoryOf(engine, given)
    expect(relative(losses, given.values)).toBeLessThan(tolerance)
    expect(error).toBeLessThan(tolerance)
  })

  it('with and without clipping and decay, each otherwise', () => {
    expect(trajectories.length).toBe(10)
    expect(new Set(trajectories.map(({ values }) => values[19])).size).toBe(10)
  })
})
