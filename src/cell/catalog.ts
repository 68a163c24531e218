import type { Cell } from './cell.ts'
import { gru } from './gru.ts'
import { lstm } from './lstm.ts'

/** The cells of the paper's comparison (Greff et al., 2017, section III.A) by their names there, and the GRU. */
export const cells = {
  V: lstm(),
  NIG: lstm({ inputGate: 'open' }),
  NFG: lstm({ forgetGate: 'open' }),
  NOG: lstm({ outputGate: 'open' }),
  NIAF: lstm({ inputActivation: 'identity' }),
  NOAF: lstm({ outputActivation: 'identity' }),
  NP: lstm({ peepholes: 'none' }),
  CIFG: lstm({ forgetGate: 'coupled' }),
  FGR: lstm({ gateRecurrence: 'learned' }),
  GRU: gru(),
} satisfies Record<string, Cell>

/** What each cell of the catalog is, in a few words. */
export const descriptions: Record<keyof typeof cells, string> = {
  V: 'vanilla LSTM',
  NIG: 'no input gate: i = 1',
  NFG: 'no forget gate: f = 1',
  NOG: 'no output gate: o = 1',
  NIAF: 'no input activation: g(x) = x',
  NOAF: 'no output activation: h(x) = x',
  NP: 'no peepholes',
  CIFG: 'coupled input and forget gate: f = 1 − i',
  FGR: 'full gate recurrence: gates see all gates of the step before',
  GRU: 'gated recurrent unit',
}
