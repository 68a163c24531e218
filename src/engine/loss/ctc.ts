/**
 * Connectionist temporal classification (Graves et al., 2006): the loss is −ln of the probability of all paths that read as the
 * label, once repeats are merged and blanks (class 0) dropped. In logarithms throughout, so that nothing underflows however long
 * the sequence and however sure the network; `wasm/align.ts` does the same in scaled probabilities, faster.
 */
import { exp, log } from '../../math/functions.ts'
import { largest } from '../../math/statistics.ts'
import type { Loss } from './loss.ts'

export const BLANK = 0

/** The fewest steps that can read as a label: one a symbol, and a blank between equal neighbours. */
export function stepsFor(label: ArrayLike<number>): number {
  let steps = label.length
  for (let k = 1; k < label.length; k++) if (label[k] === label[k - 1]) steps += 1
  return steps
}

/**
 * The states that a path goes through, a blank, then each symbol and another blank, and whether each can be reached past the blank
 * before it: symbols unlike the one before.
 */
export function skipsOf(label: ArrayLike<number>): Uint8Array {
  const skips = new Uint8Array(2 * label.length + 1)
  for (let k = 1; k < label.length; k++) if (label[k] !== label[k - 1]) skips[2 * k + 1] = 1
  return skips
}

/** The place of what a state emits: 0 for the blank, then the label’s symbols in order. */
export const emitted = (state: number): number => (state & 1 ? (state + 1) >> 1 : 0)

/**
 * The loss for logarithms of probabilities, logs[t · (L + 1) + s], where s = 0 is the blank and s = 1 … L the label’s symbols in
 * order. Each is replaced by the share of the label’s paths that pass there: the loss’s derivative by the logit of class k is the
 * softmax of k less the sum of these over all s of class k.
 */
export function sharesOfPaths(logs: Float64Array, label: ArrayLike<number>, steps: number): number {
  const wide = label.length + 1
  const states = 2 * label.length + 1
  const skips = skipsOf(label)
  const alpha = new Float64Array(steps * states).fill(Number.NEGATIVE_INFINITY)
  const at = (t: number, s: number) => logs[t * wide + emitted(s)]
  for (let t = 0; t < steps; t++) {
    const before = (s: number) => (s < 0 ? Number.NEGATIVE_INFINITY : alpha[(t - 1) * states + s])
    for (let s = 0; s < states; s++) {
      const paths =
        t === 0
          ? s < 2
            ? 0
            : Number.NEGATIVE_INFINITY
          : logSum([before(s), before(s - 1), skips[s] ? before(s - 2) : Number.NEGATIVE_INFINITY])
      alpha[t * states + s] = paths + at(t, s)
    }
  }
  const end = (steps - 1) * states + states - 1
  const total = states === 1 ? alpha[end] : logSum([alpha[end], alpha[end - 1]])

  let beta = Float64Array.from({ length: states }, (_, s) => (s >= states - 2 ? 0 : Number.NEGATIVE_INFINITY))
  for (let t = steps - 1; t >= 0; t--) {
    const ahead = beta.map((value, s) => value + at(t, s))
    const next = (s: number) => (s < states ? ahead[s] : Number.NEGATIVE_INFINITY)
    logs.fill(0, t * wide, (t + 1) * wide)
    for (let s = 0; s < states; s++) logs[t * wide + emitted(s)] += exp(alpha[t * states + s] + beta[s] - total)
    beta = beta.map((_, s) => logSum([next(s), next(s + 1), skips[s + 2] ? next(s + 2) : Number.NEGATIVE_INFINITY]))
  }
  return -total
}

/** ln Σ e^x. */
function logSum(terms: readonly number[]): number {
  const most = largest(terms)
  if (most === Number.NEGATIVE_INFINITY) return most
  return most + log(terms.reduce((sum, x) => sum + exp(x - most), 0))
}

/** The label is the sequence’s targets; every step counts. */
export const ctcLoss: Loss = {
  value({ logits, rows, outputs, targets }) {
    return sharesOfPaths(columnsOf(logSoftmaxOf(logits, rows, outputs), targets, outputs), targets, rows)
  },

  delta({ logits, rows, outputs, targets }) {
    const logs = logSoftmaxOf(logits, rows, outputs)
    const shares = columnsOf(logs, targets, outputs)
    sharesOfPaths(shares, targets, rows)
    const delta = logs.map(exp)
    takeAway(delta, shares, targets, outputs)
    return delta
  },
}

function logSoftmaxOf(logits: ArrayLike<number>, steps: number, outputs: number): Float64Array {
  const logs = new Float64Array(steps * outputs)
  for (let t = 0; t < steps; t++) {
    const row = Array.from({ length: outputs }, (_, k) => logits[t * outputs + k])
    const sum = logSum(row)
    for (let k = 0; k < outputs; k++) logs[t * outputs + k] = row[k] - sum
  }
  return logs
}

/** What stands for the blank and for each symbol of the label, step by step. */
function columnsOf(all: Float64Array, label: ArrayLike<number>, outputs: number): Float64Array {
  const wide = label.length + 1
  const steps = all.length / outputs
  const columns = new Float64Array(steps * wide)
  for (let t = 0; t < steps; t++) {
    columns[t * wide] = all[t * outputs + BLANK]
    for (let s = 1; s < wide; s++) columns[t * wide + s] = all[t * outputs + label[s - 1]]
  }
  return columns
}

function takeAway(delta: Float64Array, shares: Float64Array, label: ArrayLike<number>, outputs: number): void {
  const wide = label.length + 1
  const steps = delta.length / outputs
  for (let t = 0; t < steps; t++) {
    delta[t * outputs + BLANK] -= shares[t * wide]
    for (let s = 1; s < wide; s++) delta[t * outputs + label[s - 1]] -= shares[t * wide + s]
  }
}
