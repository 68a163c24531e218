import type { Sequence } from '../../engine/engine.ts'
import type { Stream } from '../../math/random.ts'
import type { Task } from '../task.ts'
import { checkAmounts, drawSplits } from './draw.ts'

/**
 * The adding problem of Hochreiter and Schmidhuber (1997), experiment 4: two of many numbers are marked; the network says their sum
 * at the end. As found there [f]: each step has a number from [−1, 1] and a marker; `length` T makes sequences of T to T + T/10
 * steps; one of the first ten steps and another one of the first T/2 − 1 are marked 1; the markers of the first and the last step
 * are −1, and a number marked at the first counts as 0; the target is 0.5 + (X₁ + X₂)/4. The paper has T = 100 and more and draws
 * new sequences forever. Ours [d]: a fixed training set; T = 12, since from the protocol's initial weights forget gates start
 * around one half, and what was seen 15 steps ago is too faint to be learned in few epochs (without a forget gate T = 30 is easy:
 * the cell of 1997 had none); where T/2 − 1 is below ten, the first mark is in that range too.
 */
export function adding({ training = 1000, validation = 100, test = 200, length = 12, seed = 0 } = {}): Task {
  const amounts = { training, validation, test, seed }
  checkAmounts('adding', { ...amounts, length }, { training: 1, validation: 1, test: 1, seed: 0, length: 6 })
  return {
    name: 'adding',
    question: 'What is the sum of the two marked numbers?',
    source: 'Hochreiter and Schmidhuber (1997), Neural Computation 9(8), experiment 4',
    inputs: 2,
    outputs: 1,
    directions: 1,
    loss: 'squared',
    metric: 'mse',
    load: () => drawSplits('adding', amounts, (random) => draw(random, length)),
  }
}

function draw(random: Stream, length: number): Sequence {
  const steps = length + random.integer(Math.floor(length / 10) + 1)
  const inputs = new Float32Array(2 * steps)
  for (let t = 0; t < steps; t++) inputs[2 * t] = 2 * random.uniform() - 1
  const early = Math.floor(length / 2) - 1
  const first = random.integer(Math.min(10, early))
  const drawn = random.integer(early - 1)
  const second = drawn < first ? drawn : drawn + 1 // uniform over what is still unmarked
  const marked = [first, second].filter((t) => t > 0)
  for (const t of marked) inputs[2 * t + 1] = 1
  inputs[1] = -1
  inputs[2 * steps - 1] = -1
  const targets = new Float32Array(steps)
  targets[steps - 1] = 0.5 + marked.reduce((sum, t) => sum + inputs[2 * t], 0) / 4
  return { steps, inputs, targets, from: steps - 1 }
}
