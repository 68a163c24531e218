import { BLANK } from '../engine/loss/ctc.ts'

/** The most probable class of a step, by logits of steps × outputs; the first of equal ones. */
export function mostProbable(logits: ArrayLike<number>, step: number, outputs: number): number {
  const from = step * outputs
  let best = 0
  for (let k = 1; k < outputs; k++) if (logits[from + k] > logits[from + best]) best = k
  return best
}

/** The most probable class of each step, repeats merged, blanks dropped (best-path decoding). */
export function bestPath(logits: ArrayLike<number>, steps: number, outputs: number): number[] {
  const read: number[] = []
  let before = BLANK
  for (let t = 0; t < steps; t++) {
    const best = mostProbable(logits, t, outputs)
    if (best !== BLANK && best !== before) read.push(best)
    before = best
  }
  return read
}

/** How many insertions, deletions and substitutions make one list the other (Levenshtein, 1966). */
export function editDistance(from: ArrayLike<number>, to: ArrayLike<number>): number {
  let row = Int32Array.from({ length: to.length + 1 }, (_, k) => k)
  let next = new Int32Array(to.length + 1)
  for (let j = 0; j < from.length; j++) {
    next[0] = j + 1
    for (let k = 0; k < to.length; k++) {
      const substituted = row[k] + (from[j] === to[k] ? 0 : 1)
      next[k + 1] = Math.min(substituted, row[k + 1] + 1, next[k] + 1)
    }
    ;[row, next] = [next, row]
  }
  return row[to.length]
}
