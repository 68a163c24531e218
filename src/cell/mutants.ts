/**
 * The three cells that Jozefowicz et al. (2015) found by mutation, in our letters: u update gate, r reset gate, z candidate. Two of them
 * read the input itself, which must then be as wide as the cell; here a matrix maps it to that width.
 */
import { affineOf, blend, fedOf } from './affine.ts'
import { type Cell, CellWriter } from './cell.ts'

/** MUT1: the update gate sees the input only; tanh W_z x stands for tanh x. */
export function mut1(): Cell {
  const cell = new CellWriter()
  const [x, yBefore] = [cell.input(), cell.before('y')]
  const u = cell.sigmoid(fedOf(cell, x)('u'))
  const r = cell.sigmoid(affineOf(cell, x, yBefore)('r'))
  const reset = cell.project('Rz', cell.product(r, yBefore))
  const z = cell.name('z', cell.tanh(cell.sum(reset, cell.tanh(cell.project('Wz', x)), cell.bias('bz'))))
  return cell.finish(cell.name('y', blend(cell, u, z, yBefore)))
}

/**
 * MUT2: the reset gate sees the input without weights of its own. The input is e = W_e x for all three, as if embedded; if only the
 * reset gate had a matrix in its place, this would be the GRU.
 */
export function mut2(): Cell {
  const cell = new CellWriter()
  const [e, yBefore] = [cell.project('We', cell.input()), cell.before('y')]
  const u = cell.sigmoid(affineOf(cell, e, yBefore)('u'))
  const r = cell.sigmoid(cell.sum(e, cell.project('Rr', yBefore), cell.bias('br')))
  const z = cell.tanh(affineOf(cell, e, cell.product(r, yBefore))('z'))
  return cell.finish(cell.name('y', blend(cell, u, z, yBefore)))
}

/** MUT3: the update gate sees the step before through another tanh, a. */
export function mut3(): Cell {
  const cell = new CellWriter()
  const [x, yBefore] = [cell.input(), cell.before('y')]
  const u = cell.sigmoid(affineOf(cell, x, cell.before('a'))('u'))
  const r = cell.sigmoid(affineOf(cell, x, yBefore)('r'))
  const z = cell.tanh(affineOf(cell, x, cell.product(r, yBefore))('z'))
  const y = cell.name('y', blend(cell, u, z, yBefore))
  cell.name('a', cell.tanh(y))
  return cell.finish(y)
}
