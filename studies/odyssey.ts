import { choice } from '../src/study/space.ts'
import type { Study } from '../src/study/study.ts'
import { tasks } from '../src/task/tasks.ts'
import { study as jsb } from './jsb.ts'

/**
 * The study of Greff et al. (2017): nine cells, 200 trials a pair, on the three tasks of the paper: JSB Chorales, TIMIT and IAM-OnDB.
 * On TIMIT two more settings vary, as in the paper. `--data` names the folder that holds the chorales’ file and the folders TIMIT
 * and IAM-OnDB.
 */
const { GRU: _beyondThePaper, ...nine } = jsb.cells

export const study: Study = {
  ...jsb,
  name: 'odyssey',
  question: 'Which parts of an LSTM matter, and on which task?',
  tasks: [tasks.jsb, tasks.timit, tasks['iam-online']],
  cells: nine,
  spaceOf: { timit: { momentumKind: choice('nesterov', 'classical'), clipping: choice('none', '1') } },
}
