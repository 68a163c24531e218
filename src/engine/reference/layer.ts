import { namedValues } from '../../cell/equations.ts'
import type { Layer, TracedValue } from '../engine.ts'
import { directionsOf, type Layout } from '../layout.ts'
import { direction } from './direction.ts'
import { add, type Vector } from './operations.ts'

/** A recurrent layer: all of its directions, their outputs side by side at each time step. */
export interface ReferenceLayer {
  /** Outputs of a step. */
  readonly units: number
  /** Outputs, steps × units, from inputs, steps × inputs. */
  forward(x: Vector, steps: number): Vector
  /** Adds to the gradient, from the derivatives by the outputs, and returns those by the inputs. */
  backward(gradient: Vector, yDelta: Vector): Vector
  /** The named values of the last forward pass. */
  trace(steps: number): Omit<TracedValue, 'layer'>[]
  /** A reader of one step after another: inputs of a step in, outputs out. */
  stream(): (x: Vector) => Vector
}

/** The layer at this place, from 0, with these weights. */
export function referenceLayer(
  { cell, hidden, directions }: Layer,
  { inputs, layer }: { inputs: number; layer: number },
  layout: Layout,
  weights: Vector,
): ReferenceLayer {
  const ways = directionsOf({ directions }).map((d) =>
    direction({ cell, inputs, hidden }, layout, weights, { layer, direction: d }),
  )
  const units = directions * hidden
  let xLength = 0
  return {
    units,
    forward(x, steps) {
      xLength = x.length
      const y = new Float64Array(steps * units)
      ways.forEach((way, d) => {
        way.forward(x, steps, (t, ofStep) => y.set(ofStep, t * units + d * hidden))
      })
      return y
    },
    backward(gradient, yDelta) {
      const xDelta = new Float64Array(xLength)
      ways.forEach((way, d) => {
        const asked = new Float64Array(xLength)
        way.backward(gradient, (t) => yDelta.subarray(t * units + d * hidden, t * units + (d + 1) * hidden), asked)
        add(xDelta, asked)
      })
      return xDelta
    },
    trace: (steps) =>
      ways.flatMap((way, d) =>
        namedValues(cell).map(({ name, ref }) => {
          const values = new Float64Array(steps * hidden)
          for (let t = 0; t < steps; t++) values.set(way.at(t)[ref], t * hidden)
          return { direction: d as 0 | 1, name, hidden, values }
        }),
      ),
    stream() {
      const step = ways[0].stream()
      return (x) => step(x)
    },
  }
}
