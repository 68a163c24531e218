import type { Network, Sequence } from './engine.ts'

/** The sequence itself, if a network can be given it: its numbers are as many as its steps say, and classes exist. Anything else is a bug. */
export function checkSequence(network: Network, longest: number, sequence: Sequence): Sequence {
  const { steps, inputs, targets, from = 0 } = sequence
  const { inputs: wide, outputs, loss } = network
  if (!(Number.isInteger(steps) && steps >= 1 && steps <= longest)) {
    throw new Error(`a sequence must have 1 to ${longest} steps, as compiled for, not ${steps}`)
  }
  if (!(Number.isInteger(from) && from >= 0 && from < steps))
    throw new Error(`a sequence of ${steps} steps cannot count from step ${from}`)
  if (inputs.length !== steps * wide)
    throw new Error(`${steps} steps of ${wide} inputs need ${steps * wide} numbers, not ${inputs.length}`)
  const expected = loss === 'softmax' ? steps : steps * outputs
  if (targets.length !== expected)
    throw new Error(`${steps} steps need ${expected} targets for the ${loss} loss, not ${targets.length}`)
  if (loss === 'softmax') {
    const wrong = targets.find((k) => !(Number.isInteger(k) && k >= 0 && k < outputs))
    if (wrong !== undefined) throw new Error(`a class must be a whole number from 0 to ${outputs - 1}, not ${wrong}`)
  }
  return sequence
}
