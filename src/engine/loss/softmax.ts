import { exp, log } from '../../math/functions.ts'
import type { Loss } from './loss.ts'

/**
 * −Σ w log p(class of the row), where p is the softmax of the row's logits and w the weight of the class; the largest logit is taken
 * off so that nothing overflows. A class of −1 is no target.
 */
export const softmaxLoss: Loss = {
  value({ logits, rows, outputs, from, targets, classWeights }) {
    let sum = 0
    for (let row = from; row < rows; row++) {
      if (targets[row] < 0) continue
      const first = row * outputs
      const most = largest(logits, first, outputs)
      const loss = log(sumOfExponentials(logits, first, outputs, most)) + (most - logits[first + targets[row]])
      sum += (classWeights?.[targets[row]] ?? 1) * loss
    }
    return sum
  },

  delta({ logits, rows, outputs, from, targets, classWeights }) {
    const delta = new Float64Array(rows * outputs)
    for (let row = from; row < rows; row++) {
      if (targets[row] < 0) continue
      const weight = classWeights?.[targets[row]] ?? 1
      const first = row * outputs
      const most = largest(logits, first, outputs)
      const sum = sumOfExponentials(logits, first, outputs, most)
      for (let k = first; k < first + outputs; k++) delta[k] = (weight * exp(logits[k] - most)) / sum
      delta[first + targets[row]] -= weight
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
