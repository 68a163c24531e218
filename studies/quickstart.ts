import { cells } from '../src/cell/catalog.ts'
import { logInteger, logUniform, oneMinusLog, uniform } from '../src/study/space.ts'
import type { Study } from '../src/study/study.ts'
import { tasks } from '../src/task/tasks.ts'

/** A minute's study that needs no data: what forgetting does for a cell that must read an endless stream (Gers et al., 2000). */
export const study: Study = {
  name: 'quickstart',
  question: 'What does a missing forget gate do to a stream of Reber strings?',
  seed: 1,
  tasks: [tasks.reber],
  cells: { V: cells.V, NFG: cells.NFG, CIFG: cells.CIFG, NP: cells.NP },
  baseline: 'V',
  trials: 60,
  space: {
    hiddenSize: logInteger(8, 32),
    learningRate: logUniform(1e-3, 1e-1),
    momentum: oneMinusLog(0.05, 1),
    inputNoise: uniform(0, 0.3),
  },
  training: { epochs: 40, patience: 10 },
  best: 0.2,
}
