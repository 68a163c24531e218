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

/**
 * A vanilla LSTM whose output and recurrence pass through a matrix (Sak et al., 2014). Theirs is narrower than the cell, to save weights;
 * here all vectors of a cell are of one width.
 */
export function projectedLstm(): Cell {
  const cell = new CellWriter()
  const affine = affineOf(cell, cell.input(), cell.before('y'))
  const gate = (to: string, c: Ref) => cell.sigmoid(affine(to, cell.scale(`p${to}`, c)))
  const cBefore = cell.before('c')
  const z = cell.tanh(affine('z'))
  const [i, f] = ['i', 'f'].map((to) => gate(to, cBefore))
  const c = remember(cell, { f, i, z })
  return cell.finish(cell.name('y', cell.project('P', cell.product(gate('o', c), cell.tanh(c)))))
}

/**
 * An LSTM with exponential gates, sLSTM (Beck et al., 2024), as one head without the paper’s block around it: n counts what c has
 * written, and c / n is an average. Gates i and f are exponentials relative to e^m, where m = max(a, i) is written as i + relu(a − i),
 * so that none exceeds 1. The input gate has no bias: it would multiply c and n alike. No peepholes.
 */
export function exponentialLstm(): Cell {
  const cell = new CellWriter()
  const [x, yBefore] = [cell.input(), cell.before('y')]
  const affine = affineOf(cell, x, yBefore)
  const z = cell.tanh(affine('z'))
  const o = cell.sigmoid(affine('o'))
  const logI = cell.sum(cell.project('Wi', x), cell.project('Ri', yBefore))
  const logF = cell.sum(affine('f'), cell.before('m'))
  const m = cell.name('m', cell.sum(logI, cell.relu(cell.difference(logF, logI))))
  const i = cell.name('i', cell.exp(cell.difference(logI, m)))
  const f = cell.name('f', cell.exp(cell.difference(logF, m)))
  const c = remember(cell, { f, i, z })
  const n = cell.name('n', cell.sum(cell.product(f, cell.before('n')), i))
  return cell.finish(cell.name('y', cell.product(o, cell.quotient(c, n))))
}
