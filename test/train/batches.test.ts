import { describe, expect, it, test } from 'vitest'
import { cells } from '../../src/cell/catalog.ts'
import type { Engine, Sequence, Update } from '../../src/engine/engine.ts'
import { reference } from '../../src/engine/reference/reference.ts'
import { wasmPlain } from '../../src/engine/wasm/engine.ts'
import { stream } from '../../src/math/random.ts'
import { evaluate } from '../../src/run/evaluate.ts'
import type { Settings } from '../../src/study/space.ts'
import { loadTask } from '../../src/task/load.ts'
import { naiveBaseline } from '../../src/task/naive-baseline.ts'
import type { LoadedTask, Task } from '../../src/task/task.ts'
import { descentOf } from '../../src/train/descent.ts'
import { capacityFor, measure } from '../../src/train/evaluation.ts'
import { networkOf } from '../../src/train/network.ts'
import type { Trained } from '../../src/train/outcome.ts'
import { echo } from '../study/small.ts'

/** The reference engine, and every update that its programs were asked for. */
function recording(): Engine & { updates: { batch: readonly Sequence[]; update: Update }[] } {
  const updates: { batch: readonly Sequence[]; update: Update }[] = []
  return {
    ...reference,
    updates,
    compile(...given) {
      const program = reference.compile(...given)
      return {
        ...program,
        update(batch, update) {
          updates.push({ batch, update })
          return program.update(batch, update)
        },
      }
    },
  }
}

const task = await loadTask(echo('echo', 1))
const base: Settings = { hiddenSize: 3, learningRate: 0.1, momentum: 0.5, inputNoise: 0.1 }

function trained(settings: Settings, { engine = reference as Engine, of = task, epochs = 2 } = {}): Trained {
  const trial = { task: 'echo', cell: 'V', number: 0, settings: { ...base, ...settings }, keys: [1] }
  const rules = { epochs, patience: epochs }
  const asked = { task: of, naiveBaseline: naiveBaseline(of, of.splits), cell: cells.V, rules, engine }
  const outcome = evaluate(trial, asked)
  if (outcome.kind === 'failed') throw new Error(outcome.reason)
  return outcome
}

describe('an epoch', () => {
  it('has every sequence once, in batches of which the last has what is left, in the order of batches of one', () => {
    const [one, four] = [1, 4].map((batchSize) => {
      const engine = recording()
      trained({ batchSize }, { engine })
      return engine.updates
    })
    expect(four.map(({ batch }) => batch.length)).toEqual([4, 2, 4, 2])
    expect(four.flatMap(({ batch }) => batch)).toEqual(one.flatMap(({ batch }) => batch))
    expect(new Set(four.slice(0, 2).flatMap(({ batch }) => batch))).toEqual(new Set(task.splits.training))
    const keys = (updates: typeof one) => updates.flatMap(({ update }) => update.noise!.keys)
    expect(keys(four)).toEqual(keys(one))
  })

  it('draws for batches of one what it always drew: an order, and two words for the noise of each sequence', () => {
    const engine = recording()
    trained({}, { engine, epochs: 1 })
    const order = stream(1, 'shuffle').permutation(6)
    const noise = stream(1, 'noise')
    expect(engine.updates.map(({ batch: [sequence] }) => sequence)).toEqual(
      Array.from(order, (k) => task.splits.training[k]),
    )
    expect(engine.updates.map(({ update }) => update)).toEqual(
      Array.from(order, () => {
        const keys = [[noise.bits(), noise.bits()]]
        return { rate: 0.1 * (1 - 0.5), momentum: 0.5, noise: { deviation: 0.1, keys } }
      }),
    )
  })

  it('takes the whole learning rate where there is no momentum, and the part of it that the schedule says', () => {
    const engine = recording()
    trained({ optimiser: 'adam', schedule: 'cosine', batchSize: 6, inputNoise: 0 }, { engine })
    expect(engine.updates.map(({ update }) => update)).toEqual([
      { rate: 0.1, momentum: 0 },
      { rate: expect.closeTo(0.05, 12), momentum: 0 },
    ])
  })

  it('gives each sequence a key for its dropout, which leaves the noise as it is', () => {
    const [plain, dropping] = [0, 0.5].map((dropout) => {
      const engine = recording()
      trained({ dropout, batchSize: 3 }, { engine })
      return engine.updates
    })
    expect(new Set(dropping.flatMap(({ update }) => update.dropout!.keys.map(String))).size).toBe(12)
    expect(dropping.map(({ update }) => update.noise)).toEqual(plain.map(({ update }) => update.noise))
  })
})

test('every hyperparameter of training changes the weights', () => {
  const adam = { optimiser: 'adam' }
  const changes: Settings[] = [
    {},
    { layers: 2 },
    { layers: 2, hiddenSize2: 4 },
    { batchSize: 2 },
    { clipNorm: 0.1 },
    { clipping: 0.01 },
    { dropout: 0.3 },
    { weightDecay: 0.1 },
    { schedule: 'cosine' },
    { initialWeights: 'uniform' },
    { initialWeights: 'glorot' },
    { forgetBias: 1 },
    { forgetBias: 'chrono' },
    { optimiser: 'rmsprop' },
    { optimiser: 'rmsprop', decay: 0.5 },
    { optimiser: 'rmsprop', epsilon: 0.5 },
    adam,
    { ...adam, beta1: 0.5 },
    { ...adam, beta2: 0.5 },
    { ...adam, epsilon: 0.5 },
    { ...adam, weightDecay: 0.1 },
    { optimiser: 'adamw', weightDecay: 0.1 },
  ]
  const weights = changes.map((settings) => trained(settings, { epochs: 2 }).weights)
  expect(new Set(weights).size).toBe(changes.length)
})

test.each([reference, wasmPlain])(
  'a set is measured the same whatever the number of sequences that are evaluated at a time: $name',
  (engine) => {
    const descent = descentOf({ ...base, layers: 2 })
    const program = engine.compile(networkOf(task, cells.V, descent), descent.compiled, { steps: 20, batch: 6 })
    program.write(
      'weights',
      Float64Array.from({ length: program.layout.length }, (_, k) => Math.sin(k)),
    )
    for (const metric of ['nats', 'wrong sets'] as const) {
      const asked = { ...task, metric }
      const results = [1, 2, 4, 6].map((block) => measure(program, asked, task.splits.training, block))
      expect(new Set(results).size, metric).toBe(1)
    }
  },
)

test('a trial has room for its batches, but for no more than there are sequences, and evaluates up to 16 at a time', () => {
  const room = (settings: Settings) => capacityFor(task, descentOf({ ...base, ...settings }))
  expect(room({})).toEqual({ steps: 20, batch: 3 })
  expect(room({ batchSize: 5 })).toEqual({ steps: 20, batch: 5 })
  expect(room({ batchSize: 500 })).toEqual({ steps: 20, batch: 6 })
  const long = { ...task.splits.test[0], steps: 2000 }
  const splits = { ...task.splits, test: Array(40).fill(long) }
  expect(capacityFor({ splits }, descentOf(base))).toEqual({ steps: 2000, batch: 2 })
})

describe('a task of one target a sequence', () => {
  /** Is the sum above 0? */
  const signs = (count: number, seed: string): Sequence[] => {
    const random = stream(seed)
    return Array.from({ length: count }, () => {
      const inputs = Float32Array.from({ length: 8 }, random.gaussian)
      const sum = inputs.reduce((total, x) => total + x, 0)
      return { steps: 8, inputs, targets: Int32Array.of(sum > 0 ? 1 : 0) }
    })
  }
  const whole = (change: Partial<Task>): Promise<LoadedTask> =>
    loadTask({
      name: 'signs',
      question: 'Is the sum above 0?',
      source: 'made for tests',
      inputs: 1,
      outputs: 2,
      directions: 2,
      loss: 'softmax',
      metric: 'error',
      readout: 'last',
      load: () => ({ training: signs(60, 'a'), validation: signs(30, 'b'), test: signs(30, 'c') }),
      ...change,
    })
  const settings = { optimiser: 'adam', learningRate: 0.03, batchSize: 4, inputNoise: 0 }

  it.each(['last', 'mean'] as const)('is learned by a readout of the %s', async (readout) => {
    const outcome = trained(settings, { of: await whole({ readout }), epochs: 8 })
    expect(outcome.test).toBeLessThan(25)
    expect(outcome.curve.training[7]).toBeLessThan(0.8 * Math.log(2))
  })

  it('is trained otherwise with class weights', async () => {
    const weighted = await whole({ classWeights: [1, 9] })
    const [plain, leaning] = [await whole({}), weighted].map((of) => trained(settings, { of }))
    expect(leaning.weights).not.toBe(plain.weights)
    // nine times the error of a class that is half of all
    expect(leaning.curve.training[0]).toBeGreaterThan(2 * plain.curve.training[0])
  })
})

test('values with their deviations: an error of less than nothing is no divergence, one of ten nats above the baseline is', () => {
  const values = (targets: readonly number[]): Sequence[] => [
    { steps: targets.length, inputs: new Float32Array(targets.length), targets: Float32Array.from(targets) },
  ]
  const splits = { training: values([0, 0.01, 0, 0.01]), validation: values([0, 0.01]), test: values([0.01]) }
  const of: LoadedTask = { ...task, outputs: 2, loss: 'gaussian', metric: 'nats per value', splits }
  expect(naiveBaseline(of, splits).validation).toBeLessThan(0)
  const sharper = trained({ optimiser: 'adam', learningRate: 0.05, inputNoise: 0 }, { of, epochs: 30 })
  expect(sharper.kind).toBe('completed')
  expect(sharper.validation).toBeLessThan(0)
  expect(trained({ learningRate: 1e3, momentum: 0 }, { of }).kind).toBe('diverged')
})

test('steps without a target are in no loss: the curve is a mean over the others', () => {
  const sequence = task.splits.training[0]
  const targets = Float32Array.from(sequence.targets, (target, t) => (t % 2 === 0 ? Number.NaN : target))
  const half = { ...sequence, targets }
  const of = { ...task, splits: { training: [half], validation: [half], test: [half] } }
  const outcome = trained({ learningRate: 1e-9, inputNoise: 0 }, { of, epochs: 1 })
  expect(outcome.curve.training[0]).toBeCloseTo(outcome.validation, 6)
})
