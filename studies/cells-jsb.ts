import { cells } from '../src/cell/catalog.ts'
import { logInteger, logUniform, oneMinusLog, uniform } from '../src/study/space.ts'
import type { Study } from '../src/study/study.ts'
import { tasks } from '../src/task/tasks.ts'

/**
 * The paper's outlook, “a similar large-scale analysis for other popular variants”, on music: every cell of the catalog that takes
 * its inputs and gives its outputs as an LSTM does, at the same settings. The design was settled before the first training
 * (results/cells-jsb/preregistration.md). Cells are listed one by one, so that a new one in the catalog changes nothing here.
 */
export const study: Study = {
  name: 'cells-jsb',
  question: 'Which recurrent cell predicts the next chord of a chorale best?',
  seed: 19,
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
    PeepholeGRU: cells.PeepholeGRU,
    DiagonalGRU: cells.DiagonalGRU,
    minGRU: cells.minGRU,
    MGU: cells.MGU,
    UGRNN: cells.UGRNN,
    JANET: cells.JANET,
    MinimalRNN: cells.MinimalRNN,
    STAR: cells.STAR,
    RAN: cells.RAN,
    CFN: cells.CFN,
    BRC: cells.BRC,
    nBRC: cells.nBRC,
    MUT1: cells.MUT1,
    MUT2: cells.MUT2,
    MUT3: cells.MUT3,
    DiagonalLSTM: cells.DiagonalLSTM,
    mLSTM: cells.mLSTM,
    Slopes: cells.Slopes,
    DCM: cells.DCM,
    SCRN: cells.SCRN,
    RNN: cells.RNN,
  },
  baseline: 'V',
  trials: 100,
  settings: 'common',
  space: {
    hiddenSize: logInteger(20, 200),
    learningRate: logUniform(1e-5, 1e-1),
    momentum: oneMinusLog(0.01, 1),
    inputNoise: uniform(0, 1),
  },
  training: { epochs: 150, patience: 15 },
  best: 0.1,
}
