/** How fast an engine is on this machine: complete updates of networks of the study’s shapes, beside the machine’s own limit. */
import type { Cell } from '../cell/cell.ts'
import type { Descent, Engine, Network, Program, Sequence } from '../engine/engine.ts'
import { initialWeights } from '../engine/layout.ts'
import { operationsOf } from '../engine/operations.ts'
import { reference } from '../engine/reference/reference.ts'
import { type Stream, stream } from '../math/random.ts'
import { median } from '../math/statistics.ts'
import { peakLoop } from './peak.ts'

/** A task’s sizes, as far as speed depends on them. */
export interface Shape {
  readonly inputs: number
  readonly outputs: number
  readonly steps: number
  readonly directions: 1 | 2
  readonly loss: 'sigmoid' | 'softmax' | 'ctc'
  /** Characters of a line, with the ctc loss. */
  readonly label?: number
  /** Training and validation sequences of an epoch, and those of the test; absent where no corpus has this shape. */
  readonly epoch?: { readonly training: number; readonly validation: number; readonly test: number }
}

/**
 * JSB and TIMIT at their mean lengths, IAM-OnDB at an assumed one of 400 points and 30 characters a line, and a small one. Sizes of the
 * corpora as in the paper.
 */
export const shapes = {
  jsb: {
    inputs: 88,
    outputs: 88,
    steps: 61,
    directions: 1,
    loss: 'sigmoid',
    epoch: { training: 229, validation: 76, test: 77 },
  },
  timit: {
    inputs: 39,
    outputs: 61,
    steps: 304,
    directions: 2,
    loss: 'softmax',
    epoch: { training: 3696, validation: 400, test: 192 },
  },
  'iam-online': {
    inputs: 4,
    outputs: 82,
    steps: 400,
    directions: 2,
    loss: 'ctc',
    label: 30,
    epoch: { training: 5355, validation: 2956, test: 3859 },
  },
  small: { inputs: 7, outputs: 7, steps: 100, directions: 1, loss: 'softmax' },
} as const satisfies Record<string, Shape>

export interface Speed {
  readonly shape: string
  readonly cell: string
  readonly hidden: number
  /** Median microseconds of one update on one sequence. */
  readonly microseconds: number
  readonly gigaflops: number
  /** Of the peak measured in between. */
  readonly shareOfPeak: number
  /** Time relative to the first cell’s, divided by the same ratio of executed operations. */
  readonly timeOverOperations: number
  /** Of training and validation; undefined where the shape belongs to no corpus. */
  readonly secondsPerEpoch?: number
  /** At fifty epochs a trial, on one thread. */
  readonly trialsPerHour?: number
}

export interface SpeedReport {
  readonly arithmetic: string
  /** Median GFLOP/s of a loop of 128-bit multiplications and additions. */
  readonly peak: number
  readonly rows: readonly Speed[]
}

/** A network ready to be timed. */
export interface Runner {
  readonly name: string
  /** Of one update. */
  readonly operations: number
  readonly update: () => void
  /** Microseconds of an update, the mean of as many as take some 20 ms. */
  readonly time: () => number
  /** Microseconds of an evaluation, likewise. */
  readonly timeEvaluation: () => number
}

const now = () => performance.now()

const NESTEROV: Descent = { optimiser: { kind: 'nesterov' } }

/** Measures every cell at every shape and hidden size, all cells of one size in turns so that a busy moment hits them alike. */
export function measureSpeed({
  cells,
  engine,
  hidden = [20, 78, 200],
  names = Object.keys(shapes) as (keyof typeof shapes)[],
  rounds = 15,
  noise = false,
}: {
  cells: Readonly<Record<string, Cell>>
  engine: Engine
  hidden?: readonly number[]
  names?: readonly (keyof typeof shapes)[]
  rounds?: number
  noise?: boolean
}): SpeedReport {
  const relaxed = engine.arithmetic.endsWith('relaxed') ? 'relaxed' : 'plain'
  const loop = peakLoop(relaxed)
  const peaks: number[] = []
  const measurePeak = () => {
    const start = now()
    const operations = loop(400_000)
    peaks.push(operations / (now() - start) / 1e6)
  }
  measurePeak()
  const measured = names.flatMap((name) =>
    hidden.map((units) => {
      const runners = Object.entries(cells).map(([cell, equations]) =>
        runnerFor(cell, equations, units, shapes[name], { engine, noise }),
      )
      const times: number[][] = runners.map(() => [])
      for (let round = 0; round < rounds; round++) {
        measurePeak()
        for (const [k, runner] of runners.entries()) times[k].push(runner.time())
      }
      return { name, units, runners, medians: times.map(median) }
    }),
  )
  const peak = median(peaks)
  const rows = measured.flatMap(({ name, units, runners, medians }) =>
    runners.map(({ name: cell, operations }, k) => {
      const relative = { time: medians[k] / medians[0], operations: operations / runners[0].operations }
      return speedOf({ shape: name, cell, hidden: units, microseconds: medians[k], operations, peak, relative })
    }),
  )
  return { arithmetic: engine.arithmetic, peak, rows }
}

/** A network of a shape with random weights and one sequence, checked against the reference engine and warmed up. */
export function runnerFor(
  name: string,
  cell: Cell,
  hidden: number,
  shape: Shape,
  { engine, noise = false }: { engine: Engine; noise?: boolean },
): Runner {
  const { inputs, outputs, directions, loss, steps, label = 0 }: Shape = shape
  const network: Network = { layers: [{ cell, hidden, directions }], inputs, outputs, loss, readout: 'each step' }
  const random = stream('speed', name, hidden, inputs)
  const program = engine.compile(network, NESTEROV, { steps, batch: 1 })
  program.write('weights', initialWeights(program.layout, random))
  const sequence = sequenceFor(network, { steps, label }, random)
  checkAgainstReference(network, program, sequence)
  // so small a step that thousands of them on one sequence leave the network where it is
  const update = {
    rate: 1e-12,
    momentum: 0.9,
    ...(noise ? { noise: { deviation: 0.5, keys: [[1, 2]] as const } } : {}),
  }
  const once = () => program.update([sequence], update)
  const timeEvaluation = timer(() => program.evaluate([sequence]))
  return { name, operations: operationsOf(network, steps), update: once, time: timer(once), timeEvaluation }
}

/** What takes so many microseconds, the mean of as many turns as take some 20 ms, warmed up for 100. */
function timer(work: () => void): () => number {
  const timed = (turns: number) => {
    const start = now()
    for (let k = 0; k < turns; k++) work()
    return (1e3 * (now() - start)) / turns
  }
  let turns: number | undefined
  return () => {
    if (turns === undefined) {
      const warm = now()
      while (now() - warm < 100) timed(1)
      turns = Math.max(1, Math.ceil(20_000 / timed(5)))
    }
    return timed(turns)
  }
}

/** A speed is only worth measuring if the result is right: the loss must be the reference engine’s. */
function checkAgainstReference(network: Network, program: Program, sequence: Sequence): void {
  const truth = reference.compile(network, NESTEROV, { steps: sequence.steps, batch: 1 })
  truth.write('weights', program.read('weights'))
  const [[expected], [got]] = [truth.evaluate([sequence]), program.evaluate([sequence])]
  if (!(Math.abs(got / expected - 1) < 1e-4))
    throw new Error(`the loss is ${got} where the reference engine says ${expected}`)
}

function sequenceFor(
  { inputs, outputs, loss }: Network,
  { steps, label }: { steps: number; label: number },
  random: Stream,
): Sequence {
  const sparse = (n: number) => Float32Array.from({ length: n }, () => (random.uniform() < 0.05 ? 1 : 0))
  const dense = (n: number) => Float32Array.from({ length: n }, () => random.gaussian())
  return loss === 'sigmoid'
    ? { steps, inputs: sparse(steps * inputs), targets: sparse(steps * outputs) }
    : {
        steps,
        inputs: dense(steps * inputs),
        targets:
          loss === 'ctc'
            ? Int32Array.from({ length: label }, () => 1 + random.integer(outputs - 1))
            : Int32Array.from({ length: steps }, () => random.integer(outputs)),
      }
}

function speedOf({
  shape,
  cell,
  hidden,
  microseconds,
  operations,
  peak,
  relative,
}: {
  shape: keyof typeof shapes
  cell: string
  hidden: number
  microseconds: number
  operations: number
  peak: number
  relative: { time: number; operations: number }
}): Speed {
  const gigaflops = operations / microseconds / 1e3
  const { epoch }: Shape = shapes[shape]
  // an evaluation is taken as a third of an update: the forward pass alone
  const seconds = epoch && (microseconds * (epoch.training + epoch.validation / 3)) / 1e6
  return {
    shape,
    cell,
    hidden,
    microseconds,
    gigaflops,
    shareOfPeak: gigaflops / peak,
    timeOverOperations: relative.time / relative.operations,
    ...(seconds === undefined ? {} : { secondsPerEpoch: seconds, trialsPerHour: 3600 / (50 * seconds) }),
  }
}
