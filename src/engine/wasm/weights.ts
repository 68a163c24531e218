/** Where each weight stands in its stack. */
import { directionsOf, type Layout, slotOf } from '../layout.ts'
import { columnOf, type LayerMap, learnedBlocks, type MemoryMap, type Panels } from './memory.ts'
import { range } from './text.ts'

/** The byte address of a weight: the float of a unit in a row and vector of a stack whose panels hold `perPanel` vectors of one unit each. */
const inStack = (
  stack: Panels,
  { panel, lane, row, vector }: { panel: number; lane: number; row: number; vector: number },
) => stack.weights + panel * stack.stride + 4 * ((row * stack.vectors + vector) * 4 + lane)

/** The float that holds a weight, and how far behind it the optimiser’s numbers begin, one after another. */
export interface Addresses {
  readonly at: Int32Array
  readonly behind: Int32Array
}

/** For each weight in the order of the layout, where it is. */
export function addressesOf(map: MemoryMap, layout: Layout): Addresses {
  const at = new Int32Array(layout.length)
  const behind = new Int32Array(layout.length)
  map.layers.forEach(({ map: shape, bases }, layer) => {
    const columnAt = columnsOf(map, layer)
    for (const [direction, base] of bases.entries()) {
      placeCell(shape, columnAt, ({ name, address }) => {
        const { offset, rows, columns } = slotOf(layout, { layer, direction: direction as 0 | 1 }, name)
        behind.fill(shape.weightBytes / 4, offset, offset + rows * columns)
        for (let unit = 0, k = offset; unit < rows; unit++)
          for (let column = 0; column < columns; column++, k++) at[k] = (base + address(unit, column)) / 4
      })
    }
  })
  placeReadout(map, layout, at, behind)
  return { at, behind }
}

/** Where the inputs of a layer stand in its input row: those of the network as they are, those of the layer below padded. */
function columnsOf({ network }: MemoryMap, layer: number): (input: number) => number {
  if (layer === 0) return (input) => input
  const { hidden } = network.layers[layer - 1]
  return (input) => columnOf(network, layer, Math.floor(input / hidden)) + (input % hidden)
}

/** A weight of the cell, and the byte of each of its numbers in the block of a direction. */
interface Placed {
  readonly name: string
  readonly address: (unit: number, column: number) => number
}

/** Tells where the weights of the cell are. A matrix is a vector of its stack, from some row on. */
function placeCell(
  { plan, padded, columns, ...map }: LayerMap,
  columnAt: (input: number) => number,
  tell: (weight: Placed) => void,
): void {
  const place = (name: string, stack: Panels, vector: number, rowOf: (column: number) => number) =>
    tell({
      name,
      address: (unit, column) => inStack(stack, { panel: unit >> 2, lane: unit & 3, row: rowOf(column), vector }),
    })
  plan.inputGates.forEach((g, vector) => {
    const { input, bias } = plan.gates[g]
    place(input!, map.inputPanels, vector, columnAt)
    if (bias !== undefined) place(bias, map.inputPanels, vector, () => columns)
  })
  plan.groups.forEach(({ weights }, k) => {
    weights.forEach((names, source) => {
      for (const [vector, name] of names.entries())
        place(name, map.groups[k], vector, (column) => source * padded + column)
    })
  })
  for (const [vector, name] of plan.parameters.entries()) place(name, map.parameters, vector, () => 0)
}

/** Each direction has the columns of its own units. The second sees no constant 1, so that there is one bias. */
function placeReadout(map: MemoryMap, layout: Layout, at: Int32Array, behind: Int32Array): void {
  const { network, readout, layers } = map
  const last = network.layers[network.layers.length - 1]
  const { padded } = layers[layers.length - 1].map
  const W = slotOf(layout, 'readout', 'W')
  const b = slotOf(layout, 'readout', 'b')
  behind.fill(readout.weightBytes / 4, W.offset, b.offset + b.rows)
  for (const direction of directionsOf(last)) {
    const address = (k: number, row: number) =>
      (readout.bases[direction] + inStack(readout.panels, { ...outputPlace(map, k), row })) / 4
    for (const k of range(network.outputs)) {
      for (const j of range(last.hidden)) at[W.offset + k * W.columns + direction * last.hidden + j] = address(k, j)
      if (direction === 0) at[b.offset + k] = address(k, padded)
    }
  }
}

/** The panel, vector and lane of output k. With the gaussian loss a vector of means is followed by that of their deviations. */
export function outputPlace(
  { readout, network: { loss, outputs } }: MemoryMap,
  k: number,
): { panel: number; vector: number; lane: number } {
  const { vectors } = readout.panels
  const isDeviation = loss === 'gaussian' && k >= outputs / 2
  const ofHalf = isDeviation ? k - outputs / 2 : k
  const vector = loss === 'gaussian' ? 2 * (ofHalf >> 2) + (isDeviation ? 1 : 0) : k >> 2
  return { panel: Math.floor(vector / vectors), vector: vector % vectors, lane: ofHalf & 3 }
}

/**
 * Sets all weights or all of the optimiser’s numbers to 0, those of padding too: a training that diverged has left values there that
 * are no numbers.
 */
export function clearBlocks(map: MemoryMap, floats: Float32Array, what: 'weights' | 'optimiser'): void {
  for (const { base, weightBytes, gradientAfter } of learnedBlocks(map)) {
    const [from, to] = what === 'weights' ? [0, weightBytes] : [weightBytes, gradientAfter]
    floats.fill(0, (base + from) / 4, (base + to) / 4)
  }
}
