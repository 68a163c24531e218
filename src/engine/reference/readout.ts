import type { ReadoutName } from '../engine.ts'
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

/** Logits, rows × outputs, from what the readout reads, rows × units. */
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

/** Adds to the gradient, from the derivatives by the logits, and returns those by what the readout read. */
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

/** What the readout reads, rows × units, of a layer's outputs, steps × directions · hidden. */
export function readRows(readout: ReadoutName, y: Vector, { units, hidden }: Units): Vector {
  const steps = y.length / units
  if (readout === 'each step') return y
  const row = new Float64Array(units)
  if (readout === 'last') {
    for (let j = 0; j < units; j++) row[j] = y[(j < hidden ? steps - 1 : 0) * units + j]
  } else {
    for (let k = 0; k < y.length; k++) row[k % units] += y[k]
    for (let j = 0; j < units; j++) row[j] /= steps
  }
  return row
}

/** The derivatives by a layer's outputs, steps × units, from those by what the readout read. */
export function readRowsBack(
  readout: ReadoutName,
  delta: Vector,
  { units, hidden, steps }: Units & { readonly steps: number },
): Vector {
  if (readout === 'each step') return delta
  const yDelta = new Float64Array(steps * units)
  if (readout === 'last') {
    for (let j = 0; j < units; j++) yDelta[(j < hidden ? steps - 1 : 0) * units + j] = delta[j]
  } else {
    for (let k = 0; k < yDelta.length; k++) yDelta[k] = delta[k % units] / steps
  }
  return yDelta
}

/** A layer's outputs of a step, and those of its first direction. */
interface Units {
  readonly units: number
  readonly hidden: number
}
