import { ablations } from '../src/cell/lstm.ts'
import { choice, logInteger, logUniform, oneMinusLog, uniform } from '../src/study/space.ts'
import type { Study } from '../src/study/study.ts'
import { tasks } from '../src/task/tasks.ts'

/**
 * Which part of an LSTM matters, as a share of variance: every trial draws its parts independently, beside the usual settings, so that
 * each has a share of its own and with others, which cells that each change one thing cannot give. A minute or two, without data: a
 * stream of Reber strings asks for forgetting (Gers et al., 2000).
 */
export const study: Study = {
  name: 'parts',
  question: 'Which part of an LSTM matters on a stream of Reber strings?',
  seed: 1,
  tasks: [tasks.reber],
  cells: { LSTM: { lstm: {} } },
  baseline: 'LSTM',
  trials: 600,
  space: {
    hiddenSize: logInteger(8, 32),
    learningRate: logUniform(1e-3, 1e-1),
    momentum: oneMinusLog(0.05, 1),
    inputNoise: uniform(0, 0.3),
    ...Object.fromEntries(Object.entries(ablations).map(([part, options]) => [part, choice(...options)])),
  },
  training: { epochs: 40, patience: 10 },
  best: 0.1,
}
