import { exp, log } from '../../math/functions.ts'
import type { Loss } from './loss.ts'

/** −Σ log p(class of the step), where p is the softmax of the step's logits; the largest logit is taken off so that nothing overflows. */
export const softmaxLoss: Loss = {
  value(logits, { steps, targets, from = 0 }, outputs) {
    let sum = 0
    for (let t = from; t < steps; t++) {
      const first = t * outputs
      const most = largest(logits, first, outputs)
      sum += log(sumOfExponentials(logits, first, outputs, most)) + (most - logits[first + targets[t]])
    }
    return sum
  },

  delta(logits, { steps, targets, from = 0 }, outputs) {
    const delta = new Float64Array(steps * outputs)
    for (let t = from; t < steps; t++) {
      const first = t * outputs
      const most = largest(logits, first, outputs)
      const sum = sumOfExponentials(logits, first, outputs, most)
      for (let k = first; k < first + outputs; k++) delta[k] = exp(logits[k] - most) / sum
      delta[first + targets[t]] -= 1
    }
    return delta
  },
}

function largest(logits: ArrayLike<number>, first: number, outputs: number): number {
  let most = logits[first]
  for (let k = first + 1; k < first + outputs; k++) most = Math.max(most, logits[k])
  return most
}

function sumOfExponentials(logits: ArrayLike<number>, first: number, outputs: number, most: number): number {
  let sum = 0
  for (let k = first; k < first + outputs; k++) sum += exp(logits[k] - most)
  return sum
}
