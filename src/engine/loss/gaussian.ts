import { exp } from '../../math/functions.ts'
import type { Loss, Said } from './loss.ts'

const HALF_LOG_TAU = 0.9189385332046727 // ½ ln 2π

/**
 * −Σ ln of the normal density of the targets (Nix and Weigend, 1994). Of the outputs of a row the first half are means, the others
 * the logarithms of deviations; a row has a target for each mean. NaN is no target.
 */
export const gaussianLoss: Loss = {
  value(said) {
    let sum = 0
    forEachTarget(said, (mean, logDeviation, target) => {
      const error = (target - said.logits[mean]) * exp(-said.logits[logDeviation])
      sum += error ** 2 / 2 + said.logits[logDeviation] + HALF_LOG_TAU
    })
    return sum
  },

  delta(said) {
    const delta = new Float64Array(said.rows * said.outputs)
    forEachTarget(said, (mean, logDeviation, target) => {
      const inverse = exp(-said.logits[logDeviation])
      const error = (target - said.logits[mean]) * inverse
      delta[mean] = -error * inverse
      delta[logDeviation] = 1 - error ** 2
    })
    return delta
  },
}

/** Calls with the places of a mean and of its deviation among the logits, and the target, for all that count. */
function forEachTarget(
  { rows, outputs, from, targets }: Said,
  body: (mean: number, logDeviation: number, target: number) => void,
): void {
  const values = outputs / 2
  for (let row = from; row < rows; row++) {
    for (let k = 0; k < values; k++) {
      const target = targets[row * values + k]
      if (!Number.isNaN(target)) body(row * outputs + k, row * outputs + values + k, target)
    }
  }
}
