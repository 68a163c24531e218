/**
 * Numbers from outside: `cells-torch.json` was made with PyTorch 1.13 (float64, autograd) for the nine variants and the GRU, both
 * losses, one and two directions, all weights drawn at random with a fixed seed.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { cells } from '../../src/cell/catalog.ts'
import type { Engine, Sequence, Trace } from '../../src/engine/engine.ts'
import { layOut, weightIn } from '../../src/engine/layout.ts'
import { reference } from '../../src/engine/reference/reference.ts'
import { wasmPlain, wasmRelaxed } from '../../src/engine/wasm/engine.ts'
import { probeRelaxed } from '../../src/engine/wasm/probe.ts'
import { NESTEROV, oneLayer } from '../engine/network.ts'

type Nested = number | readonly Nested[]
type Weights = Readonly<Record<string, Nested>>
interface Case {
  readonly variant: keyof typeof cells
  readonly loss: 'sigmoid' | 'softmax'
  readonly bidirectional: boolean
  readonly input: number
  readonly hidden: number
  readonly output: number
  readonly steps: number
  readonly x: Nested
  readonly target: Nested
  readonly directions: readonly Weights[]
  readonly readout: Weights
  /** By direction, then by time step. */
  readonly outputs: readonly (readonly (readonly number[])[])[]
  readonly logits: Nested
  readonly lossSum: number
  readonly gradient: { readonly directions: readonly Weights[]; readonly readout: Weights }
}

const { cells: golden } = JSON.parse(readFileSync(new URL('cells-torch.json', import.meta.url), 'utf8')) as {
  cells: Case[]
}

const flat = (nested: Nested): number[] => (typeof nested === 'number' ? [nested] : nested.flatMap(flat))

/** The largest difference relative to the largest magnitude of what is expected. */
function worstOf(got: ArrayLike<number>, expected: readonly number[]): number {
  const scale = Math.max(...expected.map(Math.abs))
  return Math.max(...expected.map((value, k) => Math.abs(got[k] - value))) / scale
}

/** Loss, outputs, logits and every gradient of one case: the worst relative difference of all. */
function disagreement(engine: Engine, given: Case): number {
  const { variant, input: inputs, hidden, output: outputs, steps, loss, bidirectional } = given
  const directions = bidirectional ? 2 : 1
  const network = oneLayer({ cell: cells[variant], inputs, hidden, outputs, directions, loss })
  const layout = layOut(network)
  const program = engine.compile(network, NESTEROV, { steps, batch: 1 })
  const of = (
    weights: { directions: readonly Weights[]; readout: Weights },
    { part, name }: (typeof layout.slots)[number],
  ) => flat((part === 'readout' ? weights.readout : weights.directions[part.direction])[name])
  program.write(
    'weights',
    layout.slots.flatMap((slot) => of(given, slot)),
  )
  // the reference engine gets the inputs in full precision
  const Floats = engine === reference ? (Float64Array as unknown as typeof Float32Array) : Float32Array
  const targets = loss === 'softmax' ? Int32Array.from(flat(given.target)) : Floats.from(flat(given.target))
  const sequence: Sequence = { steps, inputs: Floats.from(flat(given.x)), targets }
  const [evaluated] = program.evaluate([sequence])
  const logits = program.logits()
  const traced = engine === reference ? outputsOf(program.trace(sequence.inputs)) : undefined
  const updated = program.update([sequence], { rate: 1, momentum: 0 })
  const gradient = program.read('optimiser').map((v) => -v)
  const sideBySide = Array.from({ length: steps }, (_, t) => given.outputs.flatMap((direction) => direction[t])).flat()
  return Math.max(
    worstOf([evaluated, updated], [given.lossSum, given.lossSum]),
    worstOf(logits, flat(given.logits)),
    ...(traced ? [worstOf(traced, sideBySide)] : []),
    ...layout.slots.map((slot) => worstOf(weightIn(layout, gradient, slot.part, slot.name), of(given.gradient, slot))),
  )
}

/** The outputs of both directions, side by side at each step. */
function outputsOf({ steps, values }: Trace): number[] {
  const outputs = values.filter(({ name }) => name === 'y')
  return Array.from({ length: steps }, (_, t) =>
    outputs.flatMap(({ hidden, values }) => [...values.subarray(t * hidden, (t + 1) * hidden)]),
  ).flat()
}

const wasms = probeRelaxed() === 'absent' ? [wasmPlain] : [wasmRelaxed, wasmPlain]

describe('numbers from PyTorch', () => {
  it('are 38 cases', () => {
    expect(golden.length).toBe(38)
  })

  it.each(golden)('$variant, $loss, two directions: $bidirectional', (given) => {
    expect(disagreement(reference, given), 'reference').toBeLessThan(1e-10)
    for (const engine of wasms) expect(disagreement(engine, given), engine.arithmetic).toBeLessThan(1e-4)
  })
})
