import { elementwise } from './loss.ts'

/** ½ Σ (a − y)² for logits a and targets y. */
export const squaredLoss = elementwise(
  (a, y) => (a - y) ** 2 / 2,
  (a, y) => a - y,
)
