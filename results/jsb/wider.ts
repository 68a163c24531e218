import { logUniform, type Study } from '../../src/index.ts'
import { study as jsb } from '../../studies/jsb.ts'

/** Does the best learning rate of V lie beyond the range that the paper searched? The same search, a decade further up. */
export const study: Study = {
  ...jsb,
  name: 'jsb-wider',
  question: 'Does the best learning rate on chorales lie beyond the range that was searched?',
  cells: { V: jsb.cells.V },
  space: { ...jsb.space, learningRate: logUniform(1e-4, 1e-1) },
  trials: 100,
}
