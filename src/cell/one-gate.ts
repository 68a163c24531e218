/** Cells with a single gate. */
import { affineOf, blend, fedOf } from './affine.ts'
import { type Cell, CellWriter } from './cell.ts'

/** A minimal gated unit (Zhou et al., 2016): one gate f both resets and updates. */
export function mgu(): Cell {
  const cell = new CellWriter()
  const [x, yBefore] = [cell.input(), cell.before('y')]
  const f = cell.sigmoid(affineOf(cell, x, yBefore)('f'))
  const z = cell.tanh(affineOf(cell, x, cell.product(f, yBefore))('z'))
  return cell.finish(cell.name('y', blend(cell, f, z, yBefore)))
}

/**
 * An update gate network (Collins et al., 2017), with tanh; with relu, a light GRU (Ravanelli et al., 2018) without the paper’s
 * normalisation over a batch, since trainings here take one sequence at a time.
 */
export function ugrnn({ candidate }: { candidate: 'tanh' | 'relu' }): Cell {
  const cell = new CellWriter()
  const [x, yBefore] = [cell.input(), cell.before('y')]
  const affine = affineOf(cell, x, yBefore)
  const u = cell.sigmoid(affine('u'))
  const z = cell[candidate](affine('z'))
  return cell.finish(cell.name('y', blend(cell, u, yBefore, z)))
}

/**
 * An LSTM with nothing but its forget gate (van der Westhuizen and Lasenby, 2018), with their β = 1: what is written is gated by
 * 1 − σ(s − 1), here as σ(1 − s). With β = 0 it would be the UGRNN.
 */
export function janet(): Cell {
  const cell = new CellWriter()
  const affine = affineOf(cell, cell.input(), cell.before('y'))
  const s = affine('s')
  const z = cell.tanh(affine('z'))
  const f = cell.name('f', cell.sigmoid(s))
  const kept = cell.product(f, cell.before('y'))
  return cell.finish(cell.name('y', cell.sum(kept, cell.product(cell.sigmoid(cell.complement(s)), z))))
}

/** A minimal recurrent network (Chen, 2017), with one layer and tanh as its map Φ of the input to z. */
export function minimalRnn(): Cell {
  const cell = new CellWriter()
  const [x, yBefore] = [cell.input(), cell.before('y')]
  const z = cell.tanh(fedOf(cell, x)('z'))
  const u = cell.sigmoid(cell.sum(cell.project('Ru', yBefore), cell.project('Uu', z), cell.bias('bu')))
  return cell.finish(cell.name('y', blend(cell, u, yBefore, z)))
}

/** A stackable recurrent cell, STAR (Turkoglu et al., 2021). */
export function star(): Cell {
  const cell = new CellWriter()
  const [x, yBefore] = [cell.input(), cell.before('y')]
  const z = cell.tanh(fedOf(cell, x)('z'))
  const k = cell.sigmoid(affineOf(cell, x, yBefore)('k'))
  return cell.finish(cell.name('y', cell.tanh(blend(cell, k, z, yBefore))))
}

/** A minimal GRU (Feng et al., 2024): gate and candidate look at the input only. */
export function minGru(): Cell {
  const cell = new CellWriter()
  const [x, yBefore] = [cell.input(), cell.before('y')]
  const fed = fedOf(cell, x)
  const u = cell.sigmoid(fed('u'))
  return cell.finish(cell.name('y', blend(cell, u, fed('z'), yBefore)))
}
