import type { Sequence } from '../engine/engine.ts'
import { BLANK } from '../engine/loss/ctc.ts'
import type { LossName } from '../engine/loss/loss.ts'
import { losses } from '../engine/loss/losses.ts'
import { log } from '../math/functions.ts'
import { metrics } from './metric.ts'
import { eachTarget, type Judged, rowsIn } from './targets.ts'
import type { LoadedTask, Splits } from './task.ts'
import { countsOf, packLosses, resultFrom, type TestSequences } from './test-losses.ts'

/** What of a task the predictor depends on. */
type Predicted = Judged & Pick<LoadedTask, 'metric'>

/**
 * The metric on validation and test of the predictor that sees no input and knows only how often each target occurs in training:
 * frequencies with one added to each count for sigmoid and softmax, the mean for squared and huber, mean and deviation for gaussian;
 * with ctc it reads nothing at all. What a network must beat to have learned.
 */
export function naiveBaseline(task: Predicted, splits: Splits): { validation: number; test: number } {
  return resultsOf(task, splits, constantLogits(task, splits.training))
}

/** The metric on validation and test of any predictor: it gives the logits of a sequence, rows × outputs. */
export function resultsOf(
  task: Predicted,
  { validation, test }: Pick<Splits, 'validation' | 'test'>,
  logitsOf: (sequence: Sequence) => Float64Array,
): { validation: number; test: number } {
  const measured = (of: readonly Sequence[]) => resultFrom(lossesOf(task, of, logitsOf), countsOf(task, of))
  return { validation: measured(validation), test: measured(test) }
}

/** The counts of the test sequences, and what this predictor makes of each; undefined of more than trials keep the losses of. */
export function testSequencesOf(task: Predicted, { training, test }: Splits): TestSequences | undefined {
  const losses = packLosses(lossesOf(task, test, constantLogits(task, training)))
  return losses === undefined ? undefined : { counts: countsOf(task, test), naiveBaseline: losses }
}

/** The same logits at every row of a sequence, by how often each target occurs in training. */
function constantLogits(task: Judged, training: readonly Sequence[]) {
  const says = constants[task.loss](training, task)
  return (sequence: Sequence) => repeated(says, rowsIn(task, sequence))
}

/** What the predictor says at every step: one logit an output. */
const constants: Record<LossName, (training: readonly Sequence[], task: Judged) => Float64Array> = {
  sigmoid: (training, task) => {
    const { sums, counts } = totalsOf(training, task, task.outputs)
    return sums.map((on, k) => log((on + 1) / (counts[k] - on + 1)))
  },
  softmax: (training, task) => {
    const counts = new Float64Array(task.outputs)
    for (const sequence of training) eachTarget(task, sequence, (target) => (counts[target] += 1))
    const steps = counts.reduce((a, b) => a + b, 0)
    return counts.map((n) => log((n + 1) / (steps + task.outputs)))
  },
  squared: (training, task) => meansOf(training, task, task.outputs),
  huber: (training, task) => meansOf(training, task, task.outputs),
  gaussian: (training, task) => {
    const values = task.outputs / 2
    const means = meansOf(training, task, values)
    const squares = meansOf(training, task, values, (target, k) => (target - means[k]) ** 2)
    return Float64Array.of(...means, ...squares.map((square) => log(Math.max(LEAST_DEVIATION, Math.sqrt(square)))))
  },
  // frequencies do not read: the best constant path says blank, and nothing else
  ctc: (_, { outputs }) => Float64Array.from({ length: outputs }, (_, k) => (k === BLANK ? 0 : -1)),
}

/** Of targets that do not vary in training: a deviation of 0 would be infinitely sure of them. */
const LEAST_DEVIATION = 1e-3

/** The mean of each value of a row, or of what is made of it, over the targets in training; 0 of none. */
function meansOf(
  training: readonly Sequence[],
  task: Judged,
  values: number,
  of?: (target: number, k: number) => number,
): Float64Array {
  const { sums, counts } = totalsOf(training, task, values, of)
  return sums.map((sum, k) => (counts[k] === 0 ? 0 : sum / counts[k]))
}

/** The sum of each value of a row, or of what is made of it, over its targets, and their number. */
function totalsOf(
  sequences: readonly Sequence[],
  task: Judged,
  values: number,
  of = (target: number, _k: number) => target,
): { sums: Float64Array; counts: Float64Array } {
  const sums = new Float64Array(values)
  const counts = new Float64Array(values)
  for (const sequence of sequences) {
    eachTarget(task, sequence, (target, k) => {
      sums[k] += of(target, k)
      counts[k] += 1
    })
  }
  return { sums, counts }
}

/** What the metric sums over each sequence. */
function lossesOf(
  task: Predicted,
  sequences: readonly Sequence[],
  logitsOf: (sequence: Sequence) => Float64Array,
): number[] {
  const { loss, metric, outputs } = task
  return sequences.map((sequence) => {
    const rows = rowsIn(task, sequence)
    const logits = logitsOf(sequence)
    const { from = 0, targets } = sequence
    const value = losses[loss].value({ logits, rows, outputs, from, targets })
    return metrics[metric].sum({ loss: value, logits: () => logits }, sequence, { loss, outputs })
  })
}

function repeated(row: Float64Array, times: number): Float64Array {
  const rows = new Float64Array(row.length * times)
  for (let t = 0; t < times; t++) rows.set(row, t * row.length)
  return rows
}
