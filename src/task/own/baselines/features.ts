import type { Sequence } from '../../../engine/engine.ts'

/** Features of a sequence, of the whole of it or at each of its steps. */
export interface Features {
  readonly features: number
  /** At `step`, from nothing after it; whole sequences ignore it. */
  of(sequence: Sequence, step: number, into: Float64Array): void
}

/** Simple summaries of each input of a whole sequence: mean, deviation, least, most, first, last, mean change; and its length. */
export function summaries(inputs: number): Features {
  return {
    features: 7 * inputs + 1,
    of({ steps, inputs: values }, _, into) {
      for (let k = 0; k < inputs; k++) summarise(values, { steps, inputs, k }, into)
      into[7 * inputs] = Math.log1p(steps)
    },
  }
}

function summarise(
  values: Float32Array,
  { steps, inputs, k }: { steps: number; inputs: number; k: number },
  into: Float64Array,
): void {
  let [mean, square, least, most, change] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0]
  for (let t = 0; t < steps; t++) {
    const value = values[t * inputs + k]
    mean += value / steps
    square += (value * value) / steps
    least = Math.min(least, value)
    most = Math.max(most, value)
    if (t > 0) change += Math.abs(value - values[(t - 1) * inputs + k]) / (steps - 1)
  }
  const deviation = Math.sqrt(Math.max(0, square - mean * mean))
  into.set([mean, deviation, least, most, values[k], values[(steps - 1) * inputs + k], change], 7 * k)
}

/** Inputs of all features together; more make the equations of a linear model slow. */
const MOST = 240

/** The inputs of the last steps, the nearest first, and those of a season ago where there is one; nothing before the first step. */
export function lastSteps(inputs: number, season?: number): Features {
  const near = Math.max(1, Math.min(24, Math.floor(MOST / (2 * inputs))))
  const lags = Array.from({ length: near }, (_, k) => k)
  if (season !== undefined) for (const lag of [season - 2, season - 1, season]) if (lag >= near) lags.push(lag)
  return {
    features: lags.length * inputs,
    of({ inputs: values }, step, into) {
      into.fill(0)
      lags.forEach((lag, at) => {
        if (lag > step) return
        for (let k = 0; k < inputs; k++) into[at * inputs + k] = values[(step - lag) * inputs + k]
      })
    },
  }
}
