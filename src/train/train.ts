/**
 * Training by the protocol of Greff et al. (2017), unless settings say otherwise: stochastic gradient descent with momentum, an update
 * after each sequence, the validation set after each epoch, the weights of the best epoch kept and tested. Divergence is an outcome,
 * not an error.
 */
import type { Network, Program } from '../engine/engine.ts'
import { stateLength } from '../engine/optimiser.ts'
import { hashOf } from '../math/hash.ts'
import { type StreamState, stream, streamFrom } from '../math/random.ts'
import { largest } from '../math/statistics.ts'
import type { TrainingRules } from '../study/study.ts'
import { type Metric, metrics } from '../task/metric.ts'
import type { LoadedTask } from '../task/task.ts'
import type { DescentSettings } from './descent.ts'
import { type EpochStreams, epochRunner } from './epoch.ts'
import { measure, testOf } from './evaluation.ts'
import { firstWeights } from './initial.ts'
import type { Curve, Trained } from './outcome.ts'
import { advanceSchedule, type ScheduleState, unscheduled } from './schedule.ts'
import { advance, begin, isOver, type TrainingProgress } from './stopping.ts'

/** What can be watched while a training goes on. */
export interface Epoch {
  readonly epoch: number
  readonly training: number
  readonly validation: number
  readonly bestEpoch: number
  readonly best: number
}

export interface TrainOptions {
  /** The network that the program was compiled from. */
  readonly network: Network
  readonly descent: DescentSettings
  readonly rules: TrainingRules
  /** Results of the predictor that knows only how often each target occurs. */
  readonly naiveBaseline: { readonly validation: number; readonly test: number }
  /** Names the streams of the initial weights, the order of sequences, the noise and the dropout. */
  readonly keys: readonly (string | number)[]
  /** Sequences that are evaluated at a time, no more than the program has room for; those of a batch unless given. */
  readonly block?: number
  /** Where a training of the same options was interrupted; the first epoch unless given. */
  readonly from?: TrainingState
}

/**
 * A training between two epochs: all that decides how it goes on, so that one resumed from here comes to the same bits. Plain data
 * (numbers, lists and typed arrays) that structured clones keep; numbers may be infinite or NaN.
 */
export interface TrainingState {
  /** As the program has them, with Nesterov’s momentum the look-ahead point. */
  readonly weights: Float64Array
  readonly optimiser: Float64Array
  readonly progress: TrainingProgress
  readonly diverged: boolean
  /** Those of the best epoch, the true ones; absent before there is one. */
  readonly bestWeights?: Float64Array
  readonly curve: Curve
  readonly schedule: ScheduleState
  readonly streams: { readonly [name in keyof EpochStreams]: StreamState }
}

/** A training that goes on epoch by epoch, for as long as it is asked to. */
export interface Training {
  /** Whether all epochs are over, by the rules or in divergence. */
  isOver(): boolean
  /** Trains and validates one more epoch. */
  runEpoch(): Epoch
  /** Where it is now. */
  state(): TrainingState
  /** Puts the best weights into the program, if there are any, and tests them. */
  finish(): Trained
}

/** Trains a program on a task to the end; `onEpoch` is told of each epoch, and how to get the state after it. */
export function train(
  program: Program,
  task: LoadedTask,
  { onEpoch, ...options }: TrainOptions & { readonly onEpoch?: (epoch: Epoch, state: () => TrainingState) => void },
): Trained {
  const training = startTraining(program, task, options)
  while (!training.isOver()) {
    const epoch = training.runEpoch()
    onEpoch?.(epoch, training.state)
  }
  return training.finish()
}

/** A training from fresh weights and at rest, or from where it was interrupted, whatever the program did before. */
export function startTraining(program: Program, task: LoadedTask, options: TrainOptions): Training {
  const { descent, rules, naiveBaseline, block = Math.min(descent.batchSize, task.splits.training.length) } = options
  const { splits } = task
  const from = options.from ?? freshState(program, task, options)
  const { order, noise, dropout } = from.streams
  const streams = { order: streamFrom(order), noise: streamFrom(noise), dropout: streamFrom(dropout) }
  const trainEpoch = epochRunner(program, task, descent, streams)
  const atTrueWeights = <T>(body: () => T) => program.atTrueWeights(descent.momentum, body)
  const worst = worstOf(task, naiveBaseline.validation)
  const curve = { training: [...from.curve.training], validation: [...from.curve.validation] }
  let { progress, diverged, bestWeights, schedule } = from
  program.write('weights', from.weights)
  program.write('optimiser', from.optimiser)

  function runEpoch(): Epoch {
    const training = trainEpoch(schedule.factor)
    const validation = Number.isFinite(training)
      ? atTrueWeights(() => measure(program, task, splits.validation, block))
      : Number.NaN
    curve.training.push(training)
    curve.validation.push(validation)
    progress = advance(progress, validation)
    schedule = advanceSchedule(descent.schedule, schedule, progress, rules)
    diverged = !(validation <= worst)
    const { epoch, bestEpoch, best } = progress
    if (bestEpoch === epoch && !diverged) bestWeights = atTrueWeights(() => program.read('weights'))
    return { epoch, training, validation, bestEpoch, best }
  }

  return {
    isOver: () => diverged || isOver(progress, rules),
    runEpoch,
    state: () => ({
      weights: program.read('weights'),
      optimiser: program.read('optimiser'),
      progress,
      diverged,
      ...(bestWeights && { bestWeights: bestWeights.slice() }),
      curve: { training: [...curve.training], validation: [...curve.validation] },
      schedule,
      streams: { order: streams.order.state(), noise: streams.noise.state(), dropout: streams.dropout.state() },
    }),
    finish() {
      const ended = { epochs: progress.epoch, curve, parameters: program.layout.length }
      const kind = diverged ? 'diverged' : 'completed'
      const { validation, test: naiveTest } = naiveBaseline
      if (bestWeights === undefined) return { kind, validation, test: naiveTest, bestEpoch: 0, ...ended, weights: '' }
      program.write('weights', bestWeights)
      const { test = naiveTest, testLosses } = testOf(program, task, block) ?? {}
      return {
        kind,
        validation: progress.best,
        test,
        bestEpoch: progress.bestEpoch,
        ...ended,
        weights: hashOfWeights(bestWeights),
        ...(testLosses !== undefined && { testLosses }),
      }
    },
  }
}

/** The state before the first epoch. */
function freshState(program: Program, task: LoadedTask, { network, descent, keys }: TrainOptions): TrainingState {
  const longest = largest(task.splits.training.map(({ steps }) => steps))
  return {
    weights: firstWeights(network, descent.initial, { keys, longest }),
    optimiser: new Float64Array(stateLength(program.layout, descent.compiled.optimiser)),
    progress: begin,
    diverged: false,
    curve: { training: [], validation: [] },
    schedule: unscheduled,
    streams: {
      order: stream(...keys, 'shuffle').state(),
      noise: stream(...keys, 'noise').state(),
      dropout: stream(...keys, 'dropout').state(),
    },
  }
}

/**
 * The worst validation result that is no divergence: ten times that of the naive baseline, or 10 above it where results may be
 * negative.
 */
function worstOf({ metric }: LoadedTask, naive: number): number {
  const { least = 0 }: Metric = metrics[metric]
  return least < 0 ? naive + 10 : 10 * naive
}

/** SHA-256 of weights as float32, little-endian, in the order of the layout. */
function hashOfWeights(weights: Float64Array): string {
  return hashOf(new Uint8Array(Float32Array.from(weights).buffer))
}
