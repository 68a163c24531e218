import type { Sequence } from '../../../engine/engine.ts'
import { log } from '../../../math/functions.ts'

/** Symbols of training that are counted at most, evenly over its sequences. */
const MOST_COUNTED = 1_000_000

/** How often each symbol followed a context. */
interface Follows {
  total: number
  readonly counts: Map<number, number>
}

/**
 * The next symbol by the symbols before it: frequencies after contexts of up to `order` symbols, longer ones trusted by how often and
 * how diversely they were followed in training (Witten and Bell, 1991). Each input stands for a symbol.
 */
export function ngram(
  training: readonly Sequence[],
  { order, inputs, outputs }: { order: number; inputs: number; outputs: number },
): (sequence: Sequence) => Float64Array {
  const contexts = new Map<string, Follows>()
  const steps = training.reduce((sum, sequence) => sum + sequence.steps, 0)
  const every = Math.ceil(steps / MOST_COUNTED)
  training.forEach((sequence, place) => {
    if (place % every === 0) count(contexts, sequence, { order, inputs })
  })
  return (sequence) => {
    const symbols = symbolsOf(sequence, inputs)
    const logits = new Float64Array(sequence.steps * outputs)
    for (let t = 0; t < sequence.steps; t++) {
      const says = logits.subarray(t * outputs, (t + 1) * outputs).fill(1 / outputs)
      for (let length = 0; length <= order; length++) mix(says, contexts.get(contextAt(symbols, t, length)))
      for (let k = 0; k < outputs; k++) says[k] = log(says[k])
    }
    return logits
  }
}

function count(
  contexts: Map<string, Follows>,
  sequence: Sequence,
  { order, inputs }: { order: number; inputs: number },
): void {
  const symbols = symbolsOf(sequence, inputs)
  for (let t = sequence.from ?? 0; t < sequence.steps; t++) {
    for (let length = 0; length <= order; length++) {
      const key = contextAt(symbols, t, length)
      const follows = contexts.get(key) ?? { total: 0, counts: new Map() }
      contexts.set(key, follows)
      follows.total += 1
      const next = sequence.targets[t]
      follows.counts.set(next, (follows.counts.get(next) ?? 0) + 1)
    }
  }
}

/** Probabilities of a longer context, mixed with those of the shorter one; as they are where it was never seen. */
function mix(says: Float64Array, follows: Follows | undefined): void {
  if (follows === undefined) return
  const { total, counts } = follows
  const trust = total / (total + counts.size)
  for (let k = 0; k < says.length; k++) says[k] *= 1 - trust
  for (const [symbol, times] of counts) says[symbol] += (trust * times) / total
}

/** The last symbols up to a step as one text; shorter at the beginning of a sequence. */
const contextAt = (symbols: Int32Array, t: number, length: number) =>
  `${length} ${symbols.subarray(Math.max(0, t - length + 1), t + 1).join(' ')}`

/** The symbol at each step: which input is 1, or −1. */
function symbolsOf({ steps, inputs: values }: Sequence, inputs: number): Int32Array {
  return Int32Array.from({ length: steps }, (_, t) => values.subarray(t * inputs, (t + 1) * inputs).indexOf(1))
}
