/**
 * The equations in plain loops and float64: the truth that faster engines are held to. Reverse mode walks the list of nodes
 * backward; nothing here knows which cell it trains.
 */
import { checkCell, type Node } from '../../cell/cell.ts'
import { sigmoid, tanh } from '../../math/functions.ts'
import type { Descent, Engine, Network, Program, Sequence, Update } from '../engine.ts'
import { checkNetwork, type Layout, layOut, slotOf } from '../layout.ts'
import { losses } from '../loss/losses.ts'
import { noiseAt } from '../noise.ts'
import { checkSequence } from '../sequence.ts'

/** Plain TypeScript in float64, with the same bits on every machine. */
export const reference: Engine = { name: 'reference', arithmetic: 'float64', compile }

type Vector = Float64Array
/** The value of every node at one time step. */
type Step = readonly Vector[]

/** Elementwise functions and their slopes as functions of their values, as in σ′ = σ (1 − σ). */
const elementwise = {
  sigmoid: { value: sigmoid, slope: (v: number) => v * (1 - v) },
  tanh: { value: tanh, slope: (v: number) => 1 - v * v },
  complement: { value: (a: number) => 1 - a, slope: () => -1 },
}

function compile(network: Network, descent: Descent): Program {
  const layout = layOut({ ...checkNetwork(network), cell: checkCell(network.cell) })
  const { inputs, hidden, outputs, directions } = network
  const loss = losses[network.loss]
  const weights = new Float64Array(layout.length)
  const velocities = new Float64Array(layout.length)
  const readout = { W: slotOf(layout, 'readout', 'W').offset, b: slotOf(layout, 'readout', 'b').offset }
  const ways = ([0, 1] as const).slice(0, directions).map((part) => direction(network, layout, weights, part))
  const wide = directions * hidden
  let said = { outputs: new Float64Array(0), logits: new Float64Array(0) }

  /** Runs all directions and the readout over a sequence whose inputs may carry noise. */
  function forward(x: Vector, steps: number): void {
    said = { outputs: new Float64Array(steps * wide), logits: new Float64Array(steps * outputs) }
    ways.forEach((way, d) => {
      way.forward(x, steps, (t, y) => said.outputs.set(y, t * wide + d * hidden))
    })
    for (let t = 0; t < steps; t++) {
      for (let k = 0; k < outputs; k++) {
        let sum = weights[readout.b + k]
        for (let j = 0; j < wide; j++) sum += weights[readout.W + k * wide + j] * said.outputs[t * wide + j]
        said.logits[t * outputs + k] = sum
      }
    }
  }

  /** The gradient of the loss by every weight, from its derivatives by the logits. */
  function backward(delta: Vector, steps: number): Vector {
    const gradient = new Float64Array(layout.length)
    const outputDeltas = new Float64Array(steps * wide)
    for (let t = 0; t < steps; t++) {
      for (let k = 0; k < outputs; k++) {
        const d = delta[t * outputs + k]
        gradient[readout.b + k] += d
        for (let j = 0; j < wide; j++) {
          gradient[readout.W + k * wide + j] += d * said.outputs[t * wide + j]
          outputDeltas[t * wide + j] += d * weights[readout.W + k * wide + j]
        }
      }
    }
    ways.forEach((way, d) => {
      way.backward(gradient, (t) => outputDeltas.subarray(t * wide + d * hidden, t * wide + (d + 1) * hidden))
    })
    return gradient
  }

  function descend(gradient: Vector, { rate, momentum }: Update): void {
    const { clip = Number.POSITIVE_INFINITY } = descent
    for (let k = 0; k < gradient.length; k++) {
      const g = rate * Math.min(clip, Math.max(-clip, gradient[k]))
      velocities[k] = momentum * velocities[k] - g
      weights[k] += descent.momentum === 'nesterov' ? momentum * velocities[k] - g : velocities[k]
    }
  }

  const check = (sequence: Sequence) => checkSequence(network, descent.steps, sequence)
  return {
    layout,
    update(sequence, update) {
      check(sequence)
      forward(noisy(sequence, inputs, update.noise), sequence.steps)
      const value = loss.value(said.logits, sequence, outputs)
      descend(backward(loss.delta(said.logits, sequence, outputs), sequence.steps), update)
      return value
    },
    evaluate(sequence) {
      check(sequence)
      forward(Float64Array.from(sequence.inputs), sequence.steps)
      return loss.value(said.logits, sequence, outputs)
    },
    logits: () => said.logits,
    outputs: () => said.outputs,
    settled(momentum, body) {
      if (descent.momentum === 'classical') return body()
      const ahead = weights.slice()
      for (let k = 0; k < weights.length; k++) weights[k] -= momentum * velocities[k]
      try {
        return body()
      } finally {
        weights.set(ahead)
      }
    },
    read: (what) => (what === 'weights' ? weights : velocities).slice(),
    write(what, values) {
      if (values.length !== layout.length) throw new Error(`there are ${layout.length} ${what}, not ${values.length}`)
      ;(what === 'weights' ? weights : velocities).set(values)
    },
  }
}

function noisy({ steps, inputs }: Sequence, wide: number, noise: Update['noise']): Vector {
  const x = Float64Array.from(inputs)
  if (noise === undefined || noise.deviation === 0) return x
  for (let t = 0; t < steps; t++) {
    for (let m = 0; m < wide; m++) x[t * wide + m] += noise.deviation * noiseAt(wide, noise.key, t, m)
  }
  return x
}

/** One direction: 0 reads from the first step to the last, 1 the other way. */
interface Direction {
  /** Tells what the cell said at each time step t. */
  forward(x: Vector, steps: number, tell: (t: number, y: Vector) => void): void
  /** Adds to the gradient what the last forward pass contributes, given the derivatives by the outputs of each time step t. */
  backward(gradient: Vector, outputDelta: (t: number) => Vector): void
}

function direction({ cell, inputs, hidden }: Network, layout: Layout, weights: Vector, part: 0 | 1): Direction {
  const { nodes, named, output } = cell
  const zero = new Float64Array(hidden)
  const offsets = nodes.map((node) => ('weight' in node ? slotOf(layout, part, node.weight).offset : -1))
  let tape: Step[] = []
  /** The time at which the n-th step of this direction looks. */
  const timeOf = (n: number, steps: number) => (part === 0 ? n : steps - 1 - n)

  return {
    forward(x, steps, tell) {
      tape = []
      for (let n = 0; n < steps; n++) {
        const t = timeOf(n, steps)
        const step: Vector[] = []
        nodes.forEach((node, r) => {
          step.push(
            node.op === 'input' ? x.subarray(t * inputs, (t + 1) * inputs) : value(node, offsets[r], step, tape[n - 1]),
          )
        })
        tape.push(step)
        tell(t, step[output])
      }
    },
    backward(gradient, outputDelta) {
      let fromLater = new Map<string, Vector>() // what step n + 1 asks of the named values of step n
      for (let n = tape.length - 1; n >= 0; n--) {
        const step = tape[n]
        const deltas = step.map((v) => new Float64Array(v.length))
        add(deltas[output], outputDelta(timeOf(n, tape.length)))
        for (const [name, delta] of fromLater) add(deltas[named[name]], delta)
        fromLater = new Map()
        for (let r = nodes.length - 1; r >= 0; r--)
          propagate({ node: nodes[r], offset: offsets[r], value: step[r] }, deltas[r], step, deltas)
      }

      function propagate(
        at: { node: Node; offset: number; value: Vector },
        delta: Vector,
        step: Step,
        deltas: Vector[],
      ): void {
        const { node, offset } = at
        switch (node.op) {
          case 'input':
            break
          case 'before':
            if (!fromLater.has(node.name)) fromLater.set(node.name, new Float64Array(hidden))
            add(fromLater.get(node.name)!, delta)
            break
          case 'project':
            projectBack(delta, offset, step[node.of], deltas[node.of], gradient)
            break
          case 'scale':
            for (let j = 0; j < hidden; j++) {
              gradient[offset + j] += delta[j] * step[node.of][j]
              deltas[node.of][j] += delta[j] * weights[offset + j]
            }
            break
          case 'bias':
            for (let j = 0; j < hidden; j++) gradient[offset + j] += delta[j]
            break
          case 'sum':
            for (const term of node.of) add(deltas[term], delta)
            break
          case 'product': {
            const [a, b] = node.of
            for (let j = 0; j < hidden; j++) {
              deltas[a][j] += delta[j] * step[b][j]
              deltas[b][j] += delta[j] * step[a][j]
            }
            break
          }
          default: {
            const { slope } = elementwise[node.op]
            for (let j = 0; j < hidden; j++) deltas[node.of][j] += delta[j] * slope(at.value[j])
          }
        }
      }
    },
  }

  function value(node: Exclude<Node, { op: 'input' }>, offset: number, step: Step, before: Step | undefined): Vector {
    switch (node.op) {
      case 'before':
        return before ? before[named[node.name]] : zero
      case 'project':
        return project(offset, step[node.of])
      case 'scale':
        return step[node.of].map((v, j) => weights[offset + j] * v)
      case 'bias':
        return weights.slice(offset, offset + hidden)
      case 'sum': {
        const sum = new Float64Array(hidden)
        for (const term of node.of) add(sum, step[term])
        return sum
      }
      case 'product': {
        const [a, b] = node.of.map((of) => step[of])
        return a.map((v, j) => v * b[j])
      }
      default:
        return step[node.of].map(elementwise[node.op].value)
    }
  }

  function project(offset: number, x: Vector): Vector {
    const y = new Float64Array(hidden)
    for (let row = 0, at = offset; row < hidden; row++) {
      let sum = 0
      for (let column = 0; column < x.length; column++, at++) sum += weights[at] * x[column]
      y[row] = sum
    }
    return y
  }

  function projectBack(delta: Vector, offset: number, x: Vector, xDelta: Vector, gradient: Vector): void {
    for (let row = 0, at = offset; row < hidden; row++) {
      const d = delta[row]
      for (let column = 0; column < x.length; column++, at++) {
        gradient[at] += d * x[column]
        xDelta[column] += d * weights[at]
      }
    }
  }
}

function add(to: Vector, what: Vector): void {
  for (let j = 0; j < to.length; j++) to[j] += what[j]
}
