/**
 * CTC’s paths in scaled probabilities (Rabiner, 1989): forward variables sum to 1 at every step, so that no exponential and no
 * logarithm is needed but one a step. States that underflow are taken for unreachable: what is lost with them is at most their part of
 * the paths so far, each followed by something of probability 1. Where that could matter, as where a network is sure of the wrong
 * reading for long, all is done over in logarithms by the definition.
 */
import { log } from '../../math/functions.ts'
import { emitted, sharesOfPaths, skipsOf } from '../loss/ctc.ts'

/**
 * The loss for probabilities p[t · (L + 1) + s], s = 0 the blank and s = 1 … L the label’s symbols; each is replaced by the share of
 * the label’s paths that pass there.
 */
export type Aligner = (p: Float64Array, label: ArrayLike<number>, steps: number) => number

/** A share of the paths so far below this, e^−667, is taken for none. */
const LEAST = 1e-290
/** The least normal float32: a softmax that says 0 of the only symbol that fits has not diverged, and its loss is large, not infinite. */
const NEVER = 2 ** -126
/** What is lost of a step counts for less than 10⁻²⁴ where what follows costs no more than so many nats, for labels and sequences of any length here. */
const MOST_NATS = 600

interface Lattice {
  readonly p: Float64Array
  /** Columns of p a step. */
  readonly wide: number
  readonly states: number
  readonly skips: Uint8Array
  /** The column that each state emits. */
  readonly column: Uint16Array
  readonly steps: number
  /** Forward variables, scaled, and the inverse of what each step’s summed to. */
  readonly alpha: Float64Array
  readonly scale: Float64Array
}

/** An aligner with memory of its own, which grows to the longest label and sequence. */
export function aligner(): Aligner {
  let alpha = new Float64Array(0)
  let scale = new Float64Array(0)
  let beta = new Float64Array(0)
  return (p, label, steps) => {
    const states = 2 * label.length + 1
    if (alpha.length < steps * states) alpha = new Float64Array(steps * states)
    if (scale.length < steps) scale = new Float64Array(steps)
    if (beta.length < 2 * states) beta = new Float64Array(2 * states)
    const column = Uint16Array.from({ length: states }, (_, s) => emitted(s))
    const lattice = { p, wide: label.length + 1, states, skips: skipsOf(label), column, steps, alpha, scale }
    const loss = forward(lattice)
    if (Number.isFinite(loss)) {
      backward(lattice, beta)
      return loss
    }
    for (let k = 0; k < steps * lattice.wide; k++) p[k] = log(Math.max(p[k], NEVER))
    return sharesOfPaths(p, label, steps)
  }
}

/** Fills α and the scales; returns the loss, or infinity if something that may matter was lost. */
function forward({ p, wide, states, skips, column, steps, alpha, scale }: Lattice): number {
  let loss = 0
  // the loss before the first step that lost something; losses rise, so that what is lost later counts for less
  let lost = Number.POSITIVE_INFINITY
  for (let t = 0; t < steps; t++) {
    const row = t * states
    const before = row - states
    let sum = 0
    for (let s = 0; s < states; s++) {
      let paths = t === 0 ? (s < 2 ? 1 : 0) : alpha[before + s]
      if (t > 0 && s > 0) paths += alpha[before + s - 1]
      if (t > 0 && skips[s] === 1) paths += alpha[before + s - 2]
      let value = paths * p[t * wide + column[s]]
      if (value < LEAST && paths > 0) {
        value = 0
        lost = Math.min(lost, loss)
      }
      alpha[row + s] = value
      sum += value
    }
    const inverse = 1 / sum
    for (let s = 0; s < states; s++) alpha[row + s] *= inverse
    scale[t] = inverse
    loss -= log(sum)
  }
  const end = (steps - 1) * states + states - 1
  const ended = alpha[end] + (states > 1 ? alpha[end - 1] : 0)
  const whole = loss - log(ended)
  return ended > LEAST && whole - lost < MOST_NATS ? whole : Number.POSITIVE_INFINITY
}

/** Runs β from the end and puts α·β in the place of p. */
function backward({ p, wide, states, skips, column, steps, alpha, scale }: Lattice, memory: Float64Array): void {
  const beta = memory.subarray(0, states).fill(0)
  const ahead = memory.subarray(states, 2 * states)
  const end = (steps - 1) * states + states - 1
  const ended = alpha[end] + (states > 1 ? alpha[end - 1] : 0)
  for (let s = Math.max(0, states - 2); s < states; s++) beta[s] = 1 / ended
  for (let t = steps - 1; t >= 0; t--) {
    const from = t * wide
    for (let s = 0; s < states; s++) {
      // where no path comes, β may grow beyond all bounds
      if (alpha[t * states + s] === 0) beta[s] = 0
      ahead[s] = beta[s] * scale[t] * p[from + column[s]]
    }
    p.fill(0, from, from + wide)
    for (let s = 0; s < states; s++) p[from + column[s]] += alpha[t * states + s] * beta[s]
    for (let s = 0; s < states; s++) {
      let paths = ahead[s]
      if (s + 1 < states) paths += ahead[s + 1]
      if (s + 2 < states && skips[s + 2] === 1) paths += ahead[s + 2]
      beta[s] = paths
    }
  }
}
