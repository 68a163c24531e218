import { weightsOf } from '../cell/cell.ts'
import { InputError } from '../math/input-error.ts'
import type { Stream } from '../math/random.ts'
import { checkWhole } from '../math/whole-number.ts'
import type { Network } from './engine.ts'

/** Where each weight of a network is in one flat array. Matrices are stored row after row. */
export interface Layout {
  readonly slots: readonly Slot[]
  readonly length: number
}

/** A weight's place. */
export interface Slot {
  /** As in the equations (Wz, Ri, pf, bo …), or W and b of the readout. */
  readonly name: string
  readonly part: Part
  readonly offset: number
  readonly rows: number
  readonly columns: number
}

/** One direction of a layer, both from 0: direction 0 reads a sequence from the first step, 1 from the last. Or the readout. */
export type Part = 'readout' | { readonly layer: number; readonly direction: 0 | 1 }

/** The directions of a layer. */
export const directionsOf = ({ directions }: { readonly directions: 1 | 2 }): readonly (0 | 1)[] =>
  directions === 1 ? [0] : [0, 1]

/** Numbers that each step gives a layer: the network's inputs, or all outputs of the layer below. */
export function inputsOf({ inputs, layers }: Pick<Network, 'inputs' | 'layers'>, layer: number): number {
  return layer === 0 ? inputs : layers[layer - 1].directions * layers[layer - 1].hidden
}

/**
 * The layout of a network's weights: layer by layer, each direction's in the order of the equations, then the readout's W
 * (outputs × directions · hidden of the last layer) and b.
 */
export function layOut(network: Network): Layout {
  const { layers, outputs } = network
  const slots: Slot[] = []
  let length = 0
  const add = (part: Part, name: string, rows: number, columns: number) => {
    slots.push({ name, part, offset: length, rows, columns })
    length += rows * columns
  }
  for (const [layer, { cell, hidden, directions }] of layers.entries()) {
    for (const direction of directionsOf({ directions })) {
      for (const { name, rows, columns } of weightsOf(cell, { inputs: inputsOf(network, layer), hidden }))
        add({ layer, direction }, name, rows, columns)
    }
  }
  add('readout', 'W', outputs, inputsOf(network, layers.length))
  add('readout', 'b', outputs, 1)
  return { slots, length }
}

/** A part as text, as in `layer 2, second direction`. */
export function partName(part: Part): string {
  if (part === 'readout') return 'readout'
  return `layer ${part.layer + 1}${part.direction === 1 ? ', second direction' : ''}`
}

/** The slot of one weight. */
export function slotOf(layout: Layout, part: Part, name: string): Slot {
  const slot = layout.slots.find((s) => s.name === name && isSame(s.part, part))
  if (slot === undefined)
    throw new Error(
      `no weight ${name} in ${partName(part)}; there are ${layout.slots.map((s) => `${s.name} of ${partName(s.part)}`).join(', ')}`,
    )
  return slot
}

const isSame = (a: Part, b: Part): boolean =>
  a === 'readout' || b === 'readout' ? a === b : a.layer === b.layer && a.direction === b.direction

/** The numbers of one weight: a view into the flat array. */
export function weightIn(layout: Layout, flat: Float64Array, part: Part, name: string): Float64Array {
  const { offset, rows, columns } = slotOf(layout, part, name)
  return flat.subarray(offset, offset + rows * columns)
}

/** Weights to start from: N(0, deviation²), rounded to float32 so that every engine starts at the same point. */
export function initialWeights(layout: Layout, stream: Stream, { deviation = 0.1 } = {}): Float64Array {
  return Float64Array.from({ length: layout.length }, () => Math.fround(deviation * stream.gaussian()))
}

/** The most layers of a network. */
export const MOST_LAYERS = 8

/** Checks sizes at the door; returns the network. */
export function checkNetwork(network: Network): Network {
  const { layers, loss, readout, classWeights, outputs } = network
  checkWhole(network.inputs, 'inputs', 1, 65536)
  checkWhole(layers.length, 'layers', 1, MOST_LAYERS)
  for (const { hidden } of layers) checkWhole(hidden, 'hidden size', 1, 4096)
  checkWhole(outputs, 'outputs', 1, 65536)
  if (loss === 'gaussian' && outputs % 2 !== 0)
    throw new InputError(
      `the gaussian loss needs an even number of outputs, a mean and a deviation each, not ${outputs}`,
    )
  if (loss === 'ctc' && readout !== 'each step')
    throw new InputError(`the ctc loss needs a readout of each step, not of the ${readout}`)
  if (classWeights !== undefined) checkClassWeights(classWeights, network)
  return network
}

function checkClassWeights(weights: readonly number[], { loss, outputs }: Network): void {
  if (loss !== 'softmax') throw new InputError(`only the softmax loss has class weights, not ${loss}`)
  const wrong = weights.find((weight) => !(weight >= 0 && Number.isFinite(weight)))
  if (wrong !== undefined) throw new InputError(`a class weight must be a number from 0, not ${wrong}`)
  if (weights.length !== outputs) throw new InputError(`${outputs} classes need as many weights, not ${weights.length}`)
}
