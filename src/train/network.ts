import type { Cell } from '../cell/cell.ts'
import type { Network } from '../engine/engine.ts'
import type { Task } from '../task/task.ts'

/** What of a task decides the network that learns it. */
export type Asked = Pick<Task, 'inputs' | 'outputs' | 'directions' | 'loss' | 'readout' | 'classWeights'>

/** The network that a trial trains: layers of one cell with these hidden units, each in the directions of the task. */
export function networkOf(
  { inputs, outputs, directions, loss, readout = 'each step', classWeights }: Asked,
  cell: Cell,
  { hiddenSizes }: { readonly hiddenSizes: readonly number[] },
): Network {
  return {
    inputs,
    layers: hiddenSizes.map((hidden) => ({ cell, hidden, directions })),
    outputs,
    loss,
    readout,
    ...(classWeights && { classWeights }),
  }
}
