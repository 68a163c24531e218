import type { Sequence } from '../engine/engine.ts'
import type { LossName } from '../engine/loss/loss.ts'
import { losses } from '../engine/loss/losses.ts'
import { bestPath, editDistance, mostProbable } from './decoding.ts'
import { eachRow, eachTarget, type Judged, rowsCounted, rowsIn, targetsCounted } from './targets.ts'
import type { Task } from './task.ts'

/** What a metric is told of one sequence: the summed loss and the logits (rows × outputs). */
export interface Evaluation {
  readonly loss: number
  readonly logits: () => Float32Array | Float64Array
}

/** A measure of error: a sum over sequences, divided by a count. Lower is better. Steps without a target are in neither. */
export interface Metric {
  readonly title: string
  readonly unit: string
  /** The difference up to which results count as the same, unless a user fixes another; absent where nothing general can be said. */
  readonly margin?: number
  /** The smallest error there is; 0 unless given. */
  readonly least?: number
  /** The largest error there is; absent where there is none. */
  readonly most?: number
  /** The losses it can be computed with: they say what logits and targets are. */
  readonly losses: readonly LossName[]
  readonly sum: (evaluation: Evaluation, sequence: Sequence, task: Scored) => number
  readonly count: (sequence: Sequence, task: Judged) => number
}

/** What of a task its metric depends on. */
export type Scored = Judged & Pick<Task, 'classWeights'>

const ofValues = { unit: '', losses: ['squared', 'huber', 'gaussian'] } as const

/** Edits that turn what the best path reads into the label, over the symbols of the label. */
const edits = {
  unit: '%',
  losses: ['ctc'],
  margin: 1,
  sum: ({ logits }, { steps, targets }, { outputs }) => 100 * editDistance(bestPath(logits(), steps, outputs), targets),
  count: ({ targets }) => targets.length,
} as const satisfies Omit<Metric, 'title'>

/** The metrics by name. A task names one; workers find it here. */
export const metrics = {
  nats: {
    title: 'negative log-likelihood',
    unit: 'nats per frame',
    losses: ['sigmoid', 'softmax', 'ctc'],
    margin: 0.1,
    sum: ({ loss, logits }, sequence, task) =>
      task.classWeights === undefined ? loss : withoutClassWeights(logits(), sequence, task),
    count: (sequence, task) => rowsCounted(task, sequence),
  },
  /** Of densities: below 0 where predictions are sharper than one unit. */
  'nats per value': {
    title: 'negative log-likelihood',
    unit: 'nats per value',
    losses: ['gaussian'],
    least: Number.NEGATIVE_INFINITY,
    sum: ({ loss }) => loss,
    count: (sequence, task) => targetsCounted(task, sequence),
  },
  mse: {
    title: 'mean squared error',
    ...ofValues,
    sum: ({ loss, logits }, sequence, task) =>
      task.loss === 'squared' ? 2 * loss : errors(logits(), sequence, task, (error) => error ** 2),
    count: (sequence, task) => targetsCounted(task, sequence),
  },
  mae: {
    title: 'mean absolute error',
    ...ofValues,
    sum: ({ logits }, sequence, task) => errors(logits(), sequence, task, Math.abs),
    count: (sequence, task) => targetsCounted(task, sequence),
  },
  /** Steps whose most probable class is not the target's. */
  error: {
    title: 'classification error',
    unit: '%',
    losses: ['softmax'],
    margin: 1,
    most: 100,
    sum: ({ logits }, sequence, task) => {
      const values = logits()
      return 100 * rowsWrong(sequence, task, (row) => mostProbable(values, row, task.outputs) !== sequence.targets[row])
    },
    count: (sequence, task) => rowsCounted(task, sequence),
  },
  /** Steps at which some output is on the wrong side of one half: the criterion of Gers and Schmidhuber's grammars. */
  'wrong sets': {
    title: 'steps with a wrong prediction',
    unit: '%',
    losses: ['sigmoid'],
    margin: 1,
    most: 100,
    sum: ({ logits }, sequence, task) => {
      const values = logits()
      const { outputs } = task
      return 100 * rowsWrong(sequence, task, (row) => sidesDiffer(values, sequence.targets, row * outputs, outputs))
    },
    count: (sequence, task) => rowsCounted(task, sequence),
  },
  cer: { title: 'character error rate', ...edits },
  per: { title: 'phone error rate', ...edits },
} as const satisfies Record<string, Metric>

export type MetricName = keyof typeof metrics

/** The loss that all classes count alike in; the one that is trained weighs them. */
function withoutClassWeights(logits: ArrayLike<number>, sequence: Sequence, { loss, outputs }: Judged): number {
  const { from = 0, targets } = sequence
  return losses[loss].value({ logits, rows: rowsIn({ loss, outputs }, sequence), outputs, from, targets })
}

/** The sum of what is made of each difference between a value and its target. */
function errors(logits: ArrayLike<number>, sequence: Sequence, task: Judged, size: (error: number) => number): number {
  let sum = 0
  eachTarget(task, sequence, (target, _, logit) => (sum += size(logits[logit] - target)))
  return sum
}

/** How many rows with a target are wrong by the given rule. */
function rowsWrong(sequence: Sequence, task: Judged, wrong: (row: number) => boolean): number {
  let count = 0
  eachRow(task, sequence, (row) => {
    if (wrong(row)) count += 1
  })
  return count
}

/** Whether some logit is positive where its target is at most one half, or the other way round; NaN is on neither side. No target is on both. */
function sidesDiffer(logits: ArrayLike<number>, targets: ArrayLike<number>, from: number, length: number): boolean {
  for (let k = from; k < from + length; k++) {
    if (!Number.isNaN(targets[k]) && (targets[k] > 0.5 ? !(logits[k] > 0) : !(logits[k] <= 0))) return true
  }
  return false
}
