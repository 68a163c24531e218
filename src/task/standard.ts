import type { Sequence } from '../engine/engine.ts'
import type { Found, Splits } from './task.ts'

/** The same sequences with each input less its mean over the steps of training, and divided by its deviation there, and what these were. In place. */
export function standardise(splits: Splits, inputs: number): Found {
  const { means, deviations } = momentsOf(splits.training, inputs)
  for (const { inputs: values } of [...splits.training, ...splits.validation, ...splits.test]) {
    for (let k = 0; k < values.length; k++) values[k] = (values[k] - means[k % inputs]) / deviations[k % inputs]
  }
  return { ...splits, scale: { means: [...means], deviations: [...deviations] } }
}

/** Mean and deviation of each input; a deviation of 0, where nothing varies, counts as 1. */
function momentsOf(sequences: readonly Sequence[], inputs: number): { means: Float64Array; deviations: Float64Array } {
  const steps = sequences.reduce((sum, sequence) => sum + sequence.steps, 0)
  const average = (of: (value: number, k: number) => number) => {
    const sums = new Float64Array(inputs)
    for (const { inputs: values } of sequences)
      for (let k = 0; k < values.length; k++) sums[k % inputs] += of(values[k], k % inputs)
    return sums.map((sum) => sum / steps)
  }
  const means = average((value) => value)
  const squares = average((value, k) => (value - means[k]) * (value - means[k]))
  return { means, deviations: squares.map((square) => Math.sqrt(square) || 1) }
}
