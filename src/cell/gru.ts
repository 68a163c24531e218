import { affineOf, blend } from './affine.ts'
import { type Cell, CellWriter } from './cell.ts'

/** How the gates of a GRU and its candidate see the step before. */
export interface GruOptions {
  /** diagonal: each unit sees itself only, by a weight of its own. */
  readonly gates?: 'matrix' | 'diagonal'
  readonly candidate?: 'matrix' | 'diagonal'
}

/** The equations of a gated recurrent unit (Cho et al., 2014): u update gate, r reset gate, z candidate. */
export function gru({ gates = 'matrix', candidate = 'matrix' }: GruOptions = {}): Cell {
  const cell = new CellWriter()
  const x = cell.input()
  const yBefore = cell.before('y')
  const gate = affineOf(cell, x, yBefore, gates)

  const u = cell.sigmoid(gate('u'))
  const r = cell.sigmoid(gate('r'))
  const z = cell.tanh(affineOf(cell, x, cell.product(r, yBefore), candidate)('z'))
  return cell.finish(cell.name('y', blend(cell, u, yBefore, z)))
}
