/**
 * How long trials will take of which none has finished. One network of each task, of a middle size, makes updates with a sequence of
 * that task; the time goes with the operations. Nothing here touches the random streams of a trial.
 */
import { equationsOf } from '../cell/template.ts'
import type { Engine, Key, Network, Program, Sequence, Update } from '../engine/engine.ts'
import { initialWeights } from '../engine/layout.ts'
import { operationsOf } from '../engine/operations.ts'
import { rowsOf, targetsOfRow } from '../engine/sequence.ts'
import { stream } from '../math/random.ts'
import { mean } from '../math/statistics.ts'
import type { Study } from '../study/study.ts'
import { trialAt } from '../study/trial.ts'
import type { LoadedTask } from '../task/task.ts'
import { type DescentSettings, descentOf } from '../train/descent.ts'
import { networkOf } from '../train/network.ts'

/** A task, and its cells of which no trial has been timed. */
export interface Untimed {
  readonly task: LoadedTask
  readonly cells: readonly string[]
}

const HOUR = 3600

/** Operations a second that every machine and engine exceeds: what is short at this pace is not measured. */
const SLOWEST = 1e7

/** Updates, and seconds of them, until machine code is as fast as it gets. */
const WARM = { updates: 30, seconds: 0.15 }

/** The most seconds of measuring, all tasks together. */
const BUDGET = 2

/** Trials of a pair whose sizes are averaged. */
const SAMPLE = 50

/** An update of more operations is measured on the beginning of its sequence. */
const MOST_OPERATIONS = 5e7

/**
 * Seconds of a trial of each pair, such as `jsb/V`, that trains all epochs of its study, measured on this thread. Empty where all
 * their trials take the workers less than an hour, or where a network cannot be trained here, which must not stop the run: its trials
 * say why.
 */
export function forecast(
  study: Study,
  untimed: readonly Untimed[],
  { engine, workers }: { engine: Engine; workers: number },
): Record<string, number> {
  const isLong = (seconds: readonly number[]) =>
    study.trials * seconds.reduce((sum, each) => sum + each, 0) > HOUR * workers
  try {
    const works = untimed.map((each) => workOf(study, each))
    if (!isLong(works.flatMap(({ pairs }) => pairs.map(({ operations }) => operations / SLOWEST)))) return {}
    const pace = pacer(engine, BUDGET / works.length)
    const seconds = works.flatMap((work) => {
      const each = pace(work)
      return work.pairs.map(({ name, operations }) => [name, each * operations] as const)
    })
    return isLong(seconds.map(([, each]) => each)) ? Object.fromEntries(seconds) : {}
  } catch {
    return {}
  }
}

/** What trials of a task execute. */
interface Work {
  readonly task: LoadedTask
  /** Operations of a mean trial of each pair. */
  readonly pairs: readonly { readonly name: string; readonly operations: number }[]
  /** The network to be timed. */
  readonly middle: Drawn
}

function workOf(study: Study, { task, cells }: Untimed): Work {
  const steps = stepsOf(task, study.training.epochs)
  const drawn = cells.map((cell) => drawnFor(study, task, cell))
  const pairs = cells.map((cell, k) => ({
    name: `${task.name}/${cell}`,
    operations: steps * mean(drawn[k].map(({ perStep }) => perStep)),
  }))
  return { task, pairs, middle: middleOf(drawn.flat()) }
}

/** Steps of a trial in updates; an evaluation is taken as a third of an update. */
function stepsOf({ splits }: LoadedTask, epochs: number): number {
  const count = (sequences: readonly Sequence[]) => sequences.reduce((sum, { steps }) => sum + steps, 0)
  const { training, validation, test } = splits
  return epochs * (count(training) + count(validation) / 3) + count(test) / 3
}

interface Drawn {
  readonly network: Network
  readonly descent: DescentSettings
  /** Operations of an update for each step of its sequence. */
  readonly perStep: number
}

function drawnFor(study: Study, task: LoadedTask, cell: string): Drawn[] {
  return Array.from({ length: Math.min(study.trials, SAMPLE) }, (_, number) => {
    const { settings } = trialAt(study, task.name, cell, number)
    const descent = descentOf(settings)
    const network = networkOf(task, equationsOf(study.cells[cell], settings), descent)
    return { network, descent, perStep: operationsOf(network, 1) }
  })
}

function middleOf(drawn: readonly Drawn[]): Drawn {
  return drawn.toSorted((a, b) => a.perStep - b.perStep)[drawn.length >> 1]
}

/** A function that measures the seconds of an operation; the programs it makes share one memory. */
function pacer(engine: Engine, budget: number): (work: Work) => number {
  let instead: Program | undefined
  return ({ task, middle: { network, descent, perStep } }) => {
    const most = Math.max(1, Math.floor(MOST_OPERATIONS / perStep))
    const count = Math.min(descent.batchSize, task.splits.training.length)
    const sequence = beginning(middleSequence(task.splits.training), Math.ceil(most / count), network)
    const batch: Sequence[] = Array(count).fill(sequence)
    const program = engine.compile(network, descent.compiled, { steps: sequence.steps, batch: count }, instead)
    program.write('weights', initialWeights(program.layout, stream('forecast')))
    instead = program
    return secondsOfUpdate(program, batch, descent, budget) / (perStep * sequence.steps * count)
  }
}

function middleSequence(sequences: readonly Sequence[]): Sequence {
  return sequences.toSorted((a, b) => a.steps - b.steps)[sequences.length >> 1]
}

/** A sequence, or so many of its first steps; of a label so much as surely fits them. */
function beginning(sequence: Sequence, steps: number, network: Network): Sequence {
  if (sequence.steps <= steps) return sequence
  const targets = network.loss === 'ctc' ? steps >> 1 : rowsOf(network, steps) * targetsOfRow(network)
  return {
    steps,
    inputs: sequence.inputs.subarray(0, steps * network.inputs),
    targets: sequence.targets.subarray(0, targets),
  }
}

/** The fastest of some updates, since other work on the machine can only add to one. */
function secondsOfUpdate(
  program: Program,
  batch: readonly Sequence[],
  { inputNoise: deviation, dropout: share, momentum }: DescentSettings,
  budget: number,
): number {
  const keys = batch.map((_, k): Key => [k + 1, 2])
  // so small a step that the network stays where it is
  const update: Update = {
    rate: 1e-12,
    momentum,
    ...(deviation > 0 && { noise: { deviation, keys } }),
    ...(share > 0 && { dropout: { share, keys } }),
  }
  let fastest = Number.POSITIVE_INFINITY
  let spent = 0
  for (let count = 0; spent < budget && (count < WARM.updates || spent < WARM.seconds); count++) {
    const start = performance.now()
    program.update(batch, update)
    const seconds = (performance.now() - start) / 1000
    fastest = Math.min(fastest, seconds)
    spent += seconds
  }
  return fastest
}
