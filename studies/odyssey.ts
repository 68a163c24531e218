import { type Study, tasks } from '../src/index.ts'
import { study as jsb } from './jsb.ts'

/**
 * The study of Greff et al. (2017): nine cells, 200 trials a pair, on every task of the paper that this version knows. That is
 * JSB Chorales only: the paper also has TIMIT and IAM-OnDB, which are not here yet. A study may gain tasks without losing trials.
 */
export const study: Study = {
  ...jsb,
  name: 'odyssey',
  question: 'Which parts of an LSTM matter, and on which task?',
  tasks: [tasks.jsb],
}
