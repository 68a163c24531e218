import { InputError } from '../math/input-error.ts'
import type { Network, Sequence } from './engine.ts'
import { BLANK, stepsFor } from './loss/ctc.ts'

/** Rows that the readout puts out for a sequence of so many steps. */
export function rowsOf({ readout }: Pick<Network, 'readout'>, steps: number): number {
  return readout === 'each step' ? steps : 1
}

/** Targets of each row; with ctc there is one label for all of them. */
export function targetsOfRow({ outputs, loss }: Pick<Network, 'outputs' | 'loss'>): number {
  return loss === 'softmax' ? 1 : loss === 'gaussian' ? outputs / 2 : outputs
}

/** The sequence itself, if a network can be given it: its numbers are as many as its steps say, and classes exist. Anything else is a bug. */
export function checkSequence(network: Network, longest: number, sequence: Sequence): Sequence {
  const { steps, inputs, targets, from = 0 } = sequence
  const { outputs, loss, readout } = network
  checkInputs(network, longest, inputs, steps)
  const rows = rowsOf(network, steps)
  if (!(Number.isInteger(from) && from >= 0 && from < rows))
    throw new Error(
      readout === 'each step'
        ? `a sequence of ${steps} steps cannot count from step ${from}`
        : `a readout of the ${readout} counts one row, not those from ${from}`,
    )
  if (loss === 'ctc') return checkLabel(sequence, outputs)
  const expected = rows * targetsOfRow(network)
  if (targets.length !== expected)
    throw new Error(`${steps} steps need ${expected} targets for the ${loss} loss, not ${targets.length}`)
  if (loss === 'softmax') checkClasses(targets, -1, outputs)
  return sequence
}

/** Inputs of so many steps; as many as there are numbers for unless given. Returns the steps. */
export function checkInputs(
  { inputs: wide }: Pick<Network, 'inputs'>,
  longest: number,
  inputs: Float32Array,
  steps = inputs.length / wide,
): number {
  if (!(Number.isInteger(steps) && steps >= 1 && steps <= longest))
    throw new Error(`a sequence must have 1 to ${longest} steps, as compiled for, not ${steps}`)
  if (inputs.length !== steps * wide)
    throw new Error(`${steps} steps of ${wide} inputs need ${steps * wide} numbers, not ${inputs.length}`)
  return steps
}

/** The batch itself, if it is neither empty nor larger than the program was compiled for, and all its sequences can be given. */
export function checkBatch(
  network: Network,
  { steps, batch: most }: { readonly steps: number; readonly batch: number },
  batch: readonly Sequence[],
): readonly Sequence[] {
  if (!(batch.length >= 1 && batch.length <= most))
    throw new Error(`a batch must have 1 to ${most} sequences, as compiled for, not ${batch.length}`)
  for (const sequence of batch) checkSequence(network, steps, sequence)
  return batch
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

/** An error where a layer reads sequences from their end, so that no step can be answered before the last. */
export function checkStreamable({ layers }: Pick<Network, 'layers'>): void {
  if (layers.some(({ directions }) => directions === 2))
    throw new InputError('a network of two directions cannot stream: its second direction begins with the last step')
}
