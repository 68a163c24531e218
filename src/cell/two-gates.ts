/** Cells with an input gate i and a forget gate f that are free of each other, and no output gate. */
import { affineOf } from './affine.ts'
import { type Cell, CellWriter } from './cell.ts'

/** A recurrent additive network (Lee et al., 2017), with tanh at the output: its cell state is a weighted sum of inputs. */
export function ran(): Cell {
  const cell = new CellWriter()
  const x = cell.input()
  const affine = affineOf(cell, x, cell.before('y'))
  const z = cell.project('Wz', x)
  const i = cell.sigmoid(affine('i'))
  const f = cell.sigmoid(affine('f'))
  const c = cell.name('c', cell.sum(cell.product(i, z), cell.product(f, cell.before('c'))))
  return cell.finish(cell.name('y', cell.tanh(c)))
}

/** A chaos-free network (Laurent and von Brecht, 2017): without input, its state falls to 0. */
export function cfn(): Cell {
  const cell = new CellWriter()
  const [x, yBefore] = [cell.input(), cell.before('y')]
  const affine = affineOf(cell, x, yBefore)
  const z = cell.tanh(cell.project('Wz', x))
  const f = cell.sigmoid(affine('f'))
  const i = cell.sigmoid(affine('i'))
  return cell.finish(cell.name('y', cell.sum(cell.product(f, cell.tanh(yBefore)), cell.product(i, z))))
}
