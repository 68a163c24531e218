import type { Study } from '../../src/study/study.ts'
import { reber } from '../../src/task/classic/reber.ts'
import { small } from '../study/small.ts'

/** One trial of a hundred epochs of some milliseconds. */
export const long: Study = {
  ...small,
  name: 'long',
  tasks: [reber({ training: 40, validation: 4, test: 4, steps: 60 })],
  cells: { V: small.cells.V },
  trials: 1,
  spaceOf: {},
  training: { epochs: 100, patience: 100 },
}
