import type { Sequence } from '../engine/engine.ts'
import { BLANK } from '../engine/loss/ctc.ts'
import type { LossName } from '../engine/loss/loss.ts'
import { losses } from '../engine/loss/losses.ts'
import { log } from '../math/functions.ts'
import { metrics } from './metric.ts'
import type { LoadedTask, Splits } from './task.ts'
import { countsOf, packLosses, resultFrom, type TestSequences } from './test-losses.ts'

/**
 * The metric on validation and test of the predictor that sees no input and knows only how often each target occurs in training:
 * frequencies with one added to each count for sigmoid and softmax, the mean for squared; with ctc it reads nothing at all. What a network must beat to have learned.
 */
export function naiveBaseline(
  task: Pick<LoadedTask, 'loss' | 'metric' | 'outputs' | 'readout'>,
  splits: Splits,
): { validation: number; test: number } {
  const says = constants[task.loss](splits.training, task.outputs)
  const measured = (of: readonly Sequence[]) => resultFrom(lossesOf(task, of, says), countsOf(task, of))
  return { validation: measured(splits.validation), test: measured(splits.test) }
}

/** The counts of the test sequences, and what this predictor makes of each; undefined of more than trials keep the losses of. */
export function testSequencesOf(
  task: Pick<LoadedTask, 'loss' | 'metric' | 'outputs' | 'readout'>,
  { training, test }: Splits,
): TestSequences | undefined {
  const losses = packLosses(lossesOf(task, test, constants[task.loss](training, task.outputs)))
  return losses === undefined ? undefined : { counts: countsOf(task, test), naiveBaseline: losses }
}

/** What the predictor says at every step: one logit an output. */
const constants: Record<LossName, (training: readonly Sequence[], outputs: number) => Float64Array> = {
  sigmoid: (training, outputs) => {
    const { sums, steps } = sumsOf(training, outputs)
    return sums.map((on) => log((on + 1) / (steps - on + 1)))
  },
  softmax: (training, outputs) => {
    const counts = new Float64Array(outputs)
    for (const sequence of training) eachCounted(sequence, (t) => (counts[sequence.targets[t]] += 1))
    const steps = counts.reduce((a, b) => a + b, 0)
    return counts.map((n) => log((n + 1) / (steps + outputs)))
  },
  squared: meansOf,
  huber: meansOf,
  gaussian: (training, outputs) => {
    const means = meansOf(training, outputs / 2)
    const squares = new Float64Array(means.length)
    let steps = 0
    for (const sequence of training) {
      eachCounted(sequence, (t) => {
        steps += 1
        means.forEach((mean, k) => {
          squares[k] += (sequence.targets[t * means.length + k] - mean) ** 2
        })
      })
    }
    return Float64Array.of(...means, ...squares.map((sum) => log(sum / steps) / 2))
  },
  // frequencies do not read: the best constant path says blank, and nothing else
  ctc: (_, outputs) => Float64Array.from({ length: outputs }, (_, k) => (k === BLANK ? 0 : -1)),
}

/** The mean of each output's targets over all counted steps. */
function meansOf(training: readonly Sequence[], outputs: number): Float64Array {
  const { sums, steps } = sumsOf(training, outputs)
  return sums.map((sum) => sum / steps)
}

/** The sum of each output's targets over all counted steps, and the number of those steps. */
function sumsOf(sequences: readonly Sequence[], outputs: number): { sums: Float64Array; steps: number } {
  const sums = new Float64Array(outputs)
  let steps = 0
  for (const sequence of sequences) {
    eachCounted(sequence, (t) => {
      steps += 1
      for (let k = 0; k < outputs; k++) sums[k] += sequence.targets[t * outputs + k]
    })
  }
  return { sums, steps }
}

function eachCounted({ from = 0, steps }: Sequence, body: (step: number) => void): void {
  for (let t = from; t < steps; t++) body(t)
}

/** What the metric sums over each sequence. */
function lossesOf(
  { loss, metric, outputs }: Pick<LoadedTask, 'loss' | 'metric' | 'outputs' | 'readout'>,
  sequences: readonly Sequence[],
  says: Float64Array,
): number[] {
  return sequences.map((sequence) => {
    const logits = repeated(says, sequence.steps)
    const { from = 0, targets } = sequence
    const value = losses[loss].value({ logits, rows: sequence.steps, outputs, from, targets })
    return metrics[metric].sum({ loss: value, logits: () => logits }, sequence, outputs)
  })
}

function repeated(row: Float64Array, times: number): Float64Array {
  const rows = new Float64Array(row.length * times)
  for (let t = 0; t < times; t++) rows.set(row, t * row.length)
  return rows
}
