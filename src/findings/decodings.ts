/** What a network predicts of a sequence, decoded for people: plain data, the same whether it is printed or drawn. */
import type { Sequence } from '../engine/engine.ts'
import { sigmoid } from '../math/functions.ts'
import { bestPath, editDistance, mostProbable } from '../task/decoding.ts'
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

/** A class for each step that counts: those that are, and the most probable ones. */
export interface StripDecoding {
  readonly kind: 'strip'
  readonly place: number
  /** The first step that counts, from 0; all after it count too. */
  readonly from: number
  /** How many steps count. */
  readonly steps: number
  readonly wrong: number
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

/** Numbers: the targets, and what was predicted. */
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
  const { steps, from = 0, targets } = sequence
  const labels = Array.from({ length: steps - from }, (_, k) => targets[from + k])
  const read = labels.map((_, k) => mostProbable(logits, from + k, task.outputs))
  const runs = (classes: readonly number[]) => runsOf(classes, { from, name: (k) => nameOf(task, k) })
  return {
    kind: 'strip',
    place,
    from,
    steps: labels.length,
    wrong: read.filter((k, at) => k !== labels[at]).length,
    labels: runs(labels),
    read: runs(read),
    ...(task.inputsAre === 'cepstra' && task.scale && { spectrum: spectrum(countedPart(sequence), task.scale) }),
  }
}

/** The steps of a sequence that count, with their inputs. */
function countedPart({ steps, inputs, from = 0 }: Sequence): Pick<Sequence, 'steps' | 'inputs'> {
  return { steps: steps - from, inputs: inputs.subarray((from * inputs.length) / steps) }
}

/** Classes of the steps from `from` on, equal neighbours together. */
function runsOf(classes: readonly number[], { from, name }: { from: number; name: (k: number) => string }): Run[] {
  const runs: { symbol: string; from: number; to: number }[] = []
  classes.forEach((k, at) => {
    if (at > 0 && k === classes[at - 1]) runs[runs.length - 1].to = from + at + 1
    else runs.push({ symbol: name(k), from: from + at, to: from + at + 1 })
  })
  return runs
}

function rollOf({ task, place, sequence, logits }: Asked): RollDecoding {
  const { steps, from = 0, targets } = sequence
  const { outputs } = task
  const cellsAt = (t: number) =>
    Array.from({ length: outputs }, (_, output) => {
      const at = t * outputs + output
      return { output, on: targets[at] > 0.5, p: sigmoid(logits[at]) }
    }).filter(({ on, p }) => on || p >= LEAST)
  return {
    kind: 'roll',
    place,
    outputs: Array.from({ length: outputs }, (_, output) => nameOf(task, output)),
    steps: Array.from({ length: steps - from }, (_, k) => ({ step: from + k, cells: cellsAt(from + k) })),
    ...(task.inputsAre === 'symbols' && { seen: symbolsIn(sequence, task).slice(from) }),
  }
}

/** The symbol that is on at each step, empty where none is. */
function symbolsIn({ steps, inputs }: Sequence, task: Examples['task']): string[] {
  const { symbols, inputSymbols = symbols } = task
  return Array.from({ length: steps }, (_, t) => {
    const on = mostProbable(inputs, t, task.inputs)
    return inputs[t * task.inputs + on] > 0 ? (inputSymbols?.[on] ?? String(on)) : ''
  })
}

function valuesOf({ task, place, sequence, logits }: Asked): ValuesDecoding {
  const { steps, from = 0, targets } = sequence
  const { outputs } = task
  const values = Array.from({ length: (steps - from) * outputs }, (_, k) => {
    const at = from * outputs + k
    return { step: Math.floor(at / outputs), output: at % outputs, target: targets[at], predicted: logits[at] }
  })
  return { kind: 'values', place, values }
}

/** Whether a step's set of outputs with a probability above one half is not the one that is on. */
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
