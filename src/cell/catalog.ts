import { bistable } from './bistable.ts'
import type { Cell } from './cell.ts'
import { gru } from './gru.ts'
import { lstm } from './lstm.ts'
import { diagonalLstm, dynamicCortexMemory, multiplicativeLstm, slopedLstm } from './lstm-relatives.ts'
import { mut1, mut2, mut3 } from './mutants.ts'
import { janet, mgu, minGru, minimalRnn, star, ugrnn } from './one-gate.ts'
import { elman, scrn } from './simple.ts'
import { cfn, ran } from './two-gates.ts'

/**
 * The cells of the paper's comparison (Greff et al., 2017, section III.A) by their names there, and others from the literature:
 * `origins` says whose they are.
 */
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
  PeepholeGRU: gru({ gates: 'diagonal' }),
  DiagonalGRU: gru({ gates: 'diagonal', candidate: 'diagonal' }),
  minGRU: minGru(),
  MGU: mgu(),
  UGRNN: ugrnn(),
  JANET: janet(),
  MinimalRNN: minimalRnn(),
  STAR: star(),
  RAN: ran(),
  CFN: cfn(),
  BRC: bistable({ gates: 'diagonal' }),
  nBRC: bistable({ gates: 'matrix' }),
  MUT1: mut1(),
  MUT2: mut2(),
  MUT3: mut3(),
  DiagonalLSTM: diagonalLstm(),
  mLSTM: multiplicativeLstm(),
  Slopes: slopedLstm(),
  DCM: dynamicCortexMemory(),
  SCRN: scrn(),
  RNN: elman(),
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
  PeepholeGRU: 'GRU whose gates see only their own unit of the step before',
  DiagonalGRU: 'GRU whose units see only themselves of the step before',
  minGRU: 'GRU that looks at the input only: no reset gate, no tanh',
  MGU: 'minimal gated unit: one gate resets and updates',
  UGRNN: 'update gate network: one gate, no reset',
  JANET: 'LSTM with nothing but its forget gate',
  MinimalRNN: 'minimal recurrent network: the candidate sees the input only',
  STAR: 'stackable recurrent cell: one gate, the state is squashed again',
  RAN: 'recurrent additive network: the state is a weighted sum of inputs',
  CFN: 'chaos-free network: without input, the state falls to 0',
  BRC: 'bistable recurrent cell: units see only themselves',
  nBRC: 'neuromodulated bistable cell: gates see all units',
  MUT1: 'first GRU-like cell found by mutation',
  MUT2: 'second GRU-like cell found by mutation',
  MUT3: 'third GRU-like cell found by mutation',
  DiagonalLSTM: 'LSTM whose units see only themselves of the step before',
  mLSTM: 'multiplicative LSTM: the input chooses the recurrent matrix',
  Slopes: 'vanilla LSTM whose gates learn how steep they are',
  DCM: 'dynamic cortex memory: the gates of a block see each other',
  SCRN: 'structurally constrained network: fast units beside a slow context',
  RNN: 'plain recurrent network with tanh, no gates',
}
