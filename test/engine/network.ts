import type { Cell } from '../../src/cell/cell.ts'
import type { Descent, Network, Sequence } from '../../src/engine/engine.ts'
import type { Said } from '../../src/engine/loss/loss.ts'

/** The paper's momentum, nothing clipped. */
export const NESTEROV: Descent = { optimiser: { kind: 'nesterov' } }

/** Sizes of a network of one layer. */
export interface OneLayer extends Pick<Network, 'inputs' | 'outputs' | 'loss'> {
  readonly cell: Cell
  readonly hidden: number
  readonly directions: 1 | 2
}

/** A network of one layer whose readout reads each step. */
export function oneLayer({ cell, hidden, directions, inputs, outputs, loss }: OneLayer): Network {
  return { inputs, layers: [{ cell, hidden, directions }], outputs, loss, readout: 'each step' }
}

/** Logits of every step of a sequence, and its targets, as a loss takes them. */
export function said(logits: ArrayLike<number>, { steps, targets, from = 0 }: Sequence, outputs: number): Said {
  return { logits, rows: steps, outputs, from, targets }
}
