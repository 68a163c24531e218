import { type Layout, weightIn } from '../layout.ts'
import type { Vector } from './operations.ts'

/** The readout’s numbers in a flat array of weights, or of their gradient. */
export interface Readout {
  /** outputs × all units */
  readonly W: Vector
  readonly b: Vector
}

/** Views of them. */
export function readoutIn(layout: Layout, flat: Vector): Readout {
  return { W: weightIn(layout, flat, 'readout', 'W'), b: weightIn(layout, flat, 'readout', 'b') }
}

/** Logits of all steps, steps × outputs, from what the cells put out, steps × units. */
export function readOut({ W, b }: Readout, y: Vector): Vector {
  const [outputs, units] = [b.length, W.length / b.length]
  const steps = y.length / units
  const logits = new Float64Array(steps * outputs)
  for (let t = 0; t < steps; t++) {
    for (let k = 0; k < outputs; k++) {
      let sum = b[k]
      for (let j = 0; j < units; j++) sum += W[k * units + j] * y[t * units + j]
      logits[t * outputs + k] = sum
    }
  }
  return logits
}

/** Adds to the gradient, from the derivatives by the logits, and returns those by what the cells put out. */
export function readOutBack(delta: Vector, { W, b }: Readout, y: Vector, gradient: Readout): Vector {
  const [outputs, units] = [b.length, W.length / b.length]
  const yDeltas = new Float64Array(y.length)
  for (let t = 0; t < y.length / units; t++) {
    for (let k = 0; k < outputs; k++) {
      const d = delta[t * outputs + k]
      gradient.b[k] += d
      for (let j = 0; j < units; j++) {
        gradient.W[k * units + j] += d * y[t * units + j]
        yDeltas[t * units + j] += d * W[k * units + j]
      }
    }
  }
  return yDeltas
}
