import type { Loss } from './loss.ts'

/** ½ Σ (a − y)² for logits a and targets y. */
export const squaredLoss: Loss = {
  value(logits, { steps, targets, from = 0 }, outputs) {
    let sum = 0
    for (let k = from * outputs; k < steps * outputs; k++) sum += (logits[k] - targets[k]) ** 2
    return sum / 2
  },

  delta(logits, { steps, targets, from = 0 }, outputs) {
    const delta = new Float64Array(steps * outputs)
    for (let k = from * outputs; k < delta.length; k++) delta[k] = logits[k] - targets[k]
    return delta
  },
}
