/** The weights that a training starts from, rounded to float32 so that every engine starts at the same point. */
import type { Cell } from '../cell/cell.ts'
import { type GateBias, type StateGates, stateGatesOf } from '../cell/state-gates.ts'
import type { Network } from '../engine/engine.ts'
import { directionsOf, initialWeights, layOut, type Slot, weightIn } from '../engine/layout.ts'
import { log } from '../math/functions.ts'
import { type Stream, stream } from '../math/random.ts'

/** How weights are drawn. */
export const initialisations = ['normal', 'uniform', 'glorot'] as const

export interface Initialisation {
  /**
   * - normal: all from N(0, 0.1²), as in Greff et al. (2017);
   * - uniform: all from [−1/√n, 1/√n], where n is the number of hidden units, or, for the readout, of the numbers that it reads. That is
   *   PyTorch’s default, except that it adds two such biases where the equations have one;
   * - glorot: matrices that read inputs, and the readout, by Glorot and Bengio (2010); other matrices orthogonal (Saxe et al., 2014);
   *   peepholes as the diagonal of a matrix by Glorot and Bengio; biases 0. That is Keras’s default, except that it draws the matrices
   *   of all gates as one, and adds 1 to the bias of the forget gate, which `forgetBias` does here.
   */
  readonly weights: (typeof initialisations)[number]
  /**
   * What is added to the bias of each forget gate (`stateGatesOf`; Jozefowicz et al., 2015), so that a higher one remembers longer. Or
   * chrono (Tallec and Ollivier, 2018): the bias is the logarithm of a uniform number from 1 to T − 1, where T is the number of steps of
   * the longest training sequence, and that of the input gate its negative. Cells without a forget gate stay as they were drawn.
   */
  readonly forgetBias: number | 'chrono'
}

/** The first weights of a training, from the streams that its keys name. `longest`: the steps of the longest training sequence. */
export function firstWeights(
  network: Network,
  { weights: how, forgetBias }: Initialisation,
  { keys, longest }: { readonly keys: readonly (string | number)[]; readonly longest: number },
): Float64Array {
  const layout = layOut(network)
  const random = stream(...keys, 'weights')
  const weights = how === 'normal' ? initialWeights(layout, random) : new Float64Array(layout.length)
  if (how !== 'normal') {
    const draw = how === 'uniform' ? drawUniform : drawGlorot
    for (const slot of layout.slots) draw(slot, network, random, weightIn(layout, weights, slot.part, slot.name))
  }
  const bias = forgetBias === 'chrono' ? chrono(longest, stream(...keys, 'chrono')) : added(forgetBias)
  for (const [layer, { cell, directions }] of network.layers.entries()) {
    for (const direction of directionsOf({ directions })) {
      const numbers = ({ weight }: GateBias) => weightIn(layout, weights, { layer, direction }, weight)
      for (const gates of stateGatesOf(cell)) bias(gates, numbers)
    }
  }
  return weights.map(Math.fround)
}

/** Changes the biases of a forget gate, and of the input gate beside it; `numbers` are those of a bias. */
type ChangeBiases = (gates: StateGates, numbers: (bias: GateBias) => Float64Array) => void

const added =
  (constant: number): ChangeBiases =>
  ({ forget }, numbers) => {
    const biases = numbers(forget)
    for (let j = 0; j < biases.length; j++) biases[j] += forget.sign * constant
  }

const chrono =
  (longest: number, random: Stream): ChangeBiases =>
  ({ forget, input }, numbers) => {
    const biases = numbers(forget)
    for (let j = 0; j < biases.length; j++) {
      const bias = log(1 + random.uniform() * Math.max(0, longest - 2))
      biases[j] = forget.sign * bias
      if (input !== undefined) numbers(input)[j] = -input.sign * bias
    }
  }

type Draw = (slot: Slot, network: Network, random: Stream, into: Float64Array) => void

const drawUniform: Draw = ({ part, rows }, { layers }, random, into) => {
  const last = layers[layers.length - 1]
  const n = part === 'readout' ? last.directions * last.hidden : rows
  fillUniform(into, 1 / Math.sqrt(n), random)
}

const drawGlorot: Draw = ({ part, name, rows, columns }, { layers }, random, into) => {
  const kind = part === 'readout' ? ofReadout(name) : kindOf(layers[part.layer].cell, name)
  if (kind === 'fed') fillUniform(into, Math.sqrt(6 / (rows + columns)), random)
  else if (kind === 'peephole') fillUniform(into, Math.sqrt(3 / rows), random)
  else if (kind === 'recurrent') fillOrthogonal(into, rows, random)
}

type Kind = 'fed' | 'recurrent' | 'peephole' | 'bias'

const ofReadout = (name: string): Kind => (name === 'W' ? 'fed' : 'bias')

/** What a weight of a cell is: a matrix that reads the inputs, one that reads the cell’s own values, a peephole or a bias. */
function kindOf({ nodes }: Cell, name: string): Kind {
  const node = nodes.find((each) => 'weight' in each && each.weight === name)
  if (node?.op === 'project') return nodes[node.of].op === 'input' ? 'fed' : 'recurrent'
  return node?.op === 'scale' ? 'peephole' : 'bias'
}

function fillUniform(into: Float64Array, limit: number, random: Stream): void {
  for (let k = 0; k < into.length; k++) into[k] = limit * (2 * random.uniform() - 1)
}

/**
 * A random orthogonal matrix, n × n: normal numbers, each row made orthogonal to those above it and of length 1. Taking the others
 * out twice leaves nothing of them but rounding.
 */
function fillOrthogonal(into: Float64Array, n: number, random: Stream): void {
  const dot = (a: Float64Array, b: Float64Array) => {
    let sum = 0
    for (let k = 0; k < n; k++) sum += a[k] * b[k]
    return sum
  }
  const rows: Float64Array[] = []
  for (let r = 0; r < n; r++) {
    const row = into.subarray(r * n, (r + 1) * n)
    for (let k = 0; k < n; k++) row[k] = random.gaussian()
    for (const above of [...rows, ...rows]) {
      const share = dot(row, above)
      for (let k = 0; k < n; k++) row[k] -= share * above[k]
    }
    const length = Math.sqrt(dot(row, row))
    for (let k = 0; k < n; k++) row[k] /= length
    rows.push(row)
  }
}
