import type { Network } from '../engine.ts'
import { type Layout, weightIn } from '../layout.ts'
import { add, compute, propagate, type Vector } from './operations.ts'

/** A cell that reads a sequence in one direction: 0 from the first step to the last, 1 the other way. */
export interface Direction {
  /** Tells the output of the cell at each time step t. */
  forward(x: Vector, steps: number, tell: (t: number, y: Vector) => void): void
  /** Adds to the gradient what the last forward pass contributes, given the derivatives by the outputs of each time step t. */
  backward(gradient: Vector, outputDelta: (t: number) => Vector): void
}

/** The value of every node at one time step. */
type Step = readonly Vector[]
/** What a step asks of the named values of the step before. */
type Asking = ReadonlyMap<string, Vector>

/** One direction of a network with these weights. */
export function direction(
  { cell: { nodes, named, output }, inputs, hidden }: Network,
  layout: Layout,
  weights: Vector,
  part: 0 | 1,
): Direction {
  const none = new Float64Array(0)
  const zero = new Float64Array(hidden)
  const ofNodes = (flat: Vector) =>
    nodes.map((node) => ('weight' in node ? weightIn(layout, flat, part, node.weight) : none))
  const weightsOf = ofNodes(weights)
  const timeOf = (n: number, steps: number) => (part === 0 ? n : steps - 1 - n)
  let tape: Step[] = []

  return {
    forward(x, steps, tell) {
      tape = []
      for (let n = 0; n < steps; n++) {
        const t = timeOf(n, steps)
        tape.push(stepOf(x.subarray(t * inputs, (t + 1) * inputs), tape[n - 1]))
        tell(t, tape[n][output])
      }
    },
    backward(gradient, outputDelta) {
      const gradients = ofNodes(gradient)
      let asked: Asking = new Map()
      for (let n = tape.length - 1; n >= 0; n--)
        asked = stepBack(tape[n], { outputDelta: outputDelta(timeOf(n, tape.length)), asked }, gradients)
    },
  }

  function stepOf(x: Vector, stepBefore: Step | undefined): Step {
    const before = (name: string) => stepBefore?.[named[name]] ?? zero
    const step: Vector[] = []
    for (const [r, node] of nodes.entries()) step.push(compute(node, { x, step, before, weights: weightsOf[r] }))
    return step
  }

  /** Adds to the gradients, and returns what this step asks of the one before. */
  function stepBack(
    step: Step,
    { outputDelta, asked }: { outputDelta: Vector; asked: Asking },
    gradients: readonly Vector[],
  ): Asking {
    const deltas = step.map((v) => new Float64Array(v.length))
    add(deltas[output], outputDelta)
    for (const [name, delta] of asked) add(deltas[named[name]], delta)
    const asking = new Map<string, Vector>()
    const before = (name: string) => {
      if (!asking.has(name)) asking.set(name, new Float64Array(hidden))
      return asking.get(name)!
    }
    for (let r = nodes.length - 1; r >= 0; r--) {
      const seen = { step, weights: weightsOf[r] }
      propagate(nodes[r], { value: step[r], delta: deltas[r] }, seen, { deltas, before, gradient: gradients[r] })
    }
    return asking
  }
}
