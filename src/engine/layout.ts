import { weightsOf } from '../cell/cell.ts'
import type { Stream } from '../math/random.ts'
import { checkWhole } from '../math/whole-number.ts'
import type { Network } from './engine.ts'

/** Where each weight of a network is in one flat array. Matrices are stored row after row. */
export interface Layout {
  readonly slots: readonly Slot[]
  readonly length: number
}

export interface Slot {
  /** As in the equations (Wz, Ri, pf, bo …), or W and b of the readout. */
  readonly name: string
  /** 0 reads a sequence from the first step, 1 from the last. */
  readonly part: 0 | 1 | 'readout'
  readonly offset: number
  readonly rows: number
  readonly columns: number
}

/** The layout of a network's weights: each direction's in the order of the equations, then the readout's W (outputs × directions · hidden) and b. */
export function layOut(network: Network): Layout {
  const { cell, inputs, hidden, outputs, directions } = network
  const slots: Slot[] = []
  let length = 0
  const add = (part: Slot['part'], name: string, rows: number, columns: number) => {
    slots.push({ name, part, offset: length, rows, columns })
    length += rows * columns
  }
  for (const part of directions === 1 ? ([0] as const) : ([0, 1] as const)) {
    for (const { name, rows, columns } of weightsOf(cell, { inputs, hidden })) add(part, name, rows, columns)
  }
  add('readout', 'W', outputs, directions * hidden)
  add('readout', 'b', outputs, 1)
  return { slots, length }
}

/** The slot of one weight. */
export function slotOf(layout: Layout, part: Slot['part'], name: string): Slot {
  const slot = layout.slots.find((s) => s.part === part && s.name === name)
  if (slot === undefined)
    throw new Error(`no weight ${name} in part ${part}; there are ${layout.slots.map((s) => s.name).join(', ')}`)
  return slot
}

/** The numbers of one weight: a view into the flat array. */
export function weightIn(layout: Layout, flat: Float64Array, part: Slot['part'], name: string): Float64Array {
  const { offset, rows, columns } = slotOf(layout, part, name)
  return flat.subarray(offset, offset + rows * columns)
}

/** Weights to start from: N(0, deviation²), rounded to float32 so that every engine starts at the same point. */
export function initialWeights(layout: Layout, stream: Stream, { deviation = 0.1 } = {}): Float64Array {
  return Float64Array.from({ length: layout.length }, () => Math.fround(deviation * stream.gaussian()))
}

/** Checks sizes at the door; returns the network. */
export function checkNetwork(network: Network): Network {
  const limits = { inputs: 65536, hidden: 4096, outputs: 65536 }
  for (const [name, most] of Object.entries(limits)) {
    checkWhole(network[name as keyof typeof limits], name === 'hidden' ? 'hidden size' : name, 1, most)
  }
  return network
}
