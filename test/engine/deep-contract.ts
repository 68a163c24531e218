import { describe, expect, it } from 'vitest'
import { cells } from '../../src/cell/catalog.ts'
import { disagreement, programFor, type Sample, sampleFor } from '../../src/engine/check.ts'
import { type Engine, type Key, type Program, readoutNames, type Update } from '../../src/engine/engine.ts'
import { initialWeights, layOut } from '../../src/engine/layout.ts'
import { lossNames } from '../../src/engine/loss/loss.ts'
import type { Optimiser } from '../../src/engine/optimiser.ts'
import { reference } from '../../src/engine/reference/reference.ts'
import { stream } from '../../src/math/random.ts'

const three = [cells.V, cells.GRU, cells.FGR]

/** Every shape of a network, each with another of three cells at the bottom and, in turns, a batch of mixed lengths. */
const shapes = [1, 2, 3].flatMap((layers) =>
  ([1, 2] as const).flatMap((directions) =>
    readoutNames.flatMap((readout) =>
      lossNames
        .filter((loss) => loss !== 'ctc' || readout === 'each step')
        .map((loss) => ({ layers, directions, readout, loss })),
    ),
  ),
)

/** A sample whose layers have different cells and sizes; its sequences are shorter and shorter, the last of a single step. */
function mixedSample({ turn, ...options }: (typeof shapes)[number] & { turn: number; batch: number }): Sample {
  const sample = sampleFor(cells.V, { ...options, inputs: 3, outputs: 6, steps: 5, batch: options.batch })
  const layers = sample.network.layers.map((layer, k) => ({ ...layer, cell: three[(turn + k) % 3], hidden: 5 + 2 * k }))
  const network = { ...sample.network, layers }
  const weights = initialWeights(layOut(network), stream('deep', turn), { deviation: 0.5 })
  return { ...sample, network, weights }
}

const keysFor = (count: number, k = 0): Key[] =>
  Array.from({ length: count }, (_, b) => {
    const random = stream('keys', b, k)
    return [random.bits(), random.bits()] as const
  })

const optimisers: readonly Optimiser[] = [
  { kind: 'nesterov' },
  { kind: 'classical' },
  { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  { kind: 'adamw', beta1: 0.9, beta2: 0.99, epsilon: 1e-6 },
  { kind: 'rmsprop', decay: 0.95, epsilon: 1e-6 },
]

/**
 * What an engine must do as the reference does beyond one layer, one sequence and momentum. Networks of all layers, directions,
 * readouts and losses are shared out between two parts.
 */
export function deepTwin(engine: Engine, { tolerance, part }: { tolerance: number; part: 0 | 1 }): void {
  const agree = (sample: Sample, options: Parameters<typeof disagreement>[2] = {}) => {
    const { error, weight } = disagreement(engine, sample, options)
    expect(error, weight).toBeLessThan(tolerance)
  }
  const near = (got: Float64Array, expected: Float64Array) => {
    const worst = got.reduce((most, value, k) => Math.max(most, Math.abs(value - expected[k])), 0)
    expect(worst).toBeLessThan(tolerance)
  }

  it.each(shapes.flatMap((shape, turn) => (turn % 2 === part ? [{ ...shape, turn }] : [])))(
    '$layers layers, $directions directions, readout of $readout, $loss loss',
    (shape) => {
      agree(mixedSample({ ...shape, batch: (shape.turn >> 1) % 2 === 0 ? 5 : 1 }))
    },
  )

  it.each(readoutNames)('noise and dropout are the same in every layer and direction; readout of %s', (readout) => {
    for (const batch of [1, 3]) {
      const [noise, dropout] = [
        { deviation: 0.5, keys: keysFor(batch) },
        { share: 0.4, keys: keysFor(batch, 1) },
      ]
      agree(sampleFor(cells.V, { layers: 2, directions: 2, readout, batch, hidden: 9 }), { noise, dropout })
    }
  })

  it.each(['sigmoid', 'softmax', 'squared', 'huber', 'gaussian'] as const)(
    'targets that are missing count nowhere: %s loss',
    (loss) => {
      for (const outputs of [4, 6, 14]) {
        const sample = sampleFor(cells.V, { loss, outputs, batch: 3 })
        const missing = (k: number) => (target: number, at: number) =>
          at % 3 !== k ? target : loss === 'softmax' ? -1 : Number.NaN
        const batch = sample.batch.map((sequence, k) => ({
          ...sequence,
          from: k,
          targets: k === 1 ? sequence.targets : sequence.targets.map(missing(k)),
        }))
        agree({ ...sample, batch })
      }
    },
  )

  it('classes weigh what they are given', () => {
    const sample = sampleFor(cells.V, { loss: 'softmax', outputs: 5, batch: 2 })
    agree({ ...sample, network: { ...sample.network, classWeights: [1, 0.5, 2, 0, 3] } })
  })

  describe.each(optimisers)('twenty updates by $kind', (optimiser) => {
    it.each<[string, Partial<Update>, number]>([
      ['as they are', {}, 1],
      ['with weight decay and dropout, of a batch', { weightDecay: 0.1, dropout: { share: 0.2, keys: keysFor(3) } }, 3],
      ['with the norm clipped and weight decay, of a batch', { clipNorm: 0.05, weightDecay: 0.1 }, 3],
      ['with a norm that never clips', { clipNorm: 1e9 }, 1],
    ])('%s', (_, update, batch) => {
      const sample = sampleFor(cells.V, { directions: 2, layers: 2, batch })
      const [truth, other] = [reference, engine].map((e) => {
        const program = programFor(e, sample, { optimiser, clip: 0.3 })
        for (let k = 0; k < 20; k++) program.update(sample.batch, { rate: 0.003, momentum: 0.9, ...update })
        return program
      })
      near(other.read('weights'), truth.read('weights'))
      near(other.read('optimiser'), truth.read('optimiser'))
    })
  })
}

/** What an engine must do with batches, held to itself. */
export function batchContract(engine: Engine): void {
  it.each([4, 9, 18, 26])('a sequence gives the same bits in any company; units: %i', (hidden) => {
    for (const cell of three) {
      const sample = sampleFor(cell, { hidden, layers: 2, batch: 5, directions: 2, loss: 'softmax' })
      const program = programFor(engine, sample)
      const together = program.evaluate(sample.batch)
      const logits = sample.batch.map((_, place) => program.logits(place).slice())
      const turned = program.evaluate(sample.batch.toReversed())
      expect(turned.toReversed()).toEqual(together)
      for (const [place, sequence] of sample.batch.entries()) {
        expect(program.evaluate([sequence])).toEqual(together.slice(place, place + 1))
        expect(program.logits()).toEqual(logits[place])
      }
    }
  })

  it('a batch of one is the same bits in a program with room for more', () => {
    for (const cell of three) {
      const sample = sampleFor(cell, { directions: 2, loss: 'softmax' })
      const roomy = engine.compile(sample.network, { optimiser: { kind: 'nesterov' } }, { steps: 9, batch: 7 })
      roomy.write('weights', sample.weights)
      const [a, b] = [roomy, programFor(engine, sample)].map((program) => afterFive(program, sample))
      expect(a).toEqual(b)
    }
  })

  it('batches of different sizes after one another leave nothing behind', () => {
    const sample = sampleFor(cells.V, { batch: 4, layers: 2, directions: 2, readout: 'mean' })
    const program = programFor(engine, sample)
    const update = { rate: 0, momentum: 0 }
    const losses = [4, 1, 3, 4, 2].map((count) => program.update(sample.batch.slice(0, count), update))
    const alone = sample.batch.map((sequence) => programFor(engine, sample).evaluate([sequence])[0])
    const sums = [4, 1, 3, 4, 2].map((count) => alone.slice(0, count).reduce((sum, loss) => sum + loss, 0))
    for (const [k, loss] of losses.entries()) expect(loss / sums[k]).toBeCloseTo(1, 5)
  })

  it('the state of adam is that of a program that reads it', () => {
    const sample = sampleFor(cells.V, { batch: 2 })
    const optimiser = optimisers[2]
    const [one, other] = [0, 1].map(() => programFor(engine, sample, { optimiser }))
    const update = () => ({ rate: 0.01, momentum: 0 })
    for (let k = 0; k < 3; k++) one.update(sample.batch, update())
    other.write('weights', one.read('weights'))
    other.write('optimiser', one.read('optimiser'))
    expect(other.read('optimiser').at(-1)).toBe(3)
    for (const program of [one, other]) program.update(sample.batch, update())
    expect(other.read('weights')).toEqual(one.read('weights'))
  })
}

function afterFive(program: Program, { sequence }: Sample): Float64Array {
  for (let k = 0; k < 5; k++) {
    const noise = { deviation: 0.2, keys: keysFor(1, k) }
    program.update([sequence], { rate: 0.1, momentum: 0.9, noise })
  }
  return program.read('weights')
}
