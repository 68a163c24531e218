import type { Sequence } from '../engine.ts'

/** The losses a readout can be trained with. Logits come in, the loss and its derivatives go out; both sum over rows and outputs. */
export const lossNames = ['sigmoid', 'softmax', 'squared', 'huber', 'gaussian', 'ctc'] as const

export type LossName = (typeof lossNames)[number]

/** What the readout said of a sequence, rows × outputs, and what it should have said. */
export interface Said {
  readonly logits: ArrayLike<number>
  readonly rows: number
  readonly outputs: number
  /** The first row that counts. */
  readonly from: number
  readonly targets: Sequence['targets']
  /** What an error on each class counts. */
  readonly classWeights?: readonly number[]
}

/** The definition of a loss in float64. Rows before `from` and targets that are none do not count. */
export interface Loss {
  /** The loss, summed over the rows that count. */
  value(said: Said): number
  /** Its derivative by every logit, rows × outputs; zeros where nothing counts. */
  delta(said: Said): Float64Array
}

/** A loss that is a sum over single outputs, each with a target of its own. NaN is no target. */
export function elementwise(
  value: (logit: number, target: number) => number,
  slope: (logit: number, target: number) => number,
): Loss {
  return {
    value({ logits, rows, outputs, from, targets }) {
      let sum = 0
      for (let k = from * outputs; k < rows * outputs; k++) {
        if (!Number.isNaN(targets[k])) sum += value(logits[k], targets[k])
      }
      return sum
    },
    delta({ logits, rows, outputs, from, targets }) {
      const delta = new Float64Array(rows * outputs)
      for (let k = from * outputs; k < delta.length; k++) {
        if (!Number.isNaN(targets[k])) delta[k] = slope(logits[k], targets[k])
      }
      return delta
    },
  }
}
