/**
 * Where everything is. Memory begins with constants and what both directions share; then comes one block a direction, each with
 * the same inner addresses: code takes the block's base as `$base` and runs either direction. A block begins with all weights,
 * then all velocities in the same order, then the state of every time step.
 */

import type { Cell, Ref } from '../../cell/cell.ts'
import { InputError } from '../../math/input-error.ts'
import type { Network } from '../engine.ts'
import type { LossName } from '../loss/loss.ts'
import type { Plan } from '../plan.ts'
import { constantsEnd } from './functions.ts'
import { range } from './text.ts'

/** A stack of panels, one for every four units: for each panel, for each row, `vectors` × 4 floats. */
export interface Panels {
  readonly weights: number
  readonly rows: number
  readonly panels: number
  readonly vectors: number
}

/** Values of all time steps, a row a step. In bytes. */
export interface Rows {
  readonly at: number
  readonly row: number
}

/** Values of all time steps, panel after panel: `slots` vectors of four units a step. Strides in bytes. */
export interface Steps {
  readonly at: number
  readonly step: number
  readonly panel: number
  readonly slots: readonly number[]
}

/** Bytes for the constants and the bounds of clipping. */
const SHARED = 2048
/** The lower bound of clipping, four times; the upper one follows it. */
export const clipAt = constantsEnd

/** A network of one layer whose readout reads every step. */
export interface Single {
  readonly cell: Cell
  readonly inputs: number
  readonly hidden: number
  readonly outputs: number
  readonly directions: 1 | 2
  readonly loss: Exclude<LossName, 'huber' | 'gaussian'>
}

/** The network as one of a single layer; an error if it is another. */
export function singleOf({ layers, inputs, outputs, loss, readout, classWeights }: Network): Single {
  if (layers.length > 1 || readout !== 'each step' || classWeights || loss === 'huber' || loss === 'gaussian')
    throw new InputError('this network needs --engine reference')
  return { ...layers[0], inputs, outputs, loss }
}

/** The addresses of a network’s program, in bytes: of what is shared from 0 on, of the rest from the base of a direction’s block. */
export interface MemoryMap extends Sizes, Shared, Stacks, State {
  readonly plan: Plan
  readonly network: Single
  /** From a weight to its velocity. */
  readonly weightBytes: number
  /** Where the block of each direction begins. */
  readonly bases: readonly number[]
  /** Of all of it. */
  readonly bytes: number
}

interface Sizes {
  /** Panels of four units. */
  readonly panels: number
  /** Units, with those that fill the last panel. */
  readonly padded: number
  /** Outputs, with those that fill the last panel of the readout. */
  readonly outputRow: number
  /** Blocks of eight inputs, each drawn its noise at once. */
  readonly inputBlocks: number
}

/** What both directions use. */
interface Shared {
  /** The sequence’s inputs as they are given. */
  readonly given: number
  /** The deviation of the noise on each input. */
  readonly noise: number
  readonly targets: number
  /** 1 for each output, 0 for those that only fill a panel. */
  readonly outputMask: number
  /** The rows that a gradient is made of, those of a tile side by side. */
  readonly packed: number
  /** Partial sums of a backward product, four lanes a row. */
  readonly partial: number
  /** Where an evaluation with CTC keeps the logits meanwhile. */
  readonly kept: number
}

/** The weights of a direction. */
interface Stacks {
  readonly inputPanels: Panels
  /** By group of the plan. */
  readonly groups: readonly Panels[]
  readonly readout: Panels
  /** Elementwise weights, a vector each. */
  readonly parameters: Panels
}

/** What a direction knows of every time step, and what backward leaves from step to step. */
interface State {
  /** The inputs and a final 1. */
  readonly inputs: Rows
  /** The sources side by side and a final 1; see `sourceRows`. */
  readonly sources: Rows
  /** Gates; backward, their deltas. */
  readonly gates: Steps
  /** Values kept beside them; row 0 is the step before the first. */
  readonly extras: Steps
  /** What the readout says; after the loss, its deltas. */
  readonly logits: Steps
  /** What the readout asks of the output. */
  readonly outputDeltas: Rows
  /** All bits set for each unit, none for those that only fill a panel. */
  readonly unitMask: number
  /** What the next step, and what products of the same step, ask of each source. */
  readonly sourceDeltas: number
  readonly withinDeltas: number
  /** By node: deltas that cross from stage to stage, that wait for the step before, and that are under way to it. */
  readonly crossing: number
  readonly carried: number
  readonly next: number
  /** Of the elementwise weights. */
  readonly gradient: number
}

/** Memory that is taken from its beginning on. */
interface Space {
  end: number
}

/** The address of so many floats more: at a cache line, with a line left free behind them. */
function take(space: Space, floats: number): number {
  const at = space.end
  space.end = Math.ceil((at + 4 * floats) / 64) * 64 + 64
  return at
}

/** The addresses of a network’s program for sequences of up to so many steps. */
export function mapMemory(plan: Plan, network: Single, capacity: number): MemoryMap {
  const sizes = sizesOf(network)
  const shared = { end: SHARED }
  const sharedMap = mapShared(shared, sizes, plan, network, capacity)
  const block = { end: 0 }
  const stacks = mapStacks(block, sizes, plan, network)
  const weightBytes = block.end
  block.end = 2 * weightBytes
  const state = mapState(block, sizes, plan, network, capacity)
  const blockBytes = Math.ceil(block.end / 4096) * 4096 + 512
  return {
    plan,
    network,
    ...sizes,
    ...sharedMap,
    ...stacks,
    weightBytes,
    ...state,
    bases: range(network.directions).map((d) => shared.end + d * blockBytes),
    bytes: shared.end + network.directions * blockBytes,
  }
}

function sizesOf({ inputs, hidden, outputs }: Single): Sizes {
  const panels = Math.ceil(hidden / 4)
  const readout = readoutPanels(outputs)
  return {
    panels,
    padded: 4 * panels,
    outputRow: readout.panels * readout.wide * 4,
    inputBlocks: Math.ceil(inputs / 8),
  }
}

/** An odd number of steps, so that panels fall on different cache sets. */
const strideFor = (steps: number) => steps | 1

function mapShared(space: Space, sizes: Sizes, plan: Plan, { inputs, loss }: Single, steps: number): Shared {
  const { padded, outputRow, inputBlocks } = sizes
  const sources = plan.sources.length * padded
  return {
    given: take(space, steps * inputs + 8),
    noise: take(space, inputBlocks * 8),
    targets: take(space, steps * outputRow),
    outputMask: take(space, outputRow),
    packed: take(space, (Math.max(inputs, sources) + 1 + 8) * steps),
    partial: take(space, 4 * sources),
    kept: take(space, loss === 'ctc' ? outputRow * strideFor(steps) : 0),
  }
}

function mapStacks(space: Space, { panels, padded }: Sizes, plan: Plan, { inputs, outputs }: Single): Stacks {
  const stack = (panels: number, rows: number, vectors: number): Panels => ({
    weights: take(space, panels * rows * vectors * 4),
    rows,
    panels,
    vectors,
  })
  const readout = readoutPanels(outputs)
  return {
    inputPanels: stack(panels, inputs + (plan.inputBias ? 1 : 0), plan.inputGates.length),
    groups: plan.groups.map((group) => stack(panels, group.sources.length * padded, group.gates.length)),
    readout: stack(readout.panels, padded + 1, readout.wide),
    parameters: stack(panels, 1, plan.parameters.length),
  }
}

function mapState(space: Space, sizes: Sizes, plan: Plan, { inputs, outputs }: Single, steps: number): State {
  const { panels, padded } = sizes
  const nodes = plan.cell.nodes.length
  const sources = plan.sources.length * padded
  const rows = (count: number, floats: number): Rows => ({ at: take(space, count * floats), row: 4 * floats })
  const vectors = (slots: number, panels: number, stride: number): Steps => ({
    at: take(space, panels * stride * slots * 4),
    step: slots * 16,
    panel: stride * slots * 16,
    slots: range(slots),
  })
  const stride = strideFor(steps)
  const readout = readoutPanels(outputs)
  return {
    inputs: rows(steps + 2, up4(inputs + 1) | 4),
    sources: rows(steps + 2, (sources + 4) | 4),
    gates: vectors(plan.gates.length, panels, stride),
    extras: vectors(plan.extras.length, panels, stride + 1),
    logits: vectors(readout.wide, readout.panels, stride),
    outputDeltas: rows(steps, padded),
    unitMask: take(space, padded),
    sourceDeltas: take(space, sources),
    withinDeltas: take(space, sources),
    crossing: take(space, nodes * padded),
    carried: take(space, nodes * padded),
    next: take(space, nodes * padded),
    gradient: take(space, panels * plan.parameters.length * 4),
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

/** The rows of a source, of this step or of the step before; sources stored after it follow in the same rows. */
export function sourceRows({ plan, padded, sources }: MemoryMap, source: Ref, lag: 0 | 1): Rows {
  const { at, row } = sources // the first row is the step before the first
  return { at: at + (lag === 1 ? 0 : row) + plan.sources.indexOf(source) * padded * 4, row }
}
