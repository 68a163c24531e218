/** Networks without gates. */
import { affineOf, blend } from './affine.ts'
import { type Cell, CellWriter } from './cell.ts'

/** An independently recurrent network (Li et al., 2018): each unit sees only itself, and nothing bounds it from above. */
export function indRnn(): Cell {
  const cell = new CellWriter()
  const affine = affineOf(cell, cell.input(), cell.before('y'), 'diagonal')
  return cell.finish(cell.name('y', cell.relu(affine(''))))
}

/** A plain recurrent network with tanh (Elman, 1990, who squashed with σ). */
export function elman(): Cell {
  const cell = new CellWriter()
  const affine = affineOf(cell, cell.input(), cell.before('y'))
  return cell.finish(cell.name('y', cell.tanh(affine(''))))
}

/**
 * A structurally constrained network (Mikolov et al., 2015): s context, which changes slowly, and h, which changes at every step.
 * Its α is learned for every unit as in the paper's section 3.3, here q = σ(b_q). The paper's context is narrower than h, and its
 * readout sees both by a matrix each; here they are of one width and the output is h + V s. The paper has no biases.
 */
export function scrn(): Cell {
  const cell = new CellWriter()
  const x = cell.input()
  const q = cell.sigmoid(cell.bias('bq'))
  const s = cell.name('s', blend(cell, q, cell.before('s'), cell.project('Ws', x)))
  const h = cell.name('h', cell.sigmoid(affineOf(cell, x, cell.before('h'))('h', cell.project('P', s))))
  return cell.finish(cell.sum(h, cell.project('V', s)))
}
