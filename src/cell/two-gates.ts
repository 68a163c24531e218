/** Cells with two gates and no output gate. */
import { affineOf, blend, fedOf } from './affine.ts'
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

/** A twin-gated network, ATR (Zhang et al., 2018): sum and difference of what the input says and what the step before says are its gates. */
export function atr(): Cell {
  const cell = new CellWriter()
  const [x, yBefore] = [cell.input(), cell.before('y')]
  const p = fedOf(cell, x)('p')
  const q = cell.project('Rq', yBefore)
  const i = cell.name('i', cell.sigmoid(cell.sum(p, q)))
  const f = cell.name('f', cell.sigmoid(cell.difference(p, q)))
  return cell.finish(cell.name('y', cell.sum(cell.product(i, p), cell.product(f, yBefore))))
}

/** A minimal LSTM (Feng et al., 2024): gates and block input look at the input only, and the gates add up to 1. */
export function minLstm(): Cell {
  const cell = new CellWriter()
  const fed = fedOf(cell, cell.input())
  const f = cell.name('f', cell.sigmoid(fed('f')))
  const i = cell.name('i', cell.sigmoid(fed('i')))
  const share = cell.quotient(f, cell.sum(f, i))
  return cell.finish(cell.name('y', blend(cell, share, cell.before('y'), fed('z'))))
}

/**
 * An intersection network, +RNN (Collins et al., 2017): h carries a state through time, and the output y is another blend, of the input
 * and a layer over it. The input itself must be as wide as the cell there; here e = W_e x stands for it.
 */
export function intersection(): Cell {
  const cell = new CellWriter()
  const [x, hBefore] = [cell.input(), cell.before('h')]
  const affine = affineOf(cell, x, hBefore)
  const g = cell.sigmoid(affine('g'))
  const u = cell.sigmoid(affine('u'))
  const a = cell.relu(affine('a'))
  const z = cell.tanh(affine('z'))
  cell.name('h', blend(cell, u, hBefore, z))
  return cell.finish(blend(cell, g, cell.project('We', x), a))
}
