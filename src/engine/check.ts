/** Two ways to find a wrong derivative: finite differences of the reference engine, and any engine against the reference. */
import type { Cell } from '../cell/cell.ts'
import { stream } from '../math/random.ts'
import type { Descent, Engine, Network, Program, Sequence, Update } from './engine.ts'
import { initialWeights, type Layout, type Slot } from './layout.ts'
import { type LossName, lossNames } from './loss/loss.ts'
import { reference } from './reference/reference.ts'

/** The worst relative error and the weight it was found at, as in `Rz` or `readout W`. */
export interface Worst {
  readonly error: number
  readonly weight: string
}

/** A random network and sequence to check a cell with: small, so that every single weight can be tried. */
export interface Sample {
  readonly network: Network
  readonly sequence: Sequence
  readonly weights: Float64Array
}

/** The same sample for the same cell, sizes and seed; weights are N(0, 0.5²), so that squashings leave their linear part. */
export function sampleFor(
  cell: Cell,
  {
    inputs = 3,
    hidden = 5,
    outputs = 4,
    steps = 6,
    directions = 1,
    loss = 'sigmoid',
    from = 0,
    seed = 0,
  }: Partial<Pick<Network, 'inputs' | 'hidden' | 'outputs' | 'directions'>> & {
    steps?: number
    loss?: LossName
    from?: number
    seed?: number
  } = {},
): Sample {
  const network: Network = { cell, inputs, hidden, outputs, directions, loss }
  const random = stream('check', seed)
  const numbers = (n: number, draw: () => number) => Float32Array.from({ length: n }, draw)
  const classes = (n: number, least: number) =>
    Int32Array.from({ length: n }, () => least + random.integer(outputs - least))
  const targets = {
    sigmoid: () => numbers(steps * outputs, () => random.integer(2)),
    softmax: () => classes(steps, 0),
    squared: () => numbers(steps * outputs, random.gaussian),
    ctc: () => classes(Math.floor(steps / 2), 1),
  }[loss]()
  const sequence = { steps, inputs: numbers(steps * inputs, random.gaussian), targets, from }
  const { layout } = reference.compile(network, { momentum: 'nesterov', capacity: steps })
  return { network, sequence, weights: initialWeights(layout, random, { deviation: 0.5 }) }
}

/** A sample for each loss, by turns in one direction and in two: directions and losses meet in the readout only, which no cell changes. */
export function samplesFor(cell: Cell, sizes: Parameters<typeof sampleFor>[1] = {}): Sample[] {
  return lossNames.map((loss, k) => sampleFor(cell, { ...sizes, loss, directions: k % 2 === 0 ? 1 : 2 }))
}

/** A program with the sample’s weights. */
export function programFor(
  engine: Engine,
  { network, sequence, weights }: Sample,
  descent: Partial<Descent> = {},
): Program {
  const program = engine.compile(network, { momentum: 'nesterov', capacity: sequence.steps, ...descent })
  program.write('weights', weights)
  return program
}

/** The gradient: −v after one update from v = 0 with μ = 0 and η = 1. */
function gradientOf(program: Program, sequence: Sequence, noise?: Update['noise']): Float64Array {
  program.write('velocities', new Float64Array(program.layout.length))
  program.update(sequence, { rate: 1, momentum: 0, ...(noise === undefined ? {} : { noise }) })
  return program.read('velocities').map((v) => -v)
}

const STEP = 1e-5

/**
 * The reference engine’s gradient against central differences of its loss, weight by weight. Errors are relative to the largest
 * magnitude in each weight’s array.
 */
export function differencesOf(sample: Sample): Worst {
  const program = programFor(reference, sample)
  const lossAt = (weights: Float64Array) => {
    program.write('weights', weights)
    return program.evaluate(sample.sequence)
  }
  const { weights } = sample
  const expected = weights.map((weight, k) => {
    const [above, below] = [weights.slice(), weights.slice()]
    above[k] = weight + STEP
    below[k] = weight - STEP
    return (lossAt(above) - lossAt(below)) / (above[k] - below[k])
  })
  program.write('weights', weights)
  return worstOf(program.layout, gradientOf(program, sample.sequence), expected)
}

/** How far an engine is from the reference on a sample: the worst of loss, logits, outputs and every gradient, each relative to the largest of its kind. */
export function disagreement(
  engine: Engine,
  sample: Sample,
  { descent = {}, noise }: { descent?: Partial<Descent>; noise?: Update['noise'] } = {},
): Worst {
  const [truth, other] = [reference, engine].map((e) => programFor(e, sample, descent))
  const values = [truth, other].map((program) => program.evaluate(sample.sequence))
  const found: Worst[] = [
    { error: relative([values[1]], [values[0]]), weight: 'loss' },
    { error: relative(other.logits(), truth.logits()), weight: 'logits' },
    { error: relative(other.outputs(), truth.outputs()), weight: 'outputs' },
    worstOf(truth.layout, gradientOf(other, sample.sequence, noise), gradientOf(truth, sample.sequence, noise)),
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

function nameOf({ part, name }: Slot): string {
  return part === 0 ? name : part === 1 ? `${name}, second direction` : `readout ${name}`
}

/** The largest difference relative to the largest magnitude expected; relative to 1e-3 where all that is expected is smaller. NaN if anything is. */
function relative(got: ArrayLike<number>, expected: ArrayLike<number>): number {
  let scale = 1e-3
  let worst = 0
  for (let k = 0; k < expected.length; k++) scale = Math.max(scale, Math.abs(expected[k]))
  for (let k = 0; k < expected.length; k++) worst = Math.max(worst, Math.abs(got[k] - expected[k])) // NaN stays
  return worst / scale
}
