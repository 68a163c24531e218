import { choice, type Study, tasks } from '../src/index.ts'
import { study as jsb } from './jsb.ts'

/**
 * The study of Greff et al. (2017): nine cells, 200 trials a pair, on the tasks of the paper that this version knows, JSB Chorales
 * and TIMIT; IAM-OnDB, the third, is not here yet. On TIMIT two more settings vary, as in the paper. A study may gain tasks without
 * losing trials. `--data` names the folder that holds the chorales’ file and the folder TIMIT.
 */
const { GRU: _beyondThePaper, ...nine } = jsb.cells

export const study: Study = {
  ...jsb,
  name: 'odyssey',
  question: 'Which parts of an LSTM matter, and on which task?',
  tasks: [tasks.jsb, tasks.timit],
  cells: nine,
  spaceOf: { timit: { momentumKind: choice('nesterov', 'classical'), clipping: choice('none', '1') } },
}
