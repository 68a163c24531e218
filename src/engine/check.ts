/** Two ways to find a wrong derivative: finite differences of the reference engine, and any engine against the reference. */
import type { Cell } from '../cell/cell.ts'
import { type Stream, stream } from '../math/random.ts'
import type { Descent, Engine, Network, Program, ReadoutName, Sequence, Update } from './engine.ts'
import { initialWeights, type Layout, partName, type Slot } from './layout.ts'
import { type LossName, lossNames } from './loss/loss.ts'
import { stateLength } from './optimiser.ts'
import { reference } from './reference/reference.ts'
import { rowsOf } from './sequence.ts'

/** The worst relative error and the weight it was found at, as in `Rz` or `readout W`. */
export interface Worst {
  readonly error: number
  readonly weight: string
}

/** A random network and batch to check a cell with: small, so that every single weight can be tried. */
export interface Sample {
  readonly network: Network
  readonly batch: readonly Sequence[]
  /** The first of the batch. */
  readonly sequence: Sequence
  readonly weights: Float64Array
}

/** Sizes of a sample. */
export interface SampleOptions {
  readonly inputs?: number
  /** Units of each layer and direction. */
  readonly hidden?: number
  /** One more with the gaussian loss, if they are odd. */
  readonly outputs?: number
  readonly layers?: number
  readonly directions?: 1 | 2
  readonly loss?: LossName
  readonly readout?: ReadoutName
  /** Of the first sequence, which is the longest. */
  readonly steps?: number
  /** Sequences; each is a step shorter than the one before, but never shorter than one. */
  readonly batch?: number
  readonly from?: number
  readonly seed?: number
}

/** The same sample for the same cell, sizes and seed; weights are N(0, 0.5²), so that squashings leave their linear part. */
export function sampleFor(
  cell: Cell,
  {
    inputs = 3,
    hidden = 5,
    outputs = 4,
    layers = 1,
    directions = 1,
    loss = 'sigmoid',
    readout = 'each step',
    steps = 6,
    batch: count = 1,
    from = 0,
    seed = 0,
  }: SampleOptions = {},
): Sample {
  const layer = { cell, hidden, directions }
  const wide = loss === 'gaussian' ? outputs + (outputs % 2) : outputs
  const network: Network = { inputs, layers: Array(layers).fill(layer), outputs: wide, loss, readout }
  const random = stream('check', seed)
  const batch = Array.from({ length: count }, (_, k) => sequenceFor(network, Math.max(1, steps - k), random, from))
  const { layout } = reference.compile(network, NESTEROV, { steps, batch: count })
  return { network, batch, sequence: batch[0], weights: initialWeights(layout, random, { deviation: 0.5 }) }
}

/** A sequence of so many steps with normal inputs and targets that fit the loss. */
function sequenceFor(network: Network, steps: number, random: Stream, from: number): Sequence {
  const { inputs, outputs } = network
  const rows = rowsOf(network, steps)
  const numbers = (n: number, draw: () => number) => Float32Array.from({ length: n }, draw)
  const classes = (n: number, least: number) =>
    Int32Array.from({ length: n }, () => least + random.integer(outputs - least))
  const targets = {
    sigmoid: () => numbers(rows * outputs, () => random.integer(2)),
    softmax: () => classes(rows, 0),
    squared: () => numbers(rows * outputs, random.gaussian),
    huber: () => numbers(rows * outputs, () => 2 * random.gaussian()),
    gaussian: () => numbers((rows * outputs) / 2, random.gaussian),
    ctc: () => classes(Math.floor(steps / 2), 1),
  }[network.loss]()
  return { steps, inputs: numbers(steps * inputs, random.gaussian), targets, from: Math.min(from, rows - 1) }
}

const NESTEROV: Descent = { optimiser: { kind: 'nesterov' } }
/** A sample for each loss, by turns in one direction and in two: directions and losses meet in the readout only, which no cell changes. */
export function samplesFor(cell: Cell, sizes: SampleOptions = {}): Sample[] {
  return lossNames.map((loss, k) => sampleFor(cell, { ...sizes, loss, directions: k % 2 === 0 ? 1 : 2 }))
}

/** A program with the sample’s weights. */
export function programFor(
  engine: Engine,
  { network, batch, weights }: Sample,
  descent: Partial<Descent> = {},
): Program {
  const steps = batch.reduce((most, sequence) => Math.max(most, sequence.steps), 1)
  const program = engine.compile(network, { ...NESTEROV, ...descent }, { steps, batch: batch.length })
  program.write('weights', weights)
  return program
}

/** Noise and dropout of an update. */
export type Disturbances = Pick<Update, 'noise' | 'dropout'>

/** The gradient: −v after one update by momentum from v = 0 with μ = 0 and η = 1. */
function gradientOf(program: Program, batch: readonly Sequence[], disturbances: Disturbances = {}): Float64Array {
  program.write('optimiser', new Float64Array(stateLength(program.layout, NESTEROV.optimiser)))
  program.update(batch, { rate: 1, momentum: 0, ...disturbances })
  return program.read('optimiser').map((v) => -v)
}

const STEP = 1e-5

/**
 * The reference engine’s gradient against central differences of its loss, weight by weight. Errors are relative to the largest
 * magnitude in each weight’s array. With noise or dropout the loss is that of an update, which leaves the weights where they are.
 */
export function differencesOf(sample: Sample, disturbances: Disturbances = {}): Worst {
  const program = programFor(reference, sample)
  const isDisturbed = disturbances.noise !== undefined || disturbances.dropout !== undefined
  const lossAt = (weights: Float64Array) => {
    program.write('weights', weights)
    const sum = isDisturbed
      ? program.update(sample.batch, { rate: 0, momentum: 0, ...disturbances })
      : program.evaluate(sample.batch).reduce((total, loss) => total + loss, 0)
    return sum / sample.batch.length
  }
  const { weights } = sample
  const expected = weights.map((weight, k) => {
    const [above, below] = [weights.slice(), weights.slice()]
    above[k] = weight + STEP
    below[k] = weight - STEP
    return (lossAt(above) - lossAt(below)) / (above[k] - below[k])
  })
  program.write('weights', weights)
  return worstOf(program.layout, gradientOf(program, sample.batch, disturbances), expected)
}

/** How far an engine is from the reference on a sample: the worst of losses, logits and every gradient, each relative to the largest of its kind. */
export function disagreement(
  engine: Engine,
  sample: Sample,
  { descent = {}, ...disturbances }: Disturbances & { descent?: Partial<Descent> } = {},
): Worst {
  const [truth, other] = [reference, engine].map((e) => programFor(e, sample, descent))
  const values = [truth, other].map((program) => program.evaluate(sample.batch))
  const found: Worst[] = [
    { error: relative(values[1], values[0]), weight: 'loss' },
    ...sample.batch.map((_, k) => ({ error: relative(other.logits(k), truth.logits(k)), weight: 'logits' })),
    worstOf(truth.layout, gradientOf(other, sample.batch, disturbances), gradientOf(truth, sample.batch, disturbances)),
  ]
  return found.reduce(worse)
}

function worstOf(layout: Layout, got: Float64Array, expected: Float64Array): Worst {
  const errors = layout.slots.map((slot) => {
    const end = slot.offset + slot.rows * slot.columns
    return {
      error: relative(got.subarray(slot.offset, end), expected.subarray(slot.offset, end)),
      weight: nameOf(slot),
    }
  })
  return errors.reduce(worse)
}

/** The larger error; one that is no number is larger than any. */
function worse(a: Worst, b: Worst): Worst {
  return b.error > a.error || Number.isNaN(b.error) ? b : a
}

/** `Rz` in the first direction of the first layer, `Rz, second direction`, `Rz, layer 2`, `readout W`. */
function nameOf({ part, name }: Slot): string {
  if (part === 'readout') return `readout ${name}`
  return [name, partName(part).replace(/^layer 1(, )?/, '')].filter(Boolean).join(', ')
}

/** The largest difference relative to the largest magnitude expected; relative to 1e-3 where all that is expected is smaller. NaN if anything is. */
function relative(got: ArrayLike<number>, expected: ArrayLike<number>): number {
  let scale = 1e-3
  let worst = 0
  for (let k = 0; k < expected.length; k++) scale = Math.max(scale, Math.abs(expected[k]))
  for (let k = 0; k < expected.length; k++) worst = Math.max(worst, Math.abs(got[k] - expected[k])) // NaN stays
  return worst / scale
}
