import { exp, sigmoid } from '../math/functions.ts'
import type { Network } from './engine.ts'

/** What logits, rows × outputs, say in the terms of `Program.predict`; the same function for every engine. */
export function predictionOf(
  { loss, outputs }: Pick<Network, 'loss' | 'outputs'>,
  logits: ArrayLike<number>,
): Float64Array {
  const said = Float64Array.from(logits)
  if (loss === 'sigmoid') return said.map(sigmoid)
  for (let first = 0; first < said.length; first += outputs) {
    const row = said.subarray(first, first + outputs)
    if (loss === 'softmax' || loss === 'ctc') squashRow(row)
    if (loss === 'gaussian') for (let k = outputs / 2; k < outputs; k++) row[k] = exp(row[k])
  }
  return said
}

/** The softmax of a row, in its place. */
function squashRow(row: Float64Array): void {
  const most = row.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  let sum = 0
  for (let k = 0; k < row.length; k++) {
    row[k] = exp(row[k] - most)
    sum += row[k]
  }
  for (let k = 0; k < row.length; k++) row[k] /= sum
}
