/** A study for the command line whose trials take milliseconds, and of which more can always be asked by `--trials`. */
import { cells } from '../../src/cell/catalog.ts'
import type { Study } from '../../src/study/study.ts'
import { echo, small } from '../study/small.ts'

const { spaceOf: _, ...rest } = small

export const study: Study = {
  ...rest,
  name: 'tiny',
  question: 'Is anything lost?',
  tasks: [echo('echo1', 1)],
  cells: { V: cells.V, GRU: cells.GRU },
}
