import type { Sequence } from '../../engine/engine.ts'
import type { Stream } from '../../math/random.ts'
import type { Task } from '../task.ts'
import { checkAmounts, checkOrder, drawSplits } from './draw.ts'

/**
 * The language aⁿbⁿ of Gers and Schmidhuber (2001), who showed that an LSTM learns it [f]: the network must count the a's, exactly, to
 * know after which b the string is over.
 *
 * As the paper is retold, no copy of it being at hand [u]: the cells had peepholes; the targets are the sets of symbols that may
 * come next, and a prediction is wrong unless it is exactly that set; training stops at n = 10 or so, tests go far beyond. Ours
 * [d]: strings follow each other in one stream, each opened by S, with nothing else to start afresh at, since single strings would
 * be too few to split; validation and test streams hold only strings longer than any trained on, up to `longestTested`. A network
 * that cannot count misses every last b.
 *
 * Chosen because it shows what peepholes do, after measuring spike delays (Gers, Schraudolph and Schmidhuber, 2002) and strings no
 * longer than those trained on had not in short trainings: here they decide how far beyond training the count carries.
 * `odyssey run quickstart --tasks counting --cells V,NP` compares the two.
 */
export function counting({
  training = 150,
  validation = 20,
  test = 40,
  steps = 300,
  longest = 10,
  longestTested = 50,
  seed = 0,
} = {}): Task {
  const amounts = { training, validation, test, seed }
  const least = { training: 1, validation: 1, test: 1, seed: 0, steps: 1, longest: 1, longestTested: 2 }
  checkAmounts('counting', { ...amounts, steps, longest, longestTested }, least)
  checkOrder('counting', { longest, longestTested })
  const lengths = {
    training: [1, longest],
    validation: [longest + 1, longestTested],
    test: [longest + 1, longestTested],
  }
  return {
    name: 'counting',
    question: 'Which symbols may come next in a stream of strings aⁿbⁿ longer than those trained on?',
    source: 'Gers and Schmidhuber (2001), IEEE Transactions on Neural Networks 12(6)',
    inputs: COUNTING_SYMBOLS.length,
    outputs: COUNTING_SYMBOLS.length,
    symbols: [...COUNTING_SYMBOLS],
    inputsAre: 'symbols',
    directions: 1,
    loss: 'sigmoid',
    metric: 'wrong sets',
    load: () => drawSplits('counting', amounts, (random, part) => draw(random, steps, lengths[part])),
  }
}

/** The symbols in the order of inputs and outputs. */
export const COUNTING_SYMBOLS = 'Sab'

/** A stream of strings with n from `least` to `most`, cut off after `steps` symbols. */
function draw(random: Stream, steps: number, [least, most]: readonly number[]): Sequence {
  const width = COUNTING_SYMBOLS.length
  const inputs = new Float32Array(width * steps)
  const targets = new Float32Array(width * steps)
  let t = 0
  const say = (symbol: string, legal: string) => {
    if (t === steps) return
    inputs[t * width + COUNTING_SYMBOLS.indexOf(symbol)] = 1
    for (const next of legal) targets[t * width + COUNTING_SYMBOLS.indexOf(next)] = 1
    t += 1
  }
  while (t < steps) {
    const n = least + random.integer(most - least + 1)
    say('S', 'a')
    for (let k = 1; k <= n; k++) say('a', 'ab')
    for (let k = 1; k <= n; k++) say('b', k < n ? 'b' : 'S')
  }
  return { steps, inputs, targets }
}
