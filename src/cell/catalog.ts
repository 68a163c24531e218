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
  minGRU: 'minimal GRU: looks at the input only, no reset gate, no tanh',
  MGU: 'minimal gated unit: one gate resets and updates',
  UGRNN: 'update gate RNN: one gate, no reset',
  LiGRU: 'light GRU: no reset gate, relu in place of tanh',
  JANET: 'just another network: an LSTM with only its forget gate',
  MinimalRNN: 'minimal RNN: one gate, the candidate sees the input only',
  STAR: 'stackable recurrent cell: one gate, the state is squashed again',
  RAN: 'recurrent additive network: the state is a sum of inputs',
  CFN: 'chaos-free network: without input, the state falls to 0',
  ATR: 'addition-subtraction twin-gated network: two matrices in all',
  IntersectionRNN: 'intersection RNN: one gate through time, one to the output',
  BRC: 'bistable recurrent cell: units see only themselves',
  nBRC: 'neuromodulated bistable cell: gates see all units',
  MUT1: 'first of three cells found by mutation, akin to the GRU',
  MUT2: 'second of three cells found by mutation, akin to the GRU',
  MUT3: 'third of three cells found by mutation, akin to the GRU',
  DiagonalLSTM: 'LSTM whose units see only themselves of the step before',
  minLSTM: 'minimal LSTM: looks at the input only, gates add up to 1',
  mLSTM: 'multiplicative LSTM: the input chooses the recurrent matrix',
  Slopes: 'vanilla LSTM whose gates learn how steep they are',
  DCM: 'dynamic cortex memory: the gates of a block see each other',
  LSTMP: 'projected LSTM: the output passes through a matrix',
  sLSTM: 'scalar LSTM: exponential gates, the state is an average',
  SCRN: 'structurally constrained RNN: fast units beside a slow context',
  IndRNN: 'independently recurrent network: relu, no recurrent matrix',
  RNN: 'plain recurrent network: tanh, no gates',
}
