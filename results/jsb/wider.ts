import { logUniform, type Study } from '../../src/index.ts'
import { study as jsb } from '../../studies/jsb.ts'

/**
 * Does the best learning rate lie beyond the range that the paper searched? The same search with learning rates from 1e-4 to 0.1,
 * for V and for NFG, which the paper finds worse.
 */
export const study: Study = {
  ...jsb,
  name: 'jsb-wider',
  question: 'Does the best learning rate on chorales lie beyond the range that was searched?',
  cells: { V: jsb.cells.V, NFG: jsb.cells.NFG },
  space: { ...jsb.space, learningRate: logUniform(1e-4, 1e-1) },
  trials: 100,
}
