/**
 * Where everything is. Memory begins with constants and what all parts share; then come blocks, one for each direction of each layer
 * and one for each of the readout. Layers of the same shape have the same inner addresses and run the same code, which takes the base
 * of a block as `$base`. A block begins with all weights, then the optimiser's numbers in the same order, then the gradient where it
 * has to stand, then what is known of every row.
 *
 * A *row* is a time step of a sequence. The sequences of a batch go in lockstep, the longest first, each direction from its own end;
 * the rows of a step lie side by side, then those of the next step, of as many sequences as are still going. So every matrix runs over
 * all rows at once or over those of a step, and no padding is ever computed.
 */

import type { Ref } from '../../cell/cell.ts'
import { largest } from '../../math/statistics.ts'
import type { Capacity, Descent, Layer, Network } from '../engine.ts'
import { type Plan, planFor } from '../plan.ts'
import { targetsOfRow } from '../sequence.ts'
import { constantsEnd } from './functions.ts'
import { range } from './text.ts'

/** A stack of panels, one for every four units: for each panel, for each row of it, `vectors` × 4 floats. */
export interface Panels {
  readonly weights: number
  readonly rows: number
  readonly panels: number
  readonly vectors: number
  /** Bytes from panel to panel. */
  readonly stride: number
}

/** Values of all rows, one after another. In bytes. */
export interface Rows {
  readonly at: number
  readonly row: number
}

/** Values of all rows, panel after panel: `slots` vectors of four units a row. Strides in bytes. */
export interface Steps {
  readonly at: number
  readonly step: number
  readonly panel: number
  readonly slots: readonly number[]
}

/** The addresses of a network’s program, in bytes: of what is shared from 0 on, of the rest from the base of a block. */
export interface MemoryMap {
  readonly network: Network
  readonly capacity: Capacity
  readonly shared: Shared
  /** Inner addresses of layers: those of the same shape have the same. */
  readonly shapes: readonly LayerMap[]
  readonly layers: readonly LayerPlace[]
  readonly readout: ReadoutMap
  /** Of all of it. */
  readonly bytes: number
}

/** A layer: the number of its shape, and where the block of each direction begins. */
export interface LayerPlace {
  readonly shape: number
  readonly map: LayerMap
  readonly bases: readonly number[]
}

/** What all parts use. */
interface Shared {
  /** What the optimiser and dropout are given, four times each; see `settingAt`. */
  readonly settings: number
  /** For each step, from the one before the first, how many rows lie before its own; see `rows.ts`. */
  readonly offsets: number
  /** For each sequence: its steps; 1; two words of the key of its dropout. */
  readonly lengths: number
  readonly ones: number
  readonly keys: number
  /** Inputs of a sequence as they are given. */
  readonly given: number
  /** Blocks of eight inputs, each drawn its noise at once. */
  readonly inputBlocks: number
  /** The deviation of the noise on each input. */
  readonly noise: number
  /** Targets of a sequence, and from row to row. */
  readonly targets: number
  readonly targetRow: number
  /** 1 for each output, 0 for those that only fill a panel. */
  readonly outputMask: number
  /** What a logit may be at most: those that only fill a panel are small beside any other. */
  readonly outputBound: number
  /** What an error on each class counts. */
  readonly classWeights: number
  /** The rows that a gradient is made of, those of a tile side by side. */
  readonly packed: number
  /** Partial sums of a backward product, four lanes a row. */
  readonly partial: number
}

/** The part of a block that is learned. */
export interface Learned {
  /** Bytes of the weights, and so from a weight to the first of the optimiser's numbers. */
  readonly weightBytes: number
  /** From a weight to its gradient. */
  readonly gradientAfter: number
}

/** The block of a direction of a layer. */
export interface LayerMap extends Learned, Stacks, State {
  readonly plan: Plan
  readonly hidden: number
  /** Panels of four units. */
  readonly panels: number
  /** Units, with those that fill the last panel. */
  readonly padded: number
  /** Numbers of an input row, the constant 1 not counted; with what fills the panels of the layer below. */
  readonly columns: number
  /** Whether it reads the network’s inputs. */
  readonly isFirst: boolean
  /** The most sequences of a batch. */
  readonly batch: number
  readonly bytes: number
}

/** The weights of a direction. */
interface Stacks {
  readonly inputPanels: Panels
  /** By group of the plan. */
  readonly groups: readonly Panels[]
  /** Elementwise weights, a vector each. */
  readonly parameters: Panels
}

/** What a direction knows of every row, and what backward leaves from step to step. */
interface State {
  /** The inputs and a final 1. */
  readonly inputs: Rows
  /** What is asked of the inputs; of the first layer nothing is. */
  readonly inputDeltas: Rows
  /** The sources side by side and a final 1; before the first step a row of zeros for each sequence. See `sourceRows`. */
  readonly sources: Rows
  /** Gates; backward, their deltas. */
  readonly gates: Steps
  /** Values kept beside them, with the same rows of zeros. */
  readonly extras: Steps
  /** What the readout or the layer above asks of the output. */
  readonly outputDeltas: Rows
  /** All bits set for each unit, none for those that only fill a panel. */
  readonly unitMask: number
  /** From here on, for each sequence: what the next step, and what products of the same step, ask of each source. */
  readonly sourceDeltas: number
  readonly withinDeltas: number
  /** By node: deltas that cross from stage to stage, that wait for the step before, and that are under way to it. */
  readonly crossing: number
  readonly carried: number
  readonly next: number
  /** Bytes of these, from sequence to sequence. */
  readonly perSequence: number
  /** Of the elementwise weights. */
  readonly gradient: number
}

/** The block of the readout for a direction of the last layer. */
export interface ReadoutMap extends Learned {
  readonly panels: Panels
  /** Outputs, with those that fill the last panel. */
  readonly outputRow: number
  /** What the readout says; after the loss, its deltas. */
  readonly logits: Steps
  /** Where an evaluation with CTC leaves the softmax. */
  readonly kept: Steps
  /** The last layer’s outputs as dropout leaves them. */
  readonly masked: Rows
  /** Of each sequence the last output or the mean, and what is asked of it. */
  readonly read: Rows
  readonly readDeltas: Rows
  readonly bases: readonly number[]
}

/** Names of what an update sets, each a vector of four equal numbers. */
export const settingNames = [
  'rate',
  'momentum',
  'share', // of a sequence in the gradient
  'clipLow',
  'clipHigh',
  'clipScale',
  'decay', // what weight decay adds to the gradient, or with adamw what it leaves of a weight
  'beta1',
  'rest1', // 1 − β₁
  'beta2',
  'rest2',
  'correction2',
  'epsilon',
  'dropThreshold',
  'dropScale',
] as const

export type SettingName = (typeof settingNames)[number]

const SETTINGS = Math.ceil(constantsEnd / 64) * 64

/** The address of a setting. */
export const settingAt = (name: SettingName): number => SETTINGS + 16 * settingNames.indexOf(name)

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

/** The most rows of a batch. */
const rowsFor = ({ steps, batch }: Capacity) => steps * batch

/** The addresses of a network’s program. `planOf` makes the plan of a cell. */
export function mapMemory(
  network: Network,
  { optimiser }: Descent,
  capacity: Capacity,
  planOf: (cell: Layer['cell']) => Plan = planFor,
): MemoryMap {
  const states = optimiser.kind === 'adam' || optimiser.kind === 'adamw' ? 2 : 1
  const shapes: LayerMap[] = []
  const keys: string[] = []
  const shapeOf = (layer: number): number => {
    const { cell, hidden } = network.layers[layer]
    const below = network.layers[layer - 1]
    const columns = below === undefined ? network.inputs : below.directions * up4(below.hidden)
    const key = JSON.stringify([cell, hidden, columns, layer === 0])
    if (!keys.includes(key)) {
      keys.push(key)
      shapes.push(mapLayer(planOf(cell), { hidden, columns, isFirst: layer === 0, states }, capacity))
    }
    return keys.indexOf(key)
  }
  const placed = network.layers.map((_, layer) => shapeOf(layer))
  const space: Space = { end: SETTINGS + 64 * Math.ceil(settingNames.length / 4) }
  const readout = mapReadout(network, shapes[placed[placed.length - 1]], states, capacity)
  const shared = mapShared(space, network, { shapes, outputRow: readout.outputRow }, capacity)
  // a pointer to the rows of zeros before the first counts back from a block’s base
  const zeros = largest(shapes.map(({ sources, extras }) => capacity.batch * Math.max(sources.row, extras.step)))
  space.end = Math.max(space.end, Math.ceil(zeros / 64) * 64)
  const blocks = (count: number, bytes: number) =>
    range(count).map(() => {
      const base = space.end
      space.end += Math.ceil(bytes / 4096) * 4096 + 512 // blocks do not fall on the same cache sets
      return base
    })
  const layers = placed.map((shape, layer) => {
    const map = shapes[shape]
    return { shape, map, bases: blocks(network.layers[layer].directions, map.bytes) }
  })
  const bases = blocks(network.layers[network.layers.length - 1].directions, readout.bytes)
  return { network, capacity, shared, shapes, layers, readout: { ...readout, bases }, bytes: space.end }
}

/** An odd number of rows, so that panels fall on different cache sets. */
const strideFor = (rows: number) => rows | 1

function mapShared(
  space: Space,
  network: Network,
  { shapes, outputRow }: { shapes: readonly LayerMap[]; outputRow: number },
  capacity: Capacity,
): Shared {
  const { steps, batch } = capacity
  const { inputs, loss, outputs } = network
  const inputBlocks = Math.ceil(inputs / 8)
  const sources = largest(shapes.map(({ plan, padded }) => plan.sources.length * padded))
  const widest = largest([sources, ...shapes.map(({ columns }) => columns)])
  const targetFloats = loss === 'softmax' ? 1 : loss === 'gaussian' ? up4(outputs / 2) : outputRow
  return {
    settings: SETTINGS,
    offsets: take(space, steps + 2),
    lengths: take(space, batch),
    ones: take(space, batch),
    keys: take(space, 2 * batch),
    given: take(space, steps * inputs + 8),
    inputBlocks,
    noise: take(space, inputBlocks * 8),
    targets: take(space, steps * Math.max(targetFloats, targetsOfRow(network))),
    targetRow: 4 * targetFloats,
    outputMask: take(space, outputRow),
    outputBound: take(space, outputRow),
    classWeights: take(space, outputRow),
    packed: take(space, (widest + 1 + 8) * rowsFor(capacity)),
    partial: take(space, 4 * sources),
  }
}

/** Weights, then the optimiser's numbers, then a gradient. */
function learned(space: Space, states: number): Learned {
  const weightBytes = space.end
  const gradientAfter = weightBytes * (1 + states)
  space.end = gradientAfter + weightBytes
  return { weightBytes, gradientAfter }
}

function stack(space: Space, panels: number, rows: number, vectors: number): Panels {
  const stride = rows * vectors * 16
  return { weights: take(space, (panels * stride) / 4), rows, panels, vectors, stride }
}

function mapLayer(
  plan: Plan,
  { hidden, columns, isFirst, states }: { hidden: number; columns: number; isFirst: boolean; states: number },
  capacity: Capacity,
): LayerMap {
  const panels = Math.ceil(hidden / 4)
  const padded = 4 * panels
  const space = { end: 0 }
  const stacks: Stacks = {
    inputPanels: stack(space, panels, columns + (plan.inputBias ? 1 : 0), plan.inputGates.length),
    groups: plan.groups.map((group) => stack(space, panels, group.sources.length * padded, group.gates.length)),
    parameters: stack(space, panels, 1, plan.parameters.length),
  }
  const ofLearning = learned(space, states)
  const { batch } = capacity
  const sizes = { hidden, panels, padded, columns, isFirst, batch }
  const state = mapState(space, plan, sizes, rowsFor(capacity))
  return { plan, ...sizes, ...stacks, ...ofLearning, ...state, bytes: space.end }
}

const rowsIn = (space: Space, count: number, floats: number): Rows => ({
  at: take(space, count * floats),
  row: 4 * floats,
})

const stepsIn = (
  space: Space,
  { slots, panels, stride }: { slots: number; panels: number; stride: number },
): Steps => ({
  at: take(space, panels * stride * slots * 4),
  step: slots * 16,
  panel: stride * slots * 16,
  slots: range(slots),
})

function mapState(
  space: Space,
  plan: Plan,
  { panels, padded, columns, isFirst, batch }: Pick<LayerMap, 'panels' | 'padded' | 'columns' | 'isFirst' | 'batch'>,
  rows: number,
): State {
  const nodes = plan.cell.nodes.length
  const sources = plan.sources.length * padded
  const stride = strideFor(rows)
  // noise is laid out in blocks of eight
  const inputs = rowsIn(space, rows + 2, up4(Math.max(columns + 1, 8 * Math.ceil(columns / 8))) | 4)
  const inputDeltas = rowsIn(space, isFirst ? 0 : rows, columns)
  const zerosAndSources = rowsIn(space, batch + rows + 1, (sources + 4) | 4)
  const gates = stepsIn(space, { slots: plan.gates.length, panels, stride })
  const zerosAndExtras = stepsIn(space, { slots: plan.extras.length, panels, stride: stride + batch })
  const outputDeltas = rowsIn(space, rows, padded)
  const unitMask = take(space, padded)
  const each = { end: 0 }
  const ofEach = {
    sourceDeltas: take(each, sources),
    withinDeltas: take(each, sources),
    crossing: take(each, nodes * padded),
    carried: take(each, nodes * padded),
    next: take(each, nodes * padded),
  }
  const first = take(space, (batch * each.end) / 4)
  return {
    inputs,
    inputDeltas,
    sources: { ...zerosAndSources, at: zerosAndSources.at + batch * zerosAndSources.row },
    gates,
    extras: { ...zerosAndExtras, at: zerosAndExtras.at + batch * zerosAndExtras.step },
    outputDeltas,
    unitMask,
    sourceDeltas: first + ofEach.sourceDeltas,
    withinDeltas: first + ofEach.withinDeltas,
    crossing: first + ofEach.crossing,
    carried: first + ofEach.carried,
    next: first + ofEach.next,
    perSequence: each.end,
    gradient: take(space, panels * plan.parameters.length * 4),
  }
}

function mapReadout(
  network: Network,
  last: LayerMap,
  states: number,
  capacity: Capacity,
): Omit<ReadoutMap, 'bases'> & { bytes: number } {
  const { panels, wide } = readoutPanels(network)
  const space = { end: 0 }
  const weights = stack(space, panels, last.padded + 1, wide)
  const ofLearning = learned(space, states)
  const each = network.readout === 'each step'
  const rows = each ? rowsFor(capacity) : capacity.batch
  const place = { slots: wide, panels, stride: strideFor(rows) }
  const logits = stepsIn(space, place)
  const floats = last.sources.row / 4
  return {
    panels: weights,
    ...ofLearning,
    outputRow: panels * wide * 4,
    logits,
    kept: network.loss === 'ctc' ? stepsIn(space, place) : logits,
    masked: rowsIn(space, rowsFor(capacity) + 1, floats),
    read: rowsIn(space, (each ? 0 : capacity.batch) + 1, floats),
    readDeltas: rowsIn(space, each ? 0 : capacity.batch, last.padded),
    bytes: space.end,
  }
}

/**
 * Outputs stand in panels of up to four vectors, the number that wastes least. With the gaussian loss each vector of means is followed
 * by that of their deviations, in the same panel.
 */
function readoutPanels({ outputs, loss }: Network): { wide: number; panels: number } {
  const pairs = loss === 'gaussian'
  const vectors = pairs ? 2 * Math.ceil(outputs / 8) : Math.ceil(outputs / 4)
  const wasted = (wide: number) => Math.ceil(vectors / wide) * wide
  const widths = pairs ? [4, 2] : [4, 3, 2, 1]
  const wide = widths.reduce((best, other) => (wasted(other) < wasted(best) ? other : best))
  return { wide, panels: Math.ceil(vectors / wide) }
}

const up4 = (n: number) => Math.ceil(n / 4) * 4

/** The rows of a source, of this step or, of a batch of one, of the step before; sources stored after it follow in the same rows. */
export function sourceRows({ plan, padded, sources }: LayerMap, source: Ref, lag: 0 | 1): Rows {
  const { at, row } = sources
  return { at: at - lag * row + plan.sources.indexOf(source) * padded * 4, row }
}

/** The rows of the output, which a final 1 follows. */
export const outputRows = (map: LayerMap): Rows => sourceRows(map, map.plan.cell.output, 0)

/** Where the outputs of a direction of the layer below stand in an input row. */
export const columnOf = ({ layers }: Pick<Network, 'layers'>, layer: number, direction: number): number =>
  direction * up4(layers[layer - 1].hidden)

/** All blocks that are learned, each with its base. */
export function learnedBlocks({ layers, readout }: MemoryMap): (Learned & { readonly base: number })[] {
  const of = ({ weightBytes, gradientAfter }: Learned, bases: readonly number[]) =>
    bases.map((base) => ({ base, weightBytes, gradientAfter }))
  return [...layers.flatMap(({ map, bases }) => of(map, bases)), ...of(readout, readout.bases)]
}

/** Whether the input tells a layer’s gates anything. */
export const isFed = ({ plan }: LayerMap): boolean => plan.inputGates.length > 0

/** Stacks of weights of a layer that are learned one after another: by group, of the input, and the elementwise weights. */
export const learnersOf = ({ plan }: LayerMap): number => plan.groups.length + 2
