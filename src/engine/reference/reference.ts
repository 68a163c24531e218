/**
 * The equations in plain loops and float64: the truth that faster engines are held to. Reverse mode walks the list of nodes
 * backward; nothing here knows which cell it trains.
 */
import { checkCell } from '../../cell/cell.ts'
import type { Descent, Engine, Network, Program, Sequence, Update } from '../engine.ts'
import { checkNetwork, layOut } from '../layout.ts'
import { losses } from '../loss/losses.ts'
import { noiseAt } from '../noise.ts'
import { checkSequence } from '../sequence.ts'
import { direction } from './direction.ts'
import type { Vector } from './operations.ts'
import { readOut, readOutBack, readoutIn } from './readout.ts'

/** Plain TypeScript in float64, with the same bits on every machine. */
export const reference: Engine = { name: 'reference', arithmetic: 'float64', compile }

function compile(network: Network, descent: Descent): Program {
  const layout = layOut({ ...checkNetwork(network), cell: checkCell(network.cell) })
  const { inputs, hidden, outputs, directions } = network
  const loss = losses[network.loss]
  const weights = new Float64Array(layout.length)
  const velocities = new Float64Array(layout.length)
  const readout = readoutIn(layout, weights)
  const ways = ([0, 1] as const).slice(0, directions).map((part) => direction(network, layout, weights, part))
  const units = directions * hidden
  let y: Vector = new Float64Array(0)
  let logits: Vector = new Float64Array(0)

  /** Runs all directions and the readout over a sequence whose inputs may carry noise. */
  function forward(x: Vector, steps: number): void {
    y = new Float64Array(steps * units)
    ways.forEach((way, d) => {
      way.forward(x, steps, (t, ofStep) => y.set(ofStep, t * units + d * hidden))
    })
    logits = readOut(readout, y)
  }

  /** The gradient of the loss by every weight, from its derivatives by the logits. */
  function backward(delta: Vector): Vector {
    const gradient = new Float64Array(layout.length)
    const yDeltas = readOutBack(delta, readout, y, readoutIn(layout, gradient))
    ways.forEach((way, d) => {
      way.backward(gradient, (t) => yDeltas.subarray(t * units + d * hidden, t * units + (d + 1) * hidden))
    })
    return gradient
  }

  const check = (sequence: Sequence) => checkSequence(network, descent.capacity, sequence)
  return {
    layout,
    update(sequence, update) {
      check(sequence)
      forward(noisy(sequence, inputs, update.noise), sequence.steps)
      const value = loss.value(logits, sequence, outputs)
      const gradient = backward(loss.delta(logits, sequence, outputs))
      descend({ weights, velocities, gradient }, descent, update)
      return value
    },
    evaluate(sequence) {
      check(sequence)
      forward(Float64Array.from(sequence.inputs), sequence.steps)
      return loss.value(logits, sequence, outputs)
    },
    logits: () => logits,
    outputs: () => y,
    atTrueWeights(momentum, body) {
      return descent.momentum === 'classical' ? body() : behindLookAhead({ weights, velocities }, momentum, body)
    },
    read: (what) => (what === 'weights' ? weights : velocities).slice(),
    write(what, values) {
      if (values.length !== layout.length) throw new Error(`there are ${layout.length} ${what}, not ${values.length}`)
      ;(what === 'weights' ? weights : velocities).set(values)
    },
  }
}

/** One step of gradient descent with momentum, as `Program.update` says. */
function descend(
  { weights, velocities, gradient }: Readonly<Record<'weights' | 'velocities' | 'gradient', Vector>>,
  { momentum: kind, clip = Number.POSITIVE_INFINITY }: Descent,
  { rate, momentum }: Update,
): void {
  for (let k = 0; k < gradient.length; k++) {
    const g = rate * Math.min(clip, Math.max(-clip, gradient[k]))
    velocities[k] = momentum * velocities[k] - g
    weights[k] += kind === 'nesterov' ? momentum * velocities[k] - g : velocities[k]
  }
}

/** Runs body with weights w − μv, then puts them back. */
function behindLookAhead<T>(
  { weights, velocities }: { weights: Vector; velocities: Vector },
  momentum: number,
  body: () => T,
): T {
  const ahead = weights.slice()
  for (let k = 0; k < weights.length; k++) weights[k] -= momentum * velocities[k]
  try {
    return body()
  } finally {
    weights.set(ahead)
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
