/**
 * Training by the protocol of Greff et al. (2017): stochastic gradient descent with momentum, an update after each sequence, the
 * validation set after each epoch, the weights of the best epoch kept and tested. Divergence is an outcome, not an error.
 */
import type { Program, Sequence } from '../engine/engine.ts'
import { initialWeights } from '../engine/layout.ts'
import { stateLength } from '../engine/optimiser.ts'
import { hashOf } from '../math/hash.ts'
import { stream } from '../math/random.ts'
import type { TrainingRules } from '../study/study.ts'
import { metrics } from '../task/metric.ts'
import type { LoadedTask } from '../task/task.ts'
import { countsOf, packLosses, resultFrom } from '../task/test-losses.ts'
import type { DescentSettings } from './descent.ts'
import type { Trained } from './outcome.ts'
import { advance, begin, isOver } from './stopping.ts'

/** What can be watched while a training goes on. */
export interface Epoch {
  readonly epoch: number
  readonly training: number
  readonly validation: number
  readonly bestEpoch: number
  readonly best: number
}

export interface TrainOptions {
  readonly descent: DescentSettings
  readonly rules: TrainingRules
  /** Results of the predictor that knows only how often each target occurs. */
  readonly naiveBaseline: { readonly validation: number; readonly test: number }
  /** Names the streams of the initial weights, the order of sequences and the noise. */
  readonly keys: readonly (string | number)[]
  readonly onEpoch?: (epoch: Epoch) => void
}

/** A validation result so many times the naive baseline’s counts as divergence. */
const DIVERGED = 10

/** Trains a program on a task, from fresh weights and at rest, whatever it did before. */
export function train(
  program: Program,
  task: LoadedTask,
  { descent, rules, naiveBaseline, keys, onEpoch }: TrainOptions,
): Trained {
  program.write('weights', initialWeights(program.layout, stream(...keys, 'weights')))
  program.write('optimiser', new Float64Array(stateLength(program.layout, descent.compiled.optimiser)))
  const runEpoch = epochRunner(program, task.splits.training, descent, keys)
  const measureTrue = (sequences: readonly Sequence[]) =>
    program.atTrueWeights(descent.momentum, () => measure(program, task, sequences))
  const curve = { training: [] as number[], validation: [] as number[] }
  let progress = begin
  let diverged = false
  let bestWeights: Float64Array | undefined
  while (!diverged && !isOver(progress, rules)) {
    const training = runEpoch()
    const validation = Number.isFinite(training) ? measureTrue(task.splits.validation) : Number.NaN
    curve.training.push(training)
    curve.validation.push(validation)
    progress = advance(progress, validation)
    diverged = !(validation <= DIVERGED * naiveBaseline.validation)
    if (progress.bestEpoch === progress.epoch && !diverged) {
      bestWeights = program.atTrueWeights(descent.momentum, () => program.read('weights'))
    }
    onEpoch?.({ epoch: progress.epoch, training, validation, bestEpoch: progress.bestEpoch, best: progress.best })
  }
  if (bestWeights !== undefined) {
    program.write('weights', bestWeights)
  }
  const tested = bestWeights && testOf(program, task)
  return {
    kind: diverged ? 'diverged' : 'completed',
    validation: bestWeights === undefined ? naiveBaseline.validation : progress.best,
    test: tested?.test ?? naiveBaseline.test,
    bestEpoch: bestWeights === undefined ? 0 : progress.bestEpoch,
    epochs: progress.epoch,
    curve,
    parameters: program.layout.length,
    weights: bestWeights === undefined ? '' : hashOfWeights(bestWeights),
    ...(tested?.testLosses !== undefined && { testLosses: tested.testLosses }),
  }
}

/** A function that makes one update with every training sequence, in a new order each time, and returns the loss a counted step. */
function epochRunner(
  program: Program,
  sequences: readonly Sequence[],
  { learningRate, momentum, inputNoise }: DescentSettings,
  keys: readonly (string | number)[],
): () => number {
  const order = stream(...keys, 'shuffle')
  const noise = stream(...keys, 'noise')
  const rate = learningRate * (1 - momentum)
  const steps = sequences.reduce((sum, { steps, from = 0 }) => sum + steps - from, 0)
  const drawNoise = () =>
    inputNoise === 0 ? {} : { noise: { deviation: inputNoise, keys: [[noise.bits(), noise.bits()] as const] } }
  return () => {
    let loss = 0
    for (const k of order.permutation(sequences.length)) {
      loss += program.update([sequences[k]], { rate, momentum, ...drawNoise() })
      if (!Number.isFinite(loss)) return loss
    }
    return loss / steps
  }
}

/** The task’s metric over a set of sequences, with the program’s weights as they are; NaN if any loss is not finite, which counting errors would hide. */
export function measure(program: Program, task: LoadedTask, sequences: readonly Sequence[]): number {
  const losses = lossesOf(program, task, sequences)
  return losses === undefined ? Number.NaN : resultFrom(losses, countsOf(task, sequences))
}

/** The result on the test set and what each sequence contributes to it; undefined if it is not finite. */
function testOf(program: Program, task: LoadedTask): { test: number; testLosses: string | undefined } | undefined {
  const losses = lossesOf(program, task, task.splits.test)
  if (losses === undefined) return undefined
  const test = resultFrom(losses, countsOf(task, task.splits.test))
  return Number.isFinite(test) ? { test, testLosses: packLosses(losses) } : undefined
}

/** What the metric sums over each sequence; undefined if the loss of one is not finite. */
function lossesOf(program: Program, task: LoadedTask, sequences: readonly Sequence[]): number[] | undefined {
  const metric = metrics[task.metric]
  const losses = []
  for (const sequence of sequences) {
    const [loss] = program.evaluate([sequence])
    if (!Number.isFinite(loss)) return undefined
    losses.push(metric.sum({ loss, logits: program.logits }, sequence, task.outputs))
  }
  return losses
}

/** SHA-256 of weights as float32, little-endian, in the order of the layout. */
function hashOfWeights(weights: Float64Array): string {
  return hashOf(new Uint8Array(Float32Array.from(weights).buffer))
}
