/**
 * Where everything is. Memory begins with constants and what both directions share; then comes one block a direction, each with
 * the same inner addresses: code takes the block's base as `$base` and runs either direction. A block begins with all weights,
 * then all velocities in the same order, then the state of every time step.
 */

import type { Descent, Network } from '../engine.ts'
import { type Layout, slotOf } from '../layout.ts'
import type { Plan } from '../plan.ts'
import { range } from './text.ts'

/** A stack of panels, one for every four units: for each panel, for each row, `vectors` × 4 floats. */
export interface Panels {
  readonly weights: number
  readonly rows: number
  readonly panels: number
  readonly vectors: number
}

/** Values of all time steps, panel after panel: `slots` vectors of four units a step. Strides in bytes. */
export interface Steps {
  readonly at: number
  readonly step: number
  readonly panel: number
  readonly slots: readonly number[]
}

/** Constants are read from memory: V8 rebuilds a v128.const at every use. */
const CONSTANTS = {
  half: 0.5,
  one: 1,
  minusTwo: -2,
  // tanh is a ratio of polynomials of degree 13 and 6 on [−7.905, 7.905] (coefficients of Eigen’s float tanh); beyond, ±1
  high: 7.905311107635498,
  low: -7.905311107635498,
  p13: -2.76076847742355e-16,
  p11: 2.00018790482477e-13,
  p9: -8.60467152213735e-11,
  p7: 5.12229709037114e-8,
  p5: 1.48572235717979e-5,
  p3: 6.37261928875436e-4,
  p1: 4.89352455891786e-3,
  q6: 1.19825839466702e-6,
  q4: 1.18534705686654e-4,
  q2: 2.268434632439e-3,
  q0: 4.89352518554385e-3,
  // exp and log (coefficients of Cephes expf and logf)
  expLow: -60, // where e^x is still far from the denormal numbers
  log2e: Math.LOG2E,
  magic: 12582912, // 1.5 · 2²³: adding it rounds to a whole number
  ln2High: 0.693359375,
  ln2Low: -2.1219444e-4,
  e5: 1.98756915e-4,
  e4: 1.3981999507e-3,
  e3: 8.3334519073e-3,
  e2: 4.1665795894e-2,
  e1: 1.6666665459e-1,
  e0: 5.0000001201e-1,
  l8: 7.0376836292e-2,
  l7: -1.151461031e-1,
  l6: 1.167699874e-1,
  l5: -1.2420140846e-1,
  l4: 1.4249322787e-1,
  l3: -1.6668057665e-1,
  l2: 2.0000714765e-1,
  l1: -2.4999993993e-1,
  l0: 3.3333331174e-1,
  // sine and cosine of a quarter turn · r, |r| ≤ ½: Taylor
  s7: -4.681754135318688e-3,
  s5: 7.969262624616703e-2,
  s3: -6.459640975062462e-1,
  s1: 1.5707963267948966,
  s9: 1.604411847873598e-4,
  c8: 9.192602748394264e-4,
  c6: -2.0863480763352957e-2,
  c4: 2.5366950790104803e-1,
  c2: -1.2337005501361697,
  perUniform: 2 ** -23,
  quarterTurn: 2 ** -22,
  sign: -0,
  flush: 2 ** -73, // see `flushed`
} as const
export type ConstantName = keyof typeof CONSTANTS

/** Addresses of the constants; the bounds of clipping follow them. */
export const constantAt = Object.fromEntries(Object.keys(CONSTANTS).map((name, k) => [name, 64 + 16 * k])) as Record<
  ConstantName,
  number
>
export const clipAt = 64 + 16 * Object.keys(CONSTANTS).length
const SHARED = 2048

export type MemoryMap = ReturnType<typeof mapMemory>

/** The addresses of a network’s program. */
export function mapMemory(plan: Plan, network: Network, { steps }: Descent) {
  const { inputs, hidden, outputs, directions } = network
  let end = SHARED
  const take = (floats: number): number => {
    const at = end
    end = Math.ceil((end + 4 * floats) / 64) * 64 + 64
    return at
  }
  const panels = Math.ceil(hidden / 4)
  const padded = 4 * panels
  const stride = steps | 1 // odd, so that panels fall on different cache sets
  const outputPanels = readoutPanels(outputs)
  const outputRow = outputPanels.panels * outputPanels.wide * 4
  const inputRow = up4(inputs + 1) | 4
  const sourceRow = (plan.sources.length * padded + 4) | 4
  const inputBlocks = Math.ceil(inputs / 8)
  const longest = Math.max(inputs + 1, plan.sources.length * padded + 1)

  const shared = {
    given: take(steps * inputs + 8),
    noise: take(inputBlocks * 8),
    targets: take(steps * outputRow),
    outputMask: take(outputRow),
    packed: take((longest + 8) * steps),
    partial: take(4 * plan.sources.length * padded),
    /** Where an evaluation with CTC keeps the logits meanwhile. */
    kept: take(network.loss === 'ctc' ? outputRow * stride : 0),
  }

  const blocks = end
  end = 0
  const stack = (panels: number, rows: number, vectors: number): Panels => ({
    weights: take(panels * rows * vectors * 4),
    rows,
    panels,
    vectors,
  })
  const inputPanels = stack(panels, inputs + (plan.inputBias ? 1 : 0), plan.inputGates.length)
  const groups = plan.groups.map((group) => stack(panels, group.sources.length * padded, group.gates.length))
  const readout = stack(outputPanels.panels, padded + 1, outputPanels.wide)
  const parameters = stack(panels, 1, plan.parameters.length)
  const weightBytes = end
  end = 2 * weightBytes

  const nodes = plan.cell.nodes.length
  const vectorSteps = (vectors: number, panels: number, more: number): Steps => ({
    at: take(panels * (stride + more) * vectors * 4),
    step: vectors * 16,
    panel: (stride + more) * vectors * 16,
    slots: range(vectors),
  })
  const state = {
    inputs: { at: take((steps + 2) * inputRow), row: 4 * inputRow },
    sources: { at: take((steps + 2) * sourceRow), row: 4 * sourceRow },
    gates: vectorSteps(plan.gates.length, panels, 0),
    extras: vectorSteps(plan.extras.length, panels, 1),
    logits: vectorSteps(outputPanels.wide, outputPanels.panels, 0),
    outputDeltas: { at: take(steps * padded), row: 4 * padded },
    unitMask: take(padded),
    /** What the next step, and what products of the same step, ask of each source. */
    sourceDeltas: take(plan.sources.length * padded),
    withinDeltas: take(plan.sources.length * padded),
    /** By node: deltas that cross from stage to stage, that wait for the step before, and that are under way to it. */
    crossing: take(nodes * padded),
    carried: take(nodes * padded),
    next: take(nodes * padded),
    gradient: take(panels * plan.parameters.length * 4),
  }
  const blockBytes = Math.ceil(end / 4096) * 4096 + 512
  return {
    plan,
    network,
    panels,
    padded,
    outputRow,
    inputBlocks,
    inputPanels,
    groups,
    readout,
    parameters,
    weightBytes,
    ...shared,
    ...state,
    bases: range(directions).map((d) => blocks + d * blockBytes),
    bytes: blocks + directions * blockBytes,
  }
}

/** Outputs stand in panels of up to four vectors, the number that wastes least. */
function readoutPanels(outputs: number): { wide: number; panels: number } {
  const vectors = Math.ceil(outputs / 4)
  const wasted = (wide: number) => Math.ceil(vectors / wide) * wide
  const wide = [4, 3, 2, 1].reduce((best, other) => (wasted(other) < wasted(best) ? other : best))
  return { wide, panels: Math.ceil(vectors / wide) }
}

const up4 = (n: number) => Math.ceil(n / 4) * 4

/** The byte address of a weight: the float of a unit in a row and vector of a stack whose panels hold `perPanel` vectors of one unit each. */
const inStack = (
  stack: Panels,
  { panel, lane, row, vector }: { panel: number; lane: number; row: number; vector: number },
) => stack.weights + 4 * (((panel * stack.rows + row) * stack.vectors + vector) * 4 + lane)

/** For each weight in the order of the layout, the float that holds it. Velocities are `weightBytes` later. */
export function addressesOf(map: MemoryMap, layout: Layout): Int32Array {
  const { plan, network, bases } = map
  const addresses = new Int32Array(layout.length)
  const { inputs, hidden, outputs, directions } = network
  bases.forEach((base, direction) => {
    const part = direction as 0 | 1
    const place = (name: string, row: number, column: number, at: number) => {
      const { offset, columns } = slotOf(layout, part, name)
      addresses[offset + row * columns + column] = (base + at) / 4
    }
    for (const unit of range(hidden)) {
      const [panel, lane] = [unit >> 2, unit & 3]
      plan.inputGates.forEach((g, vector) => {
        const gate = plan.gates[g]
        for (const m of range(inputs))
          place(gate.input!, unit, m, inStack(map.inputPanels, { panel, lane, row: m, vector }))
        if (gate.bias !== undefined)
          place(gate.bias, unit, 0, inStack(map.inputPanels, { panel, lane, row: inputs, vector }))
      })
      plan.groups.forEach((group, k) => {
        group.weights.forEach((names, source) => {
          names.forEach((name, vector) => {
            for (const j of range(hidden)) {
              place(name, unit, j, inStack(map.groups[k], { panel, lane, row: source * map.padded + j, vector }))
            }
          })
        })
      })
      plan.parameters.forEach((name, vector) =>
        place(name, unit, 0, inStack(map.parameters, { panel, lane, row: 0, vector })),
      )
    }
    const W = slotOf(layout, 'readout', 'W')
    const b = slotOf(layout, 'readout', 'b')
    for (const k of range(outputs)) {
      const at = outputPlace(map, k)
      for (const j of range(hidden)) {
        addresses[W.offset + k * directions * hidden + direction * hidden + j] =
          (base + inStack(map.readout, { ...at, row: j })) / 4
      }
      // the second direction sees no constant 1, so that there is one bias
      if (direction === 0) addresses[b.offset + k] = (base + inStack(map.readout, { ...at, row: map.padded })) / 4
    }
  })
  return addresses
}

/** The panel, vector and lane of output k. */
export function outputPlace({ readout }: MemoryMap, k: number): { panel: number; vector: number; lane: number } {
  const vector = k >> 2
  return { panel: Math.floor(vector / readout.vectors), vector: vector % readout.vectors, lane: k & 3 }
}

/** Writes the constants, each four times. */
export function writeConstants(floats: Float32Array): void {
  Object.values(CONSTANTS).forEach((value, k) => floats.fill(value, 16 + 4 * k, 20 + 4 * k))
}

/** Writes constants, ones and masks into fresh memory. */
export function furnish(map: MemoryMap, floats: Float32Array, { clip = Number.POSITIVE_INFINITY }: Descent): void {
  const { network, plan, bases, padded } = map
  writeConstants(floats)
  floats.fill(-clip, clipAt / 4, clipAt / 4 + 4)
  floats.fill(clip, clipAt / 4 + 4, clipAt / 4 + 8)
  floats.fill(1, map.outputMask / 4, map.outputMask / 4 + network.outputs)
  const whole = new Int32Array(floats.buffer)
  bases.forEach((base, direction) => {
    whole.fill(-1, (base + map.unitMask) / 4, (base + map.unitMask) / 4 + network.hidden)
    if (direction === 1) return
    const { at, row } = map.sources
    const rows = Math.floor((map.gates.at - at) / row)
    for (const t of range(rows)) floats[(base + at + t * row) / 4 + plan.sources.length * padded] = 1
  })
  clearStacks(map, floats, 'weights')
}

/**
 * Sets all weights or velocities to 0, those of padding too: a training that diverged has left values there that are no numbers.
 * Outputs that do not exist get a bias that leaves them no share of a softmax.
 */
export function clearStacks(map: MemoryMap, floats: Float32Array, what: 'weights' | 'velocities'): void {
  const { network, bases, weightBytes, readout, padded } = map
  for (const base of bases) {
    const from = (base + (what === 'weights' ? 0 : weightBytes)) / 4
    floats.fill(0, from, from + weightBytes / 4)
  }
  if (what === 'velocities' || (network.loss !== 'softmax' && network.loss !== 'ctc')) return
  for (let k = network.outputs; k < map.outputRow; k++) {
    floats[(bases[0] + inStack(readout, { ...outputPlace(map, k), row: padded })) / 4] = -1e4
  }
}
