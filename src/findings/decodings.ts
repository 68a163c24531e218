/** What a network predicts of a sequence, decoded for people: plain data, the same whether it is printed or drawn. */
import type { Sequence } from '../engine/engine.ts'
import { sigmoid } from '../math/functions.ts'
import { bestPath, editDistance, mostProbable } from '../task/decoding.ts'
import { eachRow, eachTarget, isTarget, rowsIn } from '../task/targets.ts'
import type { Examples, Shown } from './examples.ts'
import { penLine, spectrum } from './pictures.ts'

/** A test sequence as it is and as the network’s output was decoded. */
export type Decoding = TextDecoding | StripDecoding | RollDecoding | ValuesDecoding

/** A line of text, or the phones of a word: what is right, and what the best path decodes to. */
export interface TextDecoding {
  readonly kind: 'text'
  readonly place: number
  /** What the text consists of; phones are separated by spaces. */
  readonly unit: 'character' | 'phone'
  readonly text: string
  /** How many characters or phones the text has. */
  readonly length: number
  readonly read: string
  readonly edits: number
  /** What was shown, where inputs are symbols: the word. */
  readonly seen?: string
  /** The strokes, where the input is a pen: x and y in turns, y growing downwards. */
  readonly pen?: readonly (readonly number[])[]
}

/** A class for each step that counts, or one for all where the readout has one row: those that are, and the most probable ones. */
export interface StripDecoding {
  readonly kind: 'strip'
  readonly place: number
  /** The first step that counts, from 0; all after it count too. */
  readonly from: number
  /** How many steps there are from there on. */
  readonly steps: number
  /** How many of them have a target. */
  readonly counted: number
  readonly wrong: number
  /** Of the steps that have a target. */
  readonly labels: readonly Run[]
  readonly read: readonly Run[]
  /** Loudness of each band, low to high, step after step, from 0 to 1, where the input is speech. */
  readonly spectrum?: { readonly bands: number; readonly levels: readonly number[] }
}

/** The same symbol from a step to the one before `to`. */
export interface Run {
  readonly symbol: string
  readonly from: number
  readonly to: number
}

/** A set of outputs for each step: those that are on, and how probable it was. */
export interface RollDecoding {
  readonly kind: 'roll'
  readonly place: number
  /** The names of all outputs. */
  readonly outputs: readonly string[]
  readonly steps: readonly RollStep[]
  /** What was shown at each step, where inputs are symbols. */
  readonly seen?: readonly string[]
}

export interface RollStep {
  readonly step: number
  /** Outputs that are on, and those off with a probability of at least 5 %, in their order. */
  readonly cells: readonly { readonly output: number; readonly on: boolean; readonly p: number }[]
}

/** Numbers: the targets, and what was predicted; with the gaussian loss the mean. */
export interface ValuesDecoding {
  readonly kind: 'values'
  readonly place: number
  readonly values: readonly {
    readonly step: number
    readonly output: number
    readonly target: number
    readonly predicted: number
  }[]
}

type Asked = Pick<Examples, 'task'> & Shown

const LEAST = 0.05

const decoders: Readonly<Record<Examples['task']['loss'], (asked: Asked) => Decoding>> = {
  ctc: textOf,
  softmax: stripOf,
  sigmoid: rollOf,
  squared: valuesOf,
  huber: valuesOf,
  gaussian: valuesOf,
}

/** Each example, decoded. */
export function decodingsOf({ task, shown }: Pick<Examples, 'task' | 'shown'>): Decoding[] {
  return shown.map((one) => decoders[task.loss]({ task, ...one }))
}

const nameOf = ({ symbols }: Examples['task'], output: number) => symbols?.[output] ?? String(output)

function textOf({ task, place, sequence, logits }: Asked): TextDecoding {
  const read = bestPath(logits, sequence.steps, task.outputs)
  const unit = task.metric === 'per' ? 'phone' : 'character'
  const text = (classes: ArrayLike<number>) =>
    Array.from(classes, (k) => nameOf(task, k)).join(unit === 'phone' ? ' ' : '')
  return {
    kind: 'text',
    place,
    unit,
    text: text(sequence.targets),
    length: sequence.targets.length,
    read: text(read),
    edits: editDistance(read, sequence.targets),
    ...(task.inputsAre === 'symbols' && { seen: symbolsIn(sequence, task).join('') }),
    ...(task.inputsAre === 'pen' && task.scale && { pen: penLine(sequence, task.scale) }),
  }
}

function stripOf({ task, place, sequence, logits }: Asked): StripDecoding {
  const { from = 0, targets } = sequence
  const rows = rowsIn(task, sequence) - from
  const at = Array.from({ length: rows }, (_, k) => ({ row: from + k, label: targets[from + k] }))
  const counted = at.filter(({ label }) => isTarget(task.loss, label))
  const predicted = (row: number) => mostProbable(logits, row, task.outputs)
  const name = (k: number) => nameOf(task, k)
  return {
    kind: 'strip',
    place,
    from,
    steps: rows,
    counted: counted.length,
    wrong: counted.filter(({ row, label }) => predicted(row) !== label).length,
    labels: runsOf(
      counted.map(({ row, label }) => [row, label]),
      name,
    ),
    read: runsOf(
      at.map(({ row }) => [row, predicted(row)]),
      name,
    ),
    ...(hasEachStep(task) &&
      task.inputsAre === 'cepstra' &&
      task.scale && { spectrum: spectrum(countedPart(sequence), task.scale) }),
  }
}

/** Whether predictions can be put beside inputs. */
const hasEachStep = ({ readout = 'each step' }: Examples['task']) => readout === 'each step'

/** The steps of a sequence that count, with their inputs. */
function countedPart({ steps, inputs, from = 0 }: Sequence): Pick<Sequence, 'steps' | 'inputs'> {
  return { steps: steps - from, inputs: inputs.subarray((from * inputs.length) / steps) }
}

/** Steps and their classes, neighbours of the same class together. */
function runsOf(steps: readonly (readonly [step: number, k: number])[], name: (k: number) => string): Run[] {
  const runs: { symbol: string; from: number; to: number }[] = []
  steps.forEach(([step, k], at) => {
    const isSame = at > 0 && steps[at - 1][0] === step - 1 && steps[at - 1][1] === k
    if (isSame) runs[runs.length - 1].to = step + 1
    else runs.push({ symbol: name(k), from: step, to: step + 1 })
  })
  return runs
}

function rollOf({ task, place, sequence, logits }: Asked): RollDecoding {
  const { targets } = sequence
  const { outputs } = task
  const counted: number[] = []
  eachRow(task, sequence, (row) => counted.push(row))
  const cellsAt = (row: number) =>
    Array.from({ length: outputs }, (_, output) => {
      const at = row * outputs + output
      return { output, target: targets[at], on: targets[at] > 0.5, p: sigmoid(logits[at]) }
    }).flatMap(({ target, ...cell }) => (isTarget(task.loss, target) && (cell.on || cell.p >= LEAST) ? [cell] : []))
  const seen = hasEachStep(task) && task.inputsAre === 'symbols' ? symbolsIn(sequence, task) : undefined
  return {
    kind: 'roll',
    place,
    outputs: Array.from({ length: outputs }, (_, output) => nameOf(task, output)),
    steps: counted.map((step) => ({ step, cells: cellsAt(step) })),
    ...(seen && { seen: counted.map((step) => seen[step]) }),
  }
}

/** The symbol that is on at each step, empty where none is. */
export function symbolsIn({ steps, inputs }: Sequence, task: Examples['task']): string[] {
  const { symbols, inputSymbols = symbols } = task
  return Array.from({ length: steps }, (_, t) => {
    const on = mostProbable(inputs, t, task.inputs)
    return inputs[t * task.inputs + on] > 0 ? (inputSymbols?.[on] ?? String(on)) : ''
  })
}

function valuesOf({ task, place, sequence, logits }: Asked): ValuesDecoding {
  const values: ValuesDecoding['values'][number][] = []
  eachTarget(task, sequence, (target, output, logit) => {
    values.push({ step: Math.floor(logit / task.outputs), output, target, predicted: logits[logit] })
  })
  return { kind: 'values', place, values }
}

/** Whether a step’s set of outputs with a probability above one half is not the one that is on. */
export function isWrong({ cells }: RollStep): boolean {
  return cells.some(({ on, p }) => on !== p > 0.5)
}

/** What a trial’s network predicts, and what tells whether it is the network that was recorded. */
export interface TrialDecodings extends Pick<Examples, 'trial' | 'test' | 'recorded' | 'again'> {
  readonly decodings: readonly Decoding[]
}

/** The examples of a trial as a finding. */
export function trialDecodings(examples: Examples): TrialDecodings {
  const { trial, test, recorded, again } = examples
  return { trial, test, recorded, again, decodings: decodingsOf(examples) }
}
