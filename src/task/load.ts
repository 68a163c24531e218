import type { Sequence } from '../engine/engine.ts'
import { stepsFor } from '../engine/loss/ctc.ts'
import { sourcePlace } from '../files/source-place.ts'
import { briefly, InputError } from '../math/input-error.ts'
import { isWhole, wholeWithin } from '../math/whole-number.ts'
import { checkTask } from './check.ts'
import { fingerprintOf } from './fingerprint.ts'
import { type Found, type LoadedTask, type LoadOptions, SPLITS, type Splits, type Task } from './task.ts'

/**
 * A task with its data, checked. All numbers lie in one block of shared memory, so that worker threads read the same copy; the
 * fingerprint is of every number and of where each sequence begins and counts.
 */
export async function loadTask(task: Task, options: LoadOptions = {}): Promise<LoadedTask> {
  const { load: _, ...rest } = task
  checkTask(task)
  const found = await foundBy(task, options)
  const loaded = { ...rest, ...toldBy(found) }
  checkTask(loaded)
  checkSplits(loaded, found)
  const splits = shared(found)
  return { ...loaded, splits, fingerprint: fingerprintOf(splits) }
}

/** What a task's own function finds; where it fails for a reason that it does not put in words itself, the error names the task. */
async function foundBy(task: Task, options: LoadOptions): Promise<Found> {
  if (typeof task.load !== 'function')
    throw new InputError(
      `task ${task.name}: load must be a function that gives its sequences, not ${briefly(task.load)}`,
    )
  try {
    return await task.load(options)
  } catch (error) {
    if (error instanceof InputError || options.signal?.aborted) throw error
    const place = sourcePlace(error)
    const at = place === undefined ? '' : ` at ${place}`
    throw new InputError(`task ${task.name}: load() failed${at} (${reasonOf(error)})`, { cause: error })
  }
}

const reasonOf = (error: unknown) => (error instanceof Error ? error.message.split('\n')[0] : briefly(error))

/** What the data say of the task. */
function toldBy(found: Found | undefined): Omit<Found, keyof Splits> {
  const { source, outputs, symbols, scale } = found ?? {}
  return {
    ...(source !== undefined && { source }),
    ...(outputs !== undefined && { outputs }),
    ...(symbols !== undefined && { symbols }),
    ...(scale !== undefined && { scale }),
  }
}

function checkSplits(task: Omit<Task, 'load'>, splits: Splits): void {
  for (const name of SPLITS) {
    const sequences: unknown = splits?.[name]
    if (!Array.isArray(sequences) || sequences.length === 0)
      throw new InputError(`task ${task.name}: there must be at least one ${name} sequence`)
    sequences.forEach((sequence, k) => {
      const flaw = flawOf(sequence, task)
      if (flaw !== undefined) throw new InputError(`task ${task.name}, ${name} sequence ${k}: ${flaw}`)
    })
    checkLabels(task, name, sequences)
  }
}

/** An error rate divides by the symbols there are. */
function checkLabels({ name, loss }: Omit<Task, 'load'>, split: keyof Splits, sequences: readonly Sequence[]): void {
  if (loss !== 'ctc' || sequences.some(({ targets }) => targets.length > 0)) return
  throw new InputError(
    `task ${name}: all labels of ${split} are empty; at least one of its ${sequences.length} sequences must have a label`,
  )
}

/** What is wrong with a sequence, if anything. */
function flawOf(sequence: Sequence, { inputs, outputs, loss }: Omit<Task, 'load'>): string | undefined {
  const { steps, from = 0 } = sequence ?? {}
  if (!isWhole(steps, 1)) return `steps must be ${wholeWithin(1)}, not ${briefly(steps)}`
  if (!isWhole(from, 0, steps - 1)) return `from must be ${wholeWithin(0, steps - 1)}, not ${briefly(from)}`
  const classes = loss === 'softmax' || loss === 'ctc'
  const width = classes ? 1 : outputs
  return (
    arrayFlaw('inputs', sequence.inputs, Float32Array, steps, inputs) ??
    (loss === 'ctc'
      ? labelFlaw(sequence)
      : arrayFlaw('targets', sequence.targets, classes ? Int32Array : Float32Array, steps, width)) ??
    valueFlaw('input', sequence.inputs, Number.isFinite, 'a finite number', inputs) ??
    valueFlaw('target', sequence.targets, ...targetRules[loss](outputs), width)
  )
}

/** A label must fit: a step for each symbol, and one more between equal neighbours. */
function labelFlaw({ steps, targets, from = 0 }: Sequence): string | undefined {
  if (!(targets instanceof Int32Array)) return 'targets must be of type Int32Array'
  if (from !== 0) return `with the ctc loss from must be 0, not ${from}`
  const needed = stepsFor(targets)
  if (needed <= steps) return undefined
  return `a label of ${targets.length} symbols needs at least ${needed} steps, with one between equal neighbours, not ${steps}`
}

/** What a target of each loss may be, and how to say it. */
const targetRules: Record<Task['loss'], (outputs: number) => [(value: number) => boolean, string]> = {
  sigmoid: () => [(value) => value >= 0 && value <= 1, 'a number from 0 to 1'],
  softmax: (outputs) => [(value) => value >= 0 && value < outputs, `a class from 0 to ${outputs - 1}`],
  squared: () => [Number.isFinite, 'a finite number'],
  huber: () => [Number.isFinite, 'a finite number'],
  gaussian: () => [Number.isFinite, 'a finite number'],
  ctc: (outputs) => [(value) => value >= 1 && value < outputs, `a class from 1 to ${outputs - 1}`],
}

function arrayFlaw(
  what: string,
  given: unknown,
  kind: typeof Float32Array | typeof Int32Array,
  steps: number,
  width: number,
): string | undefined {
  if (!(given instanceof kind)) return `${what} must be of type ${kind.name}`
  if (given.length === steps * width) return undefined
  return `${what} must be ${steps} × ${width} = ${steps * width} numbers, not ${given.length}`
}

function valueFlaw(
  what: string,
  values: Sequence['targets'],
  right: (value: number) => boolean,
  rule: string,
  width: number,
): string | undefined {
  for (let k = 0; k < values.length; k++) {
    if (!right(values[k]))
      return `${what} ${k % width} of step ${Math.floor(k / width)} must be ${rule}, not ${values[k]}`
  }
  return undefined
}

/** The same sequences, all in one block of shared memory. */
function shared(splits: Splits): Splits {
  const all = SPLITS.flatMap((name) => splits[name])
  const words = all.reduce((sum, { inputs, targets }) => sum + inputs.length + targets.length, 0)
  const memory = new SharedArrayBuffer(4 * words)
  let end = 0
  const moved = <A extends Sequence['targets']>(array: A, view: (at: number) => A): A => {
    const copy = view(end)
    copy.set(array)
    end += 4 * array.length
    return copy
  }
  const floats = (array: Float32Array) => moved(array, (at) => new Float32Array(memory, at, array.length))
  const classes = (array: Int32Array) => moved(array, (at) => new Int32Array(memory, at, array.length))
  const move = ({ steps, inputs, targets, from = 0 }: Sequence): Sequence => ({
    steps,
    inputs: floats(inputs),
    targets: targets instanceof Int32Array ? classes(targets) : floats(targets),
    ...(from > 0 && { from }),
  })
  return { training: splits.training.map(move), validation: splits.validation.map(move), test: splits.test.map(move) }
}
