import { bistable } from './bistable.ts'
import type { Cell } from './cell.ts'
import { gru } from './gru.ts'
import { lstm } from './lstm.ts'
import {
  diagonalLstm,
  dynamicCortexMemory,
  exponentialLstm,
  multiplicativeLstm,
  projectedLstm,
  slopedLstm,
} from './lstm-relatives.ts'
import { mut1, mut2, mut3 } from './mutants.ts'
import { janet, mgu, minGru, minimalRnn, star, ugrnn } from './one-gate.ts'
import { elman, indRnn, scrn } from './simple.ts'
import { atr, cfn, intersection, minLstm, ran } from './two-gates.ts'

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
  UGRNN: ugrnn({ candidate: 'tanh' }),
  LiGRU: ugrnn({ candidate: 'relu' }),
  JANET: janet(),
  MinimalRNN: minimalRnn(),
  STAR: star(),
  RAN: ran(),
  CFN: cfn(),
  ATR: atr(),
  IntersectionRNN: intersection(),
  BRC: bistable({ gates: 'diagonal' }),
  nBRC: bistable({ gates: 'matrix' }),
  MUT1: mut1(),
  MUT2: mut2(),
  MUT3: mut3(),
  DiagonalLSTM: diagonalLstm(),
  minLSTM: minLstm(),
  mLSTM: multiplicativeLstm(),
  Slopes: slopedLstm(),
  DCM: dynamicCortexMemory(),
  LSTMP: projectedLstm(),
  sLSTM: exponentialLstm(),
  SCRN: scrn(),
  IndRNN: indRnn(),
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
  LiGRU: 'light GRU: no reset gate, relu in place of tanh',
  JANET: 'LSTM with nothing but its forget gate',
  MinimalRNN: 'minimal recurrent network: the candidate sees the input only',
  STAR: 'stackable recurrent cell: one gate, the state is squashed again',
  RAN: 'recurrent additive network: the state is a weighted sum of inputs',
  CFN: 'chaos-free network: without input, the state falls to 0',
  ATR: 'twin-gated network: gates are a sum and a difference',
  IntersectionRNN: 'intersection network: one blend through time, one past the layer',
  BRC: 'bistable recurrent cell: units see only themselves',
  nBRC: 'neuromodulated bistable cell: gates see all units',
  MUT1: 'first GRU-like cell found by mutation',
  MUT2: 'second GRU-like cell found by mutation',
  MUT3: 'third GRU-like cell found by mutation',
  DiagonalLSTM: 'LSTM whose units see only themselves of the step before',
  minLSTM: 'LSTM that looks at the input only; gates add up to 1',
  mLSTM: 'multiplicative LSTM: the input chooses the recurrent matrix',
  Slopes: 'vanilla LSTM whose gates learn how steep they are',
  DCM: 'dynamic cortex memory: the gates of a block see each other',
  LSTMP: 'vanilla LSTM whose output passes through a matrix',
  sLSTM: 'LSTM with exponential gates and an average as its state',
  SCRN: 'structurally constrained network: fast units beside a slow context',
  IndRNN: 'independently recurrent network: relu, units see only themselves',
  RNN: 'plain recurrent network with tanh, no gates',
}
