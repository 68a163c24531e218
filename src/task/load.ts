import type { Sequence } from '../engine/engine.ts'
import { stepsFor } from '../engine/loss/ctc.ts'
import { rowsOf, targetsOfRow } from '../engine/sequence.ts'
import { sourcePlace } from '../files/source-place.ts'
import { briefly, InputError } from '../math/input-error.ts'
import { isWhole, wholeWithin } from '../math/whole-number.ts'
import { checkTask } from './check.ts'
import { fingerprintOf } from './fingerprint.ts'
import { rowsCounted } from './targets.ts'
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
    checkTargets(task, name, sequences)
  }
}

/** A metric divides by the targets there are, or by the symbols of the labels. */
function checkTargets(task: Omit<Task, 'load'>, split: keyof Splits, sequences: readonly Sequence[]): void {
  const isLabel = task.loss === 'ctc'
  if (sequences.some((one) => (isLabel ? one.targets.length : rowsCounted(task, one)) > 0)) return
  const missing = isLabel ? `all labels of ${split} are empty` : `all targets of ${split} that count are missing`
  throw new InputError(
    `task ${task.name}: ${missing}; at least one of its ${sequences.length} sequences must have a ${isLabel ? 'label' : 'target'}`,
  )
}

/** What is wrong with a sequence, if anything. */
function flawOf(sequence: Sequence, task: Omit<Task, 'load'>): string | undefined {
  const { steps, from = 0 } = sequence ?? {}
  const { inputs, outputs, loss, readout = 'each step' } = task
  if (!isWhole(steps, 1)) return `steps must be ${wholeWithin(1)}, not ${briefly(steps)}`
  const rows = rowsOf({ readout }, steps)
  if (readout !== 'each step' && from !== 0)
    return `from must be 0 where the readout reads the ${readout}, not ${briefly(from)}`
  if (!isWhole(from, 0, rows - 1)) return `from must be ${wholeWithin(0, rows - 1)}, not ${briefly(from)}`
  const kind = loss === 'softmax' || loss === 'ctc' ? Int32Array : Float32Array
  const width = loss === 'ctc' ? 1 : targetsOfRow(task)
  const place = (k: number, of: number) => `${k % of} of step ${Math.floor(k / of)}`
  return (
    arrayFlaw('inputs', sequence.inputs, Float32Array, steps, inputs) ??
    (loss === 'ctc' ? labelFlaw(sequence) : arrayFlaw('targets', sequence.targets, kind, rows, width)) ??
    valueFlaw(sequence.inputs, [Number.isFinite, 'a finite number'], (k) => `input ${place(k, inputs)}`) ??
    valueFlaw(sequence.targets, targetRules[loss](outputs), (k) =>
      readout === 'each step' ? `target ${place(k, width)}` : `target ${k}`,
    )
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

/** Whether a number is right, and what would be. */
type Rule = readonly [right: (value: number) => boolean, words: string]

const orNaN: Rule = [(value) => Number.isFinite(value) || Number.isNaN(value), 'a finite number, or NaN for none']

/** What a target of each loss may be, and how to say it. */
const targetRules: Record<Task['loss'], (outputs: number) => Rule> = {
  sigmoid: () => [
    (value) => Number.isNaN(value) || (value >= 0 && value <= 1),
    'a number from 0 to 1, or NaN for none',
  ],
  softmax: (outputs) => [(value) => value >= -1 && value < outputs, `a class from 0 to ${outputs - 1}, or -1 for none`],
  squared: () => orNaN,
  huber: () => orNaN,
  gaussian: () => orNaN,
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

function valueFlaw(values: Sequence['targets'], [right, words]: Rule, name: (k: number) => string): string | undefined {
  const wrong = values.findIndex((value: number) => !right(value))
  return wrong < 0 ? undefined : `${name(wrong)} must be ${words}, not ${values[wrong]}`
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
  const floats = (array: Float32Array) => oneNaN(moved(array, (at) => new Float32Array(memory, at, array.length)))
  const classes = (array: Int32Array) => moved(array, (at) => new Int32Array(memory, at, array.length))
  const move = ({ steps, inputs, targets, from = 0 }: Sequence): Sequence => ({
    steps,
    inputs: floats(inputs),
    targets: targets instanceof Int32Array ? classes(targets) : floats(targets),
    ...(from > 0 && { from }),
  })
  return { training: splits.training.map(move), validation: splits.validation.map(move), test: splits.test.map(move) }
}

/** The numbers with every NaN spelled alike, whatever computed it: the fingerprint is of bits. In place. */
function oneNaN(values: Float32Array): Float32Array {
  for (let k = 0; k < values.length; k++) if (Number.isNaN(values[k])) values[k] = Number.NaN
  return values
}
