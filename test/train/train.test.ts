import { describe, expect, it } from 'vitest'
import { cells } from '../../src/cell/catalog.ts'
import type { Engine, Sequence } from '../../src/engine/engine.ts'
import { reference } from '../../src/engine/reference/reference.ts'
import { wasmPlain } from '../../src/engine/wasm/engine.ts'
import { stream } from '../../src/math/random.ts'
import type { LoadedTask, Splits } from '../../src/task/task.ts'
import { countsOf, giveResult, resultFrom, unpackLosses } from '../../src/task/test-losses.ts'
import { descentOf } from '../../src/train/descent.ts'
import { measure } from '../../src/train/evaluation.ts'
import { networkOf } from '../../src/train/network.ts'
import { advance, begin, isOver } from '../../src/train/stopping.ts'
import { train } from '../../src/train/train.ts'

/** Sequences of three numbers whose target is the number of the step before. */
function echo(count: number, seed: number): Sequence[] {
  const random = stream('echo', seed)
  return Array.from({ length: count }, () => {
    const inputs = Float32Array.from({ length: 12 }, () => random.uniform() - 0.5)
    return { steps: 12, inputs, targets: Float32Array.from(inputs, (_, t) => (t === 0 ? 0 : inputs[t - 1])) }
  })
}

const taskOf = (splits: Splits): LoadedTask => ({
  name: 'echo',
  question: 'What was the number before?',
  source: 'made up',
  inputs: 1,
  outputs: 1,
  directions: 1,
  loss: 'squared',
  metric: 'mse',
  splits,
  fingerprint: '',
})
const task = taskOf({ training: echo(40, 0), validation: echo(10, 1), test: echo(10, 2) })
const naiveOfEcho = { validation: 0.083, test: 0.083 }
const settings = { hiddenSize: 6, learningRate: 0.05, momentum: 0.9, inputNoise: 0.02 }

function run(
  changes: Record<string, number | string> = {},
  { engine = wasmPlain as Engine, epochs = 12, patience = 5, naiveBaseline = naiveOfEcho } = {},
) {
  const descent = descentOf({ ...settings, ...changes })
  const asked = { inputs: 1, outputs: 1, directions: 1, loss: 'squared' } as const
  const network = networkOf(asked, cells.NP, descent)
  const program = engine.compile(network, descent.compiled, { steps: 12, batch: descent.batchSize })
  const rules = { epochs, patience }
  const outcome = train(program, task, { network, descent, rules, naiveBaseline, keys: ['test', 1] })
  return { outcome, program }
}

describe('stopping', () => {
  it('an epoch is better only if its result is lower', () => {
    const progress = [3, 2, 2, 4].reduce(advance, begin)
    expect(progress).toEqual({ epoch: 4, bestEpoch: 2, best: 2 })
  })

  it('training is over after `patience` epochs without a better one, or at the last epoch', () => {
    const rules = { epochs: 150, patience: 15 }
    expect(isOver({ epoch: 20, bestEpoch: 6, best: 1 }, rules)).toBe(false)
    expect(isOver({ epoch: 21, bestEpoch: 6, best: 1 }, rules)).toBe(true)
    expect(isOver({ epoch: 150, bestEpoch: 149, best: 1 }, rules)).toBe(true)
  })
})

describe('the settings of training', () => {
  it('momentum is Nesterov’s and nothing is clipped unless they say so', () => {
    expect(descentOf(settings)).toEqual({
      hiddenSizes: [6],
      initial: { weights: 'normal', forgetBias: 0 },
      batchSize: 1,
      learningRate: 0.05,
      schedule: { kind: 'constant' },
      momentum: 0.9,
      inputNoise: 0.02,
      dropout: 0,
      weightDecay: 0,
      compiled: { optimiser: { kind: 'nesterov' } },
    })
    expect(descentOf({ ...settings, clipping: '1', momentumKind: 'classical' }).compiled).toEqual({
      optimiser: { kind: 'classical' },
      clip: 1,
    })
  })

  it('an optimiser has its own numbers, of PyTorch’s defaults, and needs no momentum', () => {
    const { momentum: _, ...rest } = settings
    const of = (optimiser: string, more = {}) => descentOf({ ...rest, optimiser, ...more })
    expect(of('adam').compiled.optimiser).toEqual({ kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 })
    expect(of('adamw', { beta1: 0.8 }).compiled.optimiser).toMatchObject({ kind: 'adamw', beta1: 0.8 })
    expect(of('rmsprop').compiled.optimiser).toEqual({ kind: 'rmsprop', decay: 0.99, epsilon: 1e-8 })
    expect(of('adam', { momentum: 0.9 }).momentum).toBe(0)
  })

  it('each layer has its own size, or that of all', () => {
    expect(descentOf({ ...settings, layers: 3, hiddenSize2: 4 }).hiddenSizes).toEqual([6, 4, 6])
    expect(descentOf({ ...settings, layers: '2', hiddenSize3: 9 }).hiddenSizes).toEqual([6, 6])
  })

  it('what cannot be is refused with what would be right', () => {
    expect(() => descentOf({ ...settings, hiddenSize: 12.5 })).toThrow(
      'hiddenSize must be a whole number from 1 to 4096, not 12.5',
    )
    expect(() => descentOf({ ...settings, momentum: 1 })).toThrow('momentum must be a number from 0 to below 1, not 1')
    expect(() => descentOf({ ...settings, momentumKind: 'heavy' })).toThrow(
      'momentumKind must be nesterov or classical, not "heavy"',
    )
  })
})

describe('training', () => {
  it('learns', () => {
    const { outcome } = run({}, { epochs: 40 })
    expect(outcome.kind).toBe('completed')
    expect(outcome.test).toBeLessThan(0.4 * naiveOfEcho.test)
    expect(outcome.curve.training.length).toBe(outcome.epochs)
    expect(outcome.curve.validation[outcome.bestEpoch - 1]).toBe(outcome.validation)
    expect(Math.min(...outcome.curve.validation)).toBe(outcome.validation)
  })

  it('tests the weights of the best epoch, the true ones and not the look-ahead point', () => {
    const { outcome, program } = run({ learningRate: 0.3 })
    expect(measure(program, task, task.splits.validation)).toBeCloseTo(outcome.validation, 12)
    expect(measure(program, task, task.splits.test)).toBeCloseTo(outcome.test, 12)
  })

  it.each([wasmPlain, reference])(
    'keeps the loss of each test sequence, which give the test result back: $name',
    (engine) => {
      const { outcome, program } = run({}, { engine })
      const losses = unpackLosses(outcome.testLosses!)!
      const { test } = task.splits
      expect([...losses]).toEqual(test.map((sequence) => Math.fround(2 * program.evaluate([sequence])[0])))
      expect(countsOf(task, test)).toEqual(test.map(() => 12))
      expect(giveResult(losses, countsOf(task, test), outcome.test)).toBe(true)
      expect(
        resultFrom(
          test.map((one) => 2 * program.evaluate([one])[0]),
          countsOf(task, test),
        ),
      ).toBe(outcome.test)
    },
  )

  it('stops when patience is over', () => {
    const { outcome } = run({ learningRate: 1e-12 }, { epochs: 50, patience: 3 })
    expect(outcome.epochs).toBe(outcome.bestEpoch + 3)
  })

  it('is the same to the bit when it is run again', () => {
    expect(run().outcome).toEqual(run().outcome)
    expect(run().outcome.weights).toMatch(/^[0-9a-f]{64}$/)
  })

  it('depends on its keys, its noise and its rate', () => {
    const hashes = [run(), run({ inputNoise: 0 }), run({ learningRate: 0.06 }), run({ momentumKind: 'classical' })]
    expect(new Set(hashes.map(({ outcome }) => outcome.weights)).size).toBe(4)
  })

  it('that diverges at once leaves the naive baseline’s results and no weights', () => {
    const { outcome } = run({ learningRate: 1e6, momentum: 0 })
    expect(outcome).toMatchObject({ kind: 'diverged', validation: 0.083, test: 0.083, bestEpoch: 0, weights: '' })
    expect(outcome.testLosses).toBeUndefined()
  })

  it('that diverges later keeps its best epoch', () => {
    // a wild training, run again with a bound on the validation result that it breaks after its first epoch
    const options = { epochs: 30, patience: 30 }
    const { validation } = run({ learningRate: 2, momentum: 0.98 }, options).outcome.curve
    const breaks = validation.findIndex((value, epoch) => epoch > 0 && value > Math.max(...validation.slice(0, epoch)))
    expect(breaks).toBeGreaterThan(0)
    const bound = (validation[breaks] + Math.max(...validation.slice(0, breaks))) / 20
    const { outcome } = run(
      { learningRate: 2, momentum: 0.98 },
      { ...options, naiveBaseline: { validation: bound, test: bound } },
    )
    const best = Math.min(...validation.slice(0, breaks))
    expect(outcome).toMatchObject({
      kind: 'diverged',
      epochs: breaks + 1,
      validation: best,
      bestEpoch: validation.indexOf(best) + 1,
    })
    expect(outcome.weights).not.toBe('')
  })

  it('that ends an epoch with weights that are no numbers has diverged, even where errors can still be counted', () => {
    // one update an epoch: the training loss is still that of the initial weights; the step leaves the range of float32
    const sequence = { steps: 2, inputs: Float32Array.of(1, 2), targets: Int32Array.of(0, 0) }
    const one = { training: [sequence], validation: [sequence], test: [sequence] }
    const classes: LoadedTask = { ...taskOf(one), outputs: 2, loss: 'softmax', metric: 'error' }
    const descent = descentOf({ hiddenSize: 2, learningRate: 1e300, momentum: 0, inputNoise: 0 })
    const network = networkOf(classes, cells.NIAF, descent)
    const program = wasmPlain.compile(network, descent.compiled, { steps: 2, batch: 1 })
    const naiveBaseline = { validation: 50, test: 60 }
    const outcome = train(program, classes, {
      network,
      descent,
      rules: { epochs: 9, patience: 9 },
      naiveBaseline,
      keys: [1],
    })
    expect(outcome.curve.training[0]).toBeLessThan(2)
    expect(outcome).toMatchObject({ kind: 'diverged', epochs: 1, bestEpoch: 0, validation: 50, test: 60, weights: '' })
  })

  it('in float32 stays close to the reference for fifty epochs', () => {
    const [fast, truth] = [wasmPlain, reference].map((engine) => run({}, { engine, epochs: 50, patience: 50 }).outcome)
    fast.curve.validation.forEach((value, epoch) => {
      expect(Math.abs(value / truth.curve.validation[epoch] - 1), `epoch ${epoch + 1}`).toBeLessThan(0.01)
    })
  })
})
