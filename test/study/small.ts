import { cells } from '../../src/cell/catalog.ts'
import type { Sequence } from '../../src/engine/engine.ts'
import { stream } from '../../src/math/random.ts'
import { fixed, logInteger, logUniform, oneMinusLog, uniform } from '../../src/study/space.ts'
import type { Study } from '../../src/study/study.ts'
import type { Task } from '../../src/task/task.ts'

/** A task made for tests: say the bit of `delay` steps ago. Twelve short sequences, trained in milliseconds. */
export function echo(name: string, delay: number): Task {
  return {
    name,
    question: `which bit came ${delay} steps ago?`,
    source: 'made for tests',
    inputs: 1,
    outputs: 1,
    directions: 1,
    loss: 'sigmoid',
    metric: 'nats',
    load: () => ({ training: bits(name, 6, delay), validation: bits(name, 3, delay), test: bits(name, 3, delay) }),
  }
}

function bits(name: string, count: number, delay: number): Sequence[] {
  const numbers = stream(name, count)
  return Array.from({ length: count }, () => {
    const inputs = Float32Array.from({ length: 20 }, () => numbers.integer(2))
    const targets = Float32Array.from(inputs, (_, t) => (t < delay ? 0 : inputs[t - delay]))
    return { steps: 20, inputs, targets, from: delay }
  })
}

/** Two tasks, three cells and four trials a pair: 24 tiny trials. */
export const small: Study = {
  name: 'small',
  question: 'Does a small study do what a large one does?',
  seed: 1,
  tasks: [echo('echo1', 1), echo('echo2', 2)],
  cells: { V: cells.V, CIFG: cells.CIFG, GRU: cells.GRU },
  baseline: 'V',
  trials: 4,
  space: {
    hiddenSize: logInteger(2, 8),
    learningRate: logUniform(1e-3, 1e-1),
    momentum: oneMinusLog(0.01, 1),
    inputNoise: uniform(0, 0.2),
  },
  spaceOf: { echo2: { inputNoise: fixed(0) } },
  training: { epochs: 5, patience: 3 },
  best: 0.5,
}
