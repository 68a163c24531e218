import { exp, log1p, sigmoid } from '../../math/functions.ts'
import { elementwise } from './loss.ts'

/**
 * −Σ y log σ(a) + (1 − y) log(1 − σ(a)) for logits a and targets y, written as max(a, 0) − ay + log(1 + e^−|a|), which neither
 * overflows nor loses small losses.
 */
export const sigmoidLoss = elementwise(
  (a, y) => Math.max(a, 0) - a * y + log1p(exp(-Math.abs(a))),
  (a, y) => sigmoid(a) - y,
)
