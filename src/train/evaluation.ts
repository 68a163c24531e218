/** What a program makes of whole sets of sequences. */
import type { Capacity, Program, Sequence } from '../engine/engine.ts'
import { largest } from '../math/statistics.ts'
import { metrics } from '../task/metric.ts'
import type { LoadedTask } from '../task/task.ts'
import { countsOf, packLosses, resultFrom } from '../task/test-losses.ts'
import type { DescentSettings } from './descent.ts'

/** The most sequences that are evaluated at a time, and the most steps of them: memory is in proportion to these. */
const BLOCK = { sequences: 16, steps: 4096 }

/** The room that a trial needs: for its longest sequence, for its batches, and for evaluating several sequences at a time. */
export function capacityFor({ splits }: Pick<LoadedTask, 'splits'>, { batchSize }: DescentSettings): Capacity {
  const { training, validation, test } = splits
  const steps = largest([1, ...[...training, ...validation, ...test].map((sequence) => sequence.steps)])
  const batch = Math.min(batchSize, training.length)
  const block = Math.min(BLOCK.sequences, Math.floor(BLOCK.steps / steps), Math.max(validation.length, test.length))
  return { steps, batch: Math.max(1, batch, block) }
}

/**
 * The task’s metric over a set of sequences, with the program’s weights as they are; NaN if any loss is not finite, which counting
 * errors would hide. So many sequences as `block` says, which is no more than the program has room for, are evaluated at a time; the
 * result does not depend on it.
 */
export function measure(program: Program, task: LoadedTask, sequences: readonly Sequence[], block = 1): number {
  const losses = lossesOf(program, task, sequences, block)
  return losses === undefined ? Number.NaN : resultFrom(losses, countsOf(task, sequences))
}

/** The result on the test set and what each sequence contributes to it; undefined if it is not finite. */
export function testOf(
  program: Program,
  task: LoadedTask,
  block: number,
): { test: number; testLosses: string | undefined } | undefined {
  const losses = lossesOf(program, task, task.splits.test, block)
  if (losses === undefined) return undefined
  const test = resultFrom(losses, countsOf(task, task.splits.test))
  return Number.isFinite(test) ? { test, testLosses: packLosses(losses) } : undefined
}

/** What the metric sums over each sequence; undefined if the loss of one is not finite. */
function lossesOf(
  program: Program,
  task: LoadedTask,
  sequences: readonly Sequence[],
  block: number,
): number[] | undefined {
  const { sum } = metrics[task.metric]
  const results: number[] = []
  for (let first = 0; first < sequences.length; first += block) {
    const batch = sequences.slice(first, first + block)
    const losses = program.evaluate(batch)
    if (!losses.every(Number.isFinite)) return undefined
    batch.forEach((sequence, place) => {
      results.push(sum({ loss: losses[place], logits: () => program.logits(place) }, sequence, task))
    })
  }
  return results
}
