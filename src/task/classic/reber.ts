import type { Sequence } from '../../engine/engine.ts'
import type { Stream } from '../../math/random.ts'
import type { Task } from '../task.ts'
import { checkAmounts, drawSplits } from './draw.ts'

/**
 * The continual embedded Reber grammar of Gers, Schmidhuber and Cummins (2000), the task that brought the forget gate: strings of the
 * embedded Reber grammar follow each other in one stream, with no sign at which to start afresh. The second symbol of a string, T or
 * P, comes back as its last but one, so it must be kept over the inner string and then let go.
 *
 * Found [f]: the grammar with both ways at a fork equally likely (teaching pages on it), and streams without resets (the abstract of
 * the paper). Ours, the paper itself not being at hand [d]: one input for each of the seven symbols; the target is the set of symbols
 * that may come next, not the one that happens to; a step is wrong unless exactly these are predicted; streams have a fixed number
 * of symbols, and a fixed number of streams serves for training. Without memory for T and P, the step before they come back is a
 * guess: wrong half of the time, some 4 % of all steps.
 */
export function reber({ training = 100, validation = 50, test = 50, steps = 200, seed = 0 } = {}): Task {
  const amounts = { training, validation, test, seed }
  checkAmounts('reber', { ...amounts, steps }, { training: 1, validation: 1, test: 1, seed: 0, steps: 1 })
  return {
    name: 'reber',
    question: 'Which symbols may come next in a stream of embedded Reber strings?',
    source: 'Gers, Schmidhuber and Cummins (2000), Neural Computation 12(10)',
    inputs: REBER_SYMBOLS.length,
    outputs: REBER_SYMBOLS.length,
    symbols: [...REBER_SYMBOLS],
    inputsAre: 'symbols',
    directions: 1,
    loss: 'sigmoid',
    metric: 'wrong sets',
    load: () => drawSplits('reber', amounts, (random) => draw(random, steps)),
  }
}

/** The symbols in the order of inputs and outputs. */
export const REBER_SYMBOLS = 'BTPSXVE'

/** From a state, the symbols that may come and the states they lead to. */
type Grammar = Readonly<Record<string, Readonly<Record<string, string>>>>

/** The states of the embedded grammar; those of the inner one exist twice, once behind T and once behind P. */
const grammar: Grammar = {
  start: { B: 'opened' },
  opened: { T: 'T inner', P: 'P inner' },
  ...innerGrammar('T'),
  ...innerGrammar('P'),
  closed: { E: 'start' },
}

function innerGrammar(remembered: 'T' | 'P'): Grammar {
  const inner: Grammar = {
    inner: { B: 'first' },
    first: { T: 'upper', P: 'lower' },
    upper: { S: 'upper', X: 'upper end' },
    lower: { T: 'lower', V: 'lower end' },
    'upper end': { X: 'lower', S: 'last' },
    'lower end': { P: 'upper end', V: 'last' },
    last: { E: 'left' },
  }
  const own = (state: string) => `${remembered} ${state}`
  const states = Object.entries(inner).map(([state, ways]) => [
    own(state),
    Object.fromEntries(Object.entries(ways).map(([symbol, next]) => [symbol, own(next)])),
  ])
  return { ...Object.fromEntries(states), [own('left')]: { [remembered]: 'closed' } }
}

function draw(random: Stream, steps: number): Sequence {
  const inputs = new Float32Array(REBER_SYMBOLS.length * steps)
  const targets = new Float32Array(REBER_SYMBOLS.length * steps)
  let state = 'start'
  for (let t = 0; t < steps; t++) {
    const at = t * REBER_SYMBOLS.length
    const ways = Object.entries(grammar[state])
    const [symbol, next] = ways[random.integer(ways.length)]
    inputs[at + REBER_SYMBOLS.indexOf(symbol)] = 1
    for (const legal of Object.keys(grammar[next])) targets[at + REBER_SYMBOLS.indexOf(legal)] = 1
    state = next
  }
  return { steps, inputs, targets }
}
