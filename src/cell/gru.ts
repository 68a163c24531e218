import { type Cell, CellWriter, type Ref } from './cell.ts'

/** The equations of a gated recurrent unit (Cho et al., 2014): u update gate, r reset gate, z candidate. */
export function gru(): Cell {
  const cell = new CellWriter()
  const x = cell.input()
  const yBefore = cell.before('y')
  const affine = (to: string, y: Ref) =>
    cell.sum(cell.project(`W${to}`, x), cell.project(`R${to}`, y), cell.bias(`b${to}`))

  const u = cell.sigmoid(affine('u', yBefore))
  const r = cell.sigmoid(affine('r', yBefore))
  const z = cell.tanh(affine('z', cell.product(r, yBefore)))
  const y = cell.sum(cell.product(u, yBefore), cell.product(cell.complement(u), z))
  return cell.finish(cell.name('y', y))
}
