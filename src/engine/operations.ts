import { type Cell, weightsOf } from '../cell/cell.ts'
import type { Network } from './engine.ts'
import { inputsOf } from './layout.ts'
import { rowsOf } from './sequence.ts'

/**
 * Floating-point operations that the matrices of one update with one sequence execute, a multiplication and an addition being two.
 * Recurrent and readout matrices work three times a step (forward, backward, gradient), and so do input matrices, except those of the
 * first layer, which work twice: nobody needs the gradient of the network's inputs.
 */
export function operationsOf(network: Network, steps: number): number {
  const { layers, outputs } = network
  const recurrent = layers.map(({ cell, hidden, directions }, layer) => {
    const sizes = { inputs: inputsOf(network, layer), hidden }
    return directions * multiplicationsOf(cell, sizes, layer === 0 ? 2 : 3)
  })
  const ofLayers = recurrent.reduce((sum, each) => sum + each, 0)
  return 2 * (steps * ofLayers + rowsOf(network, steps) * 3 * inputsOf(network, layers.length) * outputs)
}

/** Multiplications of one direction at one step, if matrices that read the input work so many times. */
function multiplicationsOf(cell: Cell, sizes: { inputs: number; hidden: number }, ofInput: number): number {
  const projects = cell.nodes.filter((node) => node.op === 'project')
  const fed = new Set(projects.filter(({ of }) => cell.nodes[of].op === 'input').map(({ weight }) => weight))
  const matrices = new Set(projects.map(({ weight }) => weight))
  return weightsOf(cell, sizes)
    .filter(({ name }) => matrices.has(name))
    .reduce((sum, { name, rows, columns }) => sum + (fed.has(name) ? ofInput : 3) * rows * columns, 0)
}
