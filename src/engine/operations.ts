import { weightsOf } from '../cell/cell.ts'
import type { Network } from './engine.ts'

/**
 * Floating-point operations that the matrices of one update execute, a multiplication and an addition being two. Recurrent and
 * readout matrices work three times a step (forward, backward, gradient), input matrices twice: nobody needs the input’s gradient.
 */
export function operationsOf(network: Network, steps: number): number {
  const { cell, inputs, hidden, outputs, directions } = network
  const fed = new Set(
    cell.nodes.flatMap((node) => (node.op === 'project' && cell.nodes[node.of].op === 'input' ? [node.weight] : [])),
  )
  const matrices = new Set(cell.nodes.flatMap((node) => (node.op === 'project' ? [node.weight] : [])))
  const perStep = weightsOf(cell, { inputs, hidden })
    .filter(({ name }) => matrices.has(name))
    .reduce((sum, { name, rows, columns }) => sum + (fed.has(name) ? 2 : 3) * rows * columns, 3 * hidden * outputs)
  return 2 * steps * directions * perStep
}
