import { readoutNames } from '../engine/engine.ts'
import { type LossName, lossNames } from '../engine/loss/loss.ts'
import { briefly, InputError } from '../math/input-error.ts'
import { isWhole, wholeWithin } from '../math/whole-number.ts'
import { type Metric, metrics } from './metric.ts'
import type { Task } from './task.ts'

/** Checks what a task says of itself; an error names the task, what is wrong and what would be right. */
export function checkTask(task: Omit<Task, 'load'>): void {
  const wrong = (what: string, right: string, given: unknown) =>
    new InputError(`task ${task.name}: ${what} must be ${right}, not ${briefly(given)}`)
  for (const name of ['question', 'source'] as const)
    if (typeof task[name] !== 'string') throw wrong(name, 'a text', task[name])
  for (const name of ['inputs', 'outputs'] as const) {
    const given = task[name]
    if (!isWhole(given, 1)) throw wrong(name, wholeWithin(1), given)
  }
  if (task.directions !== 1 && task.directions !== 2) throw wrong('directions', '1 or 2', task.directions)
  if (!lossNames.includes(task.loss)) throw wrong('loss', lossNames.join(', '), task.loss)
  if (!Object.hasOwn(metrics, task.metric)) throw wrong('metric', Object.keys(metrics).join(', '), task.metric)
  const fitting = metricsFor(task.loss)
  if (!fitting.includes(task.metric))
    throw wrong(`with the ${task.loss} loss the metric`, fitting.join(' or '), task.metric)
  const { loss, outputs, readout = 'each step', classWeights } = task
  if (!readoutNames.includes(readout)) throw wrong('readout', readoutNames.join(', '), readout)
  if (loss === 'ctc' && readout !== 'each step') throw wrong('with the ctc loss readout', 'each step', readout)
  if (loss === 'gaussian' && outputs % 2 !== 0)
    throw wrong('with the gaussian loss outputs', 'even, a mean and a deviation for each value', outputs)
  if (classWeights !== undefined && !areClassWeights(classWeights, task))
    throw wrong(
      'classWeights',
      loss === 'softmax' ? `${outputs} numbers from 0, not all 0` : 'left out, since only the softmax loss has classes',
      classWeights,
    )
}

function areClassWeights(weights: unknown, { loss, outputs }: Omit<Task, 'load'>): boolean {
  return (
    loss === 'softmax' &&
    Array.isArray(weights) &&
    weights.length === outputs &&
    weights.every((weight) => Number.isFinite(weight) && weight >= 0) &&
    weights.some((weight) => weight > 0)
  )
}

/** The names of the metrics that can be computed where a network is trained with this loss. */
function metricsFor(loss: LossName): string[] {
  return Object.entries<Metric>(metrics).flatMap(([name, { losses }]) => (losses.includes(loss) ? [name] : []))
}
