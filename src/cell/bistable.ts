import { affineOf, blend, fedOf, type Recurrence } from './affine.ts'
import { type Cell, CellWriter } from './cell.ts'

/**
 * A bistable recurrent cell (Vecoven et al., 2021): a unit whose feedback 1 + a is above 1 has two states to rest in. Its gates see
 * the step before by a weight for each unit, or by a matrix (neuromodulated, nBRC). The paper has no biases.
 */
export function bistable({ gates }: { gates: Recurrence }): Cell {
  const cell = new CellWriter()
  const [x, yBefore] = [cell.input(), cell.before('y')]
  const affine = affineOf(cell, x, yBefore, gates)
  const a = cell.tanh(affine('a'))
  const u = cell.sigmoid(affine('u'))
  const z = cell.tanh(cell.sum(fedOf(cell, x)('z'), yBefore, cell.product(a, yBefore)))
  return cell.finish(cell.name('y', blend(cell, u, yBefore, z)))
}
