import { cells } from '../src/cell/catalog.ts'
import { logInteger, logUniform, oneMinusLog, uniform } from '../src/study/space.ts'
import type { Study } from '../src/study/study.ts'
import { tasks } from '../src/task/tasks.ts'

/** The paper's comparison on music: the next chord of 382 chorales, with its nine cells, its ranges and its 200 trials each; and the GRU. */
export const study: Study = {
  name: 'jsb',
  question: 'Which parts of an LSTM matter to the next chord of a chorale?',
  seed: 1,
  tasks: [tasks.jsb],
  cells: {
    V: cells.V,
    NIG: cells.NIG,
    NFG: cells.NFG,
    NOG: cells.NOG,
    NIAF: cells.NIAF,
    NOAF: cells.NOAF,
    NP: cells.NP,
    CIFG: cells.CIFG,
    FGR: cells.FGR,
    GRU: cells.GRU,
  },
  baseline: 'V',
  trials: 200,
  space: {
    hiddenSize: logInteger(20, 200),
    learningRate: logUniform(1e-6, 1e-2),
    momentum: oneMinusLog(0.01, 1),
    inputNoise: uniform(0, 1),
  },
  // as we believe the paper's were, unverified
  training: { epochs: 150, patience: 15 },
  best: 0.1,
}
