import { elementwise } from './loss.ts'

/** Σ ½ d² where the error d = a − y is at most 1 in size, |d| − ½ beyond (Huber, 1964): one wild target pulls no harder than another. */
export const huberLoss = elementwise(
  (a, y) => (Math.abs(a - y) <= 1 ? (a - y) ** 2 / 2 : Math.abs(a - y) - 0.5),
  (a, y) => Math.min(1, Math.max(-1, a - y)),
)
