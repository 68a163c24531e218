/** Which targets of a sequence count: neither those before `from` nor those that are none (NaN, or −1 as a class). */
import type { Sequence } from '../engine/engine.ts'
import { targetsOfRow } from '../engine/sequence.ts'
import type { Task } from './task.ts'

/** What of a task says how its targets are read. */
export type Judged = Pick<Task, 'loss' | 'outputs'>

/** Rows of the readout for a sequence: its steps, or one where the readout reads the last step or the mean. */
export function rowsIn(task: Judged, { steps, targets }: Sequence): number {
  return task.loss === 'ctc' ? steps : targets.length / targetsOfRow(task)
}

/** Whether a number among the targets is one. */
export function isTarget(loss: Task['loss'], value: number): boolean {
  return loss === 'softmax' ? value >= 0 : !Number.isNaN(value)
}

/** Calls with each row that has a target, from 0; with ctc, where one label is the target of all, with every row. */
export function eachRow(task: Judged, sequence: Sequence, body: (row: number) => void): void {
  const { from = 0, targets } = sequence
  const width = targetsOfRow(task)
  const hasTarget = (row: number) => {
    for (let k = row * width; k < (row + 1) * width; k++) if (isTarget(task.loss, targets[k])) return true
    return false
  }
  for (let row = from; row < rowsIn(task, sequence); row++) if (task.loss === 'ctc' || hasTarget(row)) body(row)
}

/** How many rows have a target. */
export function rowsCounted(task: Judged, sequence: Sequence): number {
  let count = 0
  eachRow(task, sequence, () => (count += 1))
  return count
}

/**
 * Calls with each single target that counts: its value, its place in its row, and the place of its output among the logits; with the
 * gaussian loss that is the mean’s. Not for ctc.
 */
export function eachTarget(
  task: Judged,
  sequence: Sequence,
  body: (target: number, k: number, logit: number) => void,
): void {
  const width = targetsOfRow(task)
  const { targets } = sequence
  eachRow(task, sequence, (row) => {
    for (let k = 0; k < width; k++) {
      const target = targets[row * width + k]
      if (isTarget(task.loss, target)) body(target, k, row * task.outputs + k)
    }
  })
}

/** How many single targets count. */
export function targetsCounted(task: Judged, sequence: Sequence): number {
  let count = 0
  eachTarget(task, sequence, () => (count += 1))
  return count
}
