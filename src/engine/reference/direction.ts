import type { Cell } from '../../cell/cell.ts'
import { type Layout, type Part, weightIn } from '../layout.ts'
import { add, compute, propagate, type Vector } from './operations.ts'

/** A cell that reads a sequence in one direction: 0 from the first step to the last, 1 the other way. */
export interface Direction {
  /** Reads inputs, steps × inputs; tells the output of the cell at each time step t. */
  forward(x: Vector, steps: number, tell: (t: number, y: Vector) => void): void
  /**
   * Adds to the gradient what the last forward pass contributes, given the derivatives by the outputs of each time step t, and to
   * `xDelta`, steps × inputs, those by the inputs.
   */
  backward(gradient: Vector, outputDelta: (t: number) => Vector, xDelta: Vector): void
  /** The value of every node at time step t of the last forward pass. */
  at(t: number): Step
  /** A reader of one step after another, apart from the passes; each returns the output. */
  stream(): (x: Vector) => Vector
}

/** The value of every node at one time step. */
type Step = readonly Vector[]
/** What a step asks of the named values of the step before. */
type Asking = ReadonlyMap<string, Vector>

/** One direction of a layer of this cell, with these weights. */
export function direction(
  { cell: { nodes, named, output }, inputs, hidden }: { cell: Cell; inputs: number; hidden: number },
  layout: Layout,
  weights: Vector,
  part: Exclude<Part, 'readout'>,
): Direction {
  const none = new Float64Array(0)
  const zero = new Float64Array(hidden)
  const ofNodes = (flat: Vector) =>
    nodes.map((node) => ('weight' in node ? weightIn(layout, flat, part, node.weight) : none))
  const weightsOf = ofNodes(weights)
  const timeOf = (n: number, steps: number) => (part.direction === 0 ? n : steps - 1 - n)
  const rowOf = (x: Vector, t: number) => x.subarray(t * inputs, (t + 1) * inputs)
  let tape: Step[] = []

  return {
    forward(x, steps, tell) {
      tape = []
      for (let n = 0; n < steps; n++) {
        const t = timeOf(n, steps)
        tape.push(stepOf(rowOf(x, t), tape[n - 1]))
        tell(t, tape[n][output])
      }
    },
    backward(gradient, outputDelta, xDelta) {
      const gradients = ofNodes(gradient)
      let asked: Asking = new Map()
      for (let n = tape.length - 1; n >= 0; n--) {
        const t = timeOf(n, tape.length)
        asked = stepBack(tape[n], { outputDelta: outputDelta(t), asked }, { gradients, xDelta: rowOf(xDelta, t) })
      }
    },
    at: (t) => tape[timeOf(t, tape.length)],
    stream() {
      let last: Step | undefined
      return (x) => {
        last = stepOf(x, last)
        return last[output]
      }
    },
  }

  function stepOf(x: Vector, stepBefore: Step | undefined): Step {
    const before = (name: string) => stepBefore?.[named[name]] ?? zero
    const step: Vector[] = []
    for (const [r, node] of nodes.entries()) step.push(compute(node, { x, step, before, weights: weightsOf[r] }))
    return step
  }

  /** Adds to the gradients and to the derivatives by the input, and returns what this step asks of the one before. */
  function stepBack(
    step: Step,
    { outputDelta, asked }: { outputDelta: Vector; asked: Asking },
    { gradients, xDelta }: { gradients: readonly Vector[]; xDelta: Vector },
  ): Asking {
    const deltas = nodes.map(({ op }, r) => (op === 'input' ? xDelta : new Float64Array(step[r].length)))
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
