/**
 * The equations in plain loops and float64: the truth that faster engines are held to. Reverse mode walks the list of nodes
 * backward; nothing here knows which cell it trains.
 */
import { checkCell } from '../../cell/cell.ts'
import type { Capacity, Descent, Engine, Key, Network, Program, Sequence, Update } from '../engine.ts'
import { checkNetwork, inputsOf, layOut } from '../layout.ts'
import type { Said } from '../loss/loss.ts'
import { losses } from '../loss/losses.ts'
import { isDropped, noiseAt } from '../noise.ts'
import { stateLength } from '../optimiser.ts'
import { predictionOf } from '../prediction.ts'
import { checkBatch, checkInputs, checkStreamable, rowsOf } from '../sequence.ts'
import { descend } from './descend.ts'
import { referenceLayer } from './layer.ts'
import type { Vector } from './operations.ts'
import { readOut, readOutBack, readoutIn, readRows, readRowsBack } from './readout.ts'

/** Plain TypeScript in float64, with the same bits on every machine. */
export const reference: Engine = { name: 'reference', arithmetic: 'float64', compile }

/** What an update changes on the way of one sequence. */
interface Disturbance {
  readonly noise?: { readonly deviation: number; readonly key: Key }
  readonly dropout?: { readonly share: number; readonly key: Key }
}

function compile(network: Network, descent: Descent, capacity: Capacity): Program {
  for (const { cell } of network.layers) checkCell(cell)
  const layout = layOut(checkNetwork(network))
  const { inputs, outputs, readout: reads, classWeights } = network
  const loss = losses[network.loss]
  const weights = new Float64Array(layout.length)
  const state = new Float64Array(stateLength(layout, descent.optimiser))
  const readout = readoutIn(layout, weights)
  const layers = network.layers.map((each, layer) =>
    referenceLayer(each, { inputs: inputsOf(network, layer), layer }, layout, weights),
  )
  const last = { units: layers[layers.length - 1].units, hidden: network.layers[layers.length - 1].hidden }
  let evaluated: Vector[] = []

  /** Runs all layers and the readout over a sequence. `masks` are what dropout leaves of each layer's outputs. */
  function forward(given: ArrayLike<number>, steps: number, { noise, dropout }: Disturbance = {}) {
    let x = noisy(given, steps, inputs, noise)
    const masks: (Vector | undefined)[] = []
    for (const [k, layer] of layers.entries()) {
      const y = layer.forward(x, steps)
      masks.push(dropout && maskFor(y.length, dropout, k))
      x = masked(y, masks[k])
    }
    const read = readRows(reads, x, last)
    return { masks, read, logits: readOut(readout, read) }
  }

  /** Adds the gradient of a sequence's loss by every weight, from its derivatives by the logits. */
  function backward(gradient: Vector, delta: Vector, { masks, read }: ReturnType<typeof forward>, steps: number): void {
    const readDelta = readOutBack(delta, readout, read, readoutIn(layout, gradient))
    let yDelta = readRowsBack(reads, readDelta, { ...last, steps })
    for (let k = layers.length - 1; k >= 0; k--) yDelta = layers[k].backward(gradient, masked(yDelta, masks[k]))
  }

  const saidOf = ({ steps, targets, from = 0 }: Sequence, logits: Vector): Said => ({
    logits,
    rows: rowsOf(network, steps),
    outputs,
    from,
    targets,
    ...(classWeights && { classWeights }),
  })

  return {
    layout,
    update(batch, update) {
      checkBatch(network, capacity, batch)
      const gradient = new Float64Array(layout.length)
      let sum = 0
      for (const [k, sequence] of batch.entries()) {
        const passed = forward(sequence.inputs, sequence.steps, disturbanceOf(update, k))
        const said = saidOf(sequence, passed.logits)
        sum += loss.value(said)
        backward(gradient, loss.delta(said), passed, sequence.steps)
      }
      for (let k = 0; k < gradient.length; k++) gradient[k] /= batch.length
      descend({ weights, state, gradient }, descent, update)
      return sum
    },
    evaluate(batch) {
      checkBatch(network, capacity, batch)
      evaluated = batch.map(({ inputs, steps }) => forward(inputs, steps).logits)
      return Float64Array.from(batch, (sequence, k) => loss.value(saidOf(sequence, evaluated[k])))
    },
    logits: (place = 0) => evaluated[place],
    predict: (given) => predictionOf(network, forward(given, checkInputs(network, capacity.steps, given)).logits),
    trace(given) {
      const steps = checkInputs(network, capacity.steps, given)
      forward(given, steps)
      return { steps, values: layers.flatMap((each, layer) => each.trace(steps).map((value) => ({ layer, ...value }))) }
    },
    stream() {
      checkStreamable(network)
      const readers = layers.map((layer) => layer.stream())
      const sum = new Float64Array(last.units)
      let steps = 0
      return {
        step(given) {
          checkInputs(network, 1, given)
          let y: Vector = Float64Array.from(given)
          for (const read of readers) y = read(y)
          steps += 1
          for (let j = 0; j < sum.length; j++) sum[j] += y[j]
          return predictionOf(network, readOut(readout, reads === 'mean' ? sum.map((s) => s / steps) : y))
        },
      }
    },
    atTrueWeights(momentum, body) {
      return descent.optimiser.kind === 'nesterov' ? behindLookAhead({ weights, state }, momentum, body) : body()
    },
    read: (what) => (what === 'weights' ? weights : state).slice(),
    write(what, values) {
      const to = what === 'weights' ? weights : state
      if (values.length !== to.length) throw new Error(`the ${what} are ${to.length} numbers, not ${values.length}`)
      to.set(values)
    },
  }
}

/** What an update has for the sequence at a place of its batch. */
function disturbanceOf({ noise, dropout }: Update, place: number): Disturbance {
  return {
    ...(noise && { noise: { deviation: noise.deviation, key: noise.keys[place] } }),
    ...(dropout && { dropout: { share: dropout.share, key: dropout.keys[place] } }),
  }
}

/** Runs body with weights w − μv, then puts them back. */
function behindLookAhead<T>(
  { weights, state }: { weights: Vector; state: Vector },
  momentum: number,
  body: () => T,
): T {
  const ahead = weights.slice()
  for (let k = 0; k < weights.length; k++) weights[k] -= momentum * state[k]
  try {
    return body()
  } finally {
    weights.set(ahead)
  }
}

function noisy(inputs: ArrayLike<number>, steps: number, wide: number, noise: Disturbance['noise']): Vector {
  const x = Float64Array.from(inputs)
  if (noise === undefined || noise.deviation === 0) return x
  for (let t = 0; t < steps; t++) {
    for (let m = 0; m < wide; m++) x[t * wide + m] += noise.deviation * noiseAt(wide, noise.key, t, m)
  }
  return x
}

/** What dropout multiplies a layer's outputs by: 0, or 1 / (1 − share). */
function maskFor(length: number, { share, key }: { share: number; key: Key }, layer: number): Vector {
  return Float64Array.from({ length }, (_, place) => (isDropped(share, key, layer, place) ? 0 : 1 / (1 - share)))
}

const masked = (values: Vector, mask: Vector | undefined): Vector =>
  mask === undefined ? values : values.map((value, k) => value * mask[k])
