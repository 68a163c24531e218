import { logInteger, logUniform, oneMinusLog, uniform } from '../src/study/space.ts'
import type { Study } from '../src/study/study.ts'
import { tasks } from '../src/task/tasks.ts'
import { study as jsb } from './jsb.ts'

/** The paper's cells and the GRU on language: 2,000 words are learned by heart, and 1,000 others pronounced. All cells share their settings, so that trials of two cells are pairs. */
export const study: Study = {
  name: 'spelling',
  question: 'Which parts of an LSTM matter to the pronunciation of a word?',
  seed: 1,
  tasks: [tasks.spelling],
  cells: jsb.cells,
  baseline: 'V',
  trials: 60,
  space: {
    hiddenSize: logInteger(20, 80),
    learningRate: logUniform(1e-3, 1),
    momentum: oneMinusLog(0.01, 1),
    inputNoise: uniform(0, 0.3),
  },
  settings: 'common',
  training: { epochs: 80, patience: 10 },
  best: 0.1,
}
