/** What a network says of a sequence, as people read it: plain data, the same whether it is printed or drawn. */
import type { Sequence } from '../engine/engine.ts'
import { sigmoid } from '../math/functions.ts'
import { largest } from '../math/statistics.ts'
import { compact, counted, grouped, percentage } from '../math/text.ts'
import { bestPath, editDistance, mostProbable } from '../task/reading.ts'
import type { Examples, Shown } from './examples.ts'
import { penLine, spectrum } from './pictures.ts'

/** A test sequence as it is and as it was read. */
export type Reading = TextReading | StripReading | RollReading | ValuesReading

/** A line of text: what it says, and what the best path reads. */
export interface TextReading {
  readonly kind: 'text'
  readonly place: number
  readonly text: string
  readonly read: string
  readonly edits: number
  /** The strokes, where the input is a pen: x and y in turns, y growing downwards. */
  readonly pen?: readonly (readonly number[])[]
}

/** A class for each step: those that are, and the most probable ones. */
export interface StripReading {
  readonly kind: 'strip'
  readonly place: number
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
export interface RollReading {
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

/** Numbers: those to be said, and what was said. */
export interface ValuesReading {
  readonly kind: 'values'
  readonly place: number
  readonly values: readonly {
    readonly step: number
    readonly output: number
    readonly target: number
    readonly said: number
  }[]
}

type Asked = Pick<Examples, 'task'> & Shown

const LEAST = 0.05

const readings: Readonly<Record<Examples['task']['loss'], (asked: Asked) => Reading>> = {
  ctc: textOf,
  softmax: stripOf,
  sigmoid: rollOf,
  squared: valuesOf,
}

/** Each example as people read it. */
export function readingsOf({ task, shown }: Pick<Examples, 'task' | 'shown'>): Reading[] {
  return shown.map((one) => readings[task.loss]({ task, ...one }))
}

const nameOf = ({ symbols }: Examples['task'], output: number) => symbols?.[output] ?? String(output)

function textOf({ task, place, sequence, logits }: Asked): TextReading {
  const read = bestPath(logits, sequence.steps, task.outputs)
  const text = (classes: ArrayLike<number>) => Array.from(classes, (k) => nameOf(task, k)).join('')
  return {
    kind: 'text',
    place,
    text: text(sequence.targets),
    read: text(read),
    edits: editDistance(read, sequence.targets),
    ...(task.inputsAre === 'pen' && task.scale && { pen: penLine(sequence, task.scale) }),
  }
}

function stripOf({ task, place, sequence, logits }: Asked): StripReading {
  const { steps, from = 0, targets } = sequence
  const read = Int32Array.from({ length: steps }, (_, t) => mostProbable(logits, t, task.outputs))
  return {
    kind: 'strip',
    place,
    steps,
    wrong: read.reduce((count, k, t) => count + (t >= from && k !== targets[t] ? 1 : 0), 0),
    labels: runsOf(targets, (k) => nameOf(task, k)),
    read: runsOf(read, (k) => nameOf(task, k)),
    ...(task.inputsAre === 'cepstra' && task.scale && { spectrum: spectrum(sequence, task.scale) }),
  }
}

function runsOf(classes: ArrayLike<number>, name: (k: number) => string): Run[] {
  const runs: { symbol: string; from: number; to: number }[] = []
  for (let t = 0; t < classes.length; t++) {
    if (t > 0 && classes[t] === classes[t - 1]) runs[runs.length - 1].to = t + 1
    else runs.push({ symbol: name(classes[t]), from: t, to: t + 1 })
  }
  return runs
}

function rollOf({ task, place, sequence, logits }: Asked): RollReading {
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

/** The symbol that is on at each step. */
function symbolsIn({ steps, inputs }: Sequence, task: Examples['task']): string[] {
  return Array.from({ length: steps }, (_, t) => nameOf(task, mostProbable(inputs, t, task.inputs)))
}

function valuesOf({ task, place, sequence, logits }: Asked): ValuesReading {
  const { steps, from = 0, targets } = sequence
  const { outputs } = task
  const values = Array.from({ length: (steps - from) * outputs }, (_, k) => {
    const at = from * outputs + k
    return { step: Math.floor(at / outputs), output: at % outputs, target: targets[at], said: logits[at] }
  })
  return { kind: 'values', place, values }
}

/** Whether a step's set of outputs with a probability above one half is not the one that is on. */
export function isWrong({ cells }: RollStep): boolean {
  return cells.some(({ on, p }) => on !== p > 0.5)
}

/** Whether the network trained again is the one that was recorded, in a sentence, with the likely reason if it is not. */
export function sameness({ recorded, again }: Pick<Examples, 'recorded' | 'again'>): string {
  if (again.weights === recorded.weights)
    return `Trained again, the weights are those recorded, bit for bit (SHA-256 ${again.weights.slice(0, 16)}…).`
  const why =
    again.arithmetic !== recorded.arithmetic
      ? `this machine computed with ${again.arithmetic}, the trial with ${recorded.arithmetic}`
      : again.version !== recorded.version
        ? `version ${again.version} computed them now, version ${recorded.version} then`
        : 'arithmetic and version are the same, so this should not be: please report it'
  return `Trained again, the weights are not those recorded: ${why}.`
}

/** What a trial's network reads, and whether it is the network that was recorded. */
export interface TrialReadings {
  /** As in `jsb/V/17`. */
  readonly trial: string
  /** Sequences of the test set. */
  readonly test: number
  readonly readings: readonly Reading[]
  readonly sameness: string
}

/** The examples of a trial as a finding. */
export function trialReadings(examples: Examples): TrialReadings {
  const { trial, test } = examples
  return { trial, test, readings: readingsOf(examples), sameness: sameness(examples) }
}

/** What the readings of a task come to, in a sentence made from the numbers. */
export function readingsText(readings: readonly Reading[]): string {
  const sum = (of: (reading: Reading) => number) => readings.reduce((total, reading) => total + of(reading), 0)
  const among = <K extends Reading['kind']>(kind: K) =>
    readings.filter((reading): reading is Extract<Reading, { kind: K }> => reading.kind === kind)
  const texts = among('text')
  if (texts.length > 0) {
    const characters = texts.reduce((total, { text }) => total + [...text].length, 0)
    const edits = sum((reading) => (reading.kind === 'text' ? reading.edits : 0))
    return `${counted(edits, 'edit')} for ${counted(characters, 'character')} of ${counted(texts.length, 'line')} (${share(edits, characters)}).`
  }
  const strips = among('strip')
  if (strips.length > 0) {
    const steps = sum((reading) => (reading.kind === 'strip' ? reading.steps : 0))
    const wrong = sum((reading) => (reading.kind === 'strip' ? reading.wrong : 0))
    return `${grouped(wrong)} of ${counted(steps, 'frame')} ${wrong === 1 ? 'is' : 'are'} wrong (${share(wrong, steps)}).`
  }
  const cells = among('roll').flatMap(({ steps }) => steps.flatMap((step) => step.cells))
  if (cells.length > 0) {
    const on = cells.filter((cell) => cell.on)
    const expected = on.filter(({ p }) => p > 0.5).length
    const more = cells.filter((cell) => !cell.on && cell.p > 0.5).length
    return `${grouped(expected)} of the ${grouped(on.length)} that are on had a probability above one half (${share(expected, on.length)}); so had ${grouped(more)} that are not.`
  }
  const values = among('values').flatMap((reading) => reading.values)
  const worst = largest(values.map(({ target, said }) => Math.abs(said - target)))
  return `The largest difference between what was asked and what was said is ${compact(worst)}.`
}

const share = (part: number, whole: number) => (whole === 0 ? 'of none' : percentage(part / whole))
