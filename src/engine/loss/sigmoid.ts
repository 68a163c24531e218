import { exp, log1p, sigmoid } from '../../math/functions.ts'
import type { Loss } from './loss.ts'

/**
 * −Σ y log σ(a) + (1 − y) log(1 − σ(a)) for logits a and targets y, written as max(a, 0) − ay + log(1 + e^−|a|), which neither
 * overflows nor loses small losses.
 */
export const sigmoidLoss: Loss = {
  value(logits, { steps, targets, from = 0 }, outputs) {
    let sum = 0
    for (let k = from * outputs; k < steps * outputs; k++) {
      const a = logits[k]
      sum += Math.max(a, 0) - a * targets[k] + log1p(exp(-Math.abs(a)))
    }
    return sum
  },

  delta(logits, { steps, targets, from = 0 }, outputs) {
    const delta = new Float64Array(steps * outputs)
    for (let k = from * outputs; k < delta.length; k++) delta[k] = sigmoid(logits[k]) - targets[k]
    return delta
  },
}
