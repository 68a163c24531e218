/** Where each weight stands in its stack. */
import { type Layout, slotOf } from '../layout.ts'
import type { MemoryMap, Panels } from './memory.ts'
import { range } from './text.ts'

/** The byte address of a weight: the float of a unit in a row and vector of a stack whose panels hold `perPanel` vectors of one unit each. */
const inStack = (
  stack: Panels,
  { panel, lane, row, vector }: { panel: number; lane: number; row: number; vector: number },
) => stack.weights + 4 * (((panel * stack.rows + row) * stack.vectors + vector) * 4 + lane)

/** For each weight in the order of the layout, the float that holds it. Velocities are `weightBytes` later. */
export function addressesOf(map: MemoryMap, layout: Layout): Int32Array {
  const addresses = new Int32Array(layout.length)
  map.bases.forEach((base, direction) => {
    const part = direction as 0 | 1
    placeCell(map, ({ name, at }) => {
      const { offset, rows, columns } = slotOf(layout, { layer: 0, direction: part }, name)
      for (let unit = 0, k = offset; unit < rows; unit++)
        for (let column = 0; column < columns; column++, k++) addresses[k] = (base + at(unit, column)) / 4
    })
    placeReadout(map, layout, part, addresses)
  })
  return addresses
}

/** A weight of the cell, and the byte of each of its numbers in the block of a direction. */
interface Placed {
  readonly name: string
  readonly at: (unit: number, column: number) => number
}

/** Tells where the weights of the cell are. A matrix is a vector of its stack, from some row on. */
function placeCell({ plan, network, padded, ...map }: MemoryMap, tell: (weight: Placed) => void): void {
  const place = (name: string, stack: Panels, vector: number, firstRow = 0) =>
    tell({
      name,
      at: (unit, column) => inStack(stack, { panel: unit >> 2, lane: unit & 3, row: firstRow + column, vector }),
    })
  plan.inputGates.forEach((g, vector) => {
    const { input, bias } = plan.gates[g]
    place(input!, map.inputPanels, vector)
    if (bias !== undefined) place(bias, map.inputPanels, vector, network.inputs)
  })
  plan.groups.forEach(({ weights }, k) => {
    weights.forEach((names, source) => {
      for (const [vector, name] of names.entries()) place(name, map.groups[k], vector, source * padded)
    })
  })
  for (const [vector, name] of plan.parameters.entries()) place(name, map.parameters, vector)
}

/** Each direction has the columns of its own units. The second sees no constant 1, so that there is one bias. */
function placeReadout(map: MemoryMap, layout: Layout, direction: 0 | 1, addresses: Int32Array): void {
  const { hidden, outputs } = map.network
  const W = slotOf(layout, 'readout', 'W')
  const b = slotOf(layout, 'readout', 'b')
  const at = (k: number, row: number) =>
    (map.bases[direction] + inStack(map.readout, { ...outputPlace(map, k), row })) / 4
  for (const k of range(outputs)) {
    for (const j of range(hidden)) addresses[W.offset + k * W.columns + direction * hidden + j] = at(k, j)
    if (direction === 0) addresses[b.offset + k] = at(k, map.padded)
  }
}

/** The panel, vector and lane of output k. */
export function outputPlace({ readout }: MemoryMap, k: number): { panel: number; vector: number; lane: number } {
  const vector = k >> 2
  return { panel: Math.floor(vector / readout.vectors), vector: vector % readout.vectors, lane: k & 3 }
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
