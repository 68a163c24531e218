/** Cells that change an LSTM in ways that its ablations (`lstm.ts`) do not know. Letters are those of the LSTM there. */
import { affineOf } from './affine.ts'
import { type Cell, CellWriter, type Ref } from './cell.ts'

/** c = f ⊙ c′ + i ⊙ z, named. */
function remember(cell: CellWriter, { f, i, z }: Readonly<Record<'f' | 'i' | 'z', Ref>>): Ref {
  return cell.name('c', cell.sum(cell.product(f, cell.before('c')), cell.product(i, z)))
}

/** A diagonal LSTM (Subakan and Smaragdis, 2017): each unit sees only itself, by weights w in place of matrices. No peepholes. */
export function diagonalLstm(): Cell {
  const cell = new CellWriter()
  const affine = affineOf(cell, cell.input(), cell.before('y'), 'diagonal')
  const z = cell.tanh(affine('z'))
  const [i, f, o] = ['i', 'f', 'o'].map((gate) => cell.sigmoid(affine(gate)))
  return cell.finish(cell.name('y', cell.product(o, cell.tanh(remember(cell, { f, i, z })))))
}

/**
 * A multiplicative LSTM (Krause et al., 2016): what the gates see of the step before is m, which the input chooses. No peepholes. The
 * paper’s equations have no biases.
 */
export function multiplicativeLstm(): Cell {
  const cell = new CellWriter()
  const x = cell.input()
  const m = cell.name('m', cell.product(cell.project('Wm', x), cell.project('Rm', cell.before('y'))))
  const affine = affineOf(cell, x, m)
  const z = cell.tanh(affine('z'))
  const [i, f, o] = ['i', 'f', 'o'].map((gate) => cell.sigmoid(affine(gate)))
  return cell.finish(cell.name('y', cell.product(o, cell.tanh(remember(cell, { f, i, z })))))
}

/**
 * A vanilla LSTM whose gates learn how steep they are (Doetsch et al., 2014): σ((1 + s) ⊙ a), by a weight s for every unit, so that
 * slopes begin near 1.
 */
export function slopedLstm(): Cell {
  const cell = new CellWriter()
  const affine = affineOf(cell, cell.input(), cell.before('y'))
  const gate = (to: string, c: Ref) => {
    const a = affine(to, cell.scale(`p${to}`, c))
    return cell.name(to, cell.sigmoid(cell.sum(a, cell.scale(`s${to}`, a))))
  }
  const cBefore = cell.before('c')
  const z = cell.tanh(affine('z'))
  const [i, f] = ['i', 'f'].map((to) => gate(to, cBefore))
  const c = remember(cell, { f, i, z })
  return cell.finish(cell.name('y', cell.product(gate('o', c), cell.tanh(c))))
}

/**
 * A dynamic cortex memory (Otte et al., 2014): a vanilla LSTM in which each gate of a block also sees the block’s gates, by a weight
 * each: those of the step before, and the output gate the other two of this step.
 */
export function dynamicCortexMemory(): Cell {
  const cell = new CellWriter()
  const affine = affineOf(cell, cell.input(), cell.before('y'))
  const gate = (to: string, c: Ref, gates: Readonly<Record<string, Ref>>) => {
    const seen = Object.entries(gates).map(([from, of]) => cell.scale(`w${from}${to}`, of))
    return cell.name(to, cell.sigmoid(affine(to, cell.scale(`p${to}`, c), ...seen)))
  }
  const cBefore = cell.before('c')
  const before = { i: cell.before('i'), f: cell.before('f'), o: cell.before('o') }
  const z = cell.tanh(affine('z'))
  const i = gate('i', cBefore, before)
  const f = gate('f', cBefore, before)
  const c = remember(cell, { f, i, z })
  const o = gate('o', c, { i, f, o: before.o })
  return cell.finish(cell.name('y', cell.product(o, cell.tanh(c))))
}
