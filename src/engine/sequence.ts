import type { Network, Sequence } from './engine.ts'
import { BLANK, stepsFor } from './loss/ctc.ts'

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
  if (loss === 'ctc') return checkLabel(sequence, outputs)
  const expected = loss === 'softmax' ? steps : steps * outputs
  if (targets.length !== expected)
    throw new Error(`${steps} steps need ${expected} targets for the ${loss} loss, not ${targets.length}`)
  if (loss === 'softmax') checkClasses(targets, 0, outputs)
  return sequence
}

function checkLabel(sequence: Sequence, outputs: number): Sequence {
  const { steps, targets, from = 0 } = sequence
  if (from !== 0) throw new Error(`with the ctc loss all steps count, not those from ${from}`)
  checkClasses(targets, BLANK + 1, outputs)
  const needed = stepsFor(targets)
  if (needed > steps)
    throw new Error(
      `a label of ${targets.length} symbols needs ${needed} steps (repeats need a blank between), not ${steps}`,
    )
  return sequence
}

function checkClasses(classes: Sequence['targets'], least: number, outputs: number): void {
  const wrong = classes.find((k) => !(Number.isInteger(k) && k >= least && k < outputs))
  if (wrong !== undefined)
    throw new Error(`a class must be a whole number from ${least} to ${outputs - 1}, not ${wrong}`)
}
