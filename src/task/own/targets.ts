import type { Sequence } from '../../engine/engine.ts'
import type { LossName } from '../../engine/loss/loss.ts'
import { InputError, oneLine } from '../../math/input-error.ts'
import type { MetricName } from '../metric.ts'
import { type OwnColumn, type OwnData, valueAt } from './data.ts'
import { inOrder, type Standard, standardised, standardOf, valuesIn } from './inputs.ts'
import type { Question } from './options.ts'
import type { Piece, SplitPieces } from './split.ts'
import type { Understood } from './understand.ts'

/** What the outputs of the network are, and the targets of a piece. */
export interface Targets {
  readonly loss: LossName
  readonly metric: MetricName
  readonly outputs: number
  /** What each output stands for, where outputs have names. */
  readonly symbols?: readonly string[]
  /** How real targets were standardised, by target column. */
  readonly scales?: readonly Standard[]
  /** Steps of the piece that are seen; the rest of it are only targets. */
  readonly ahead: number
  /** Targets that were missing, and were taken from a step before. */
  readonly filled?: { targets: number }
  /** The targets at the steps that are seen, and which counts first; undefined of a piece that has none. */
  of(piece: Piece): Pick<Sequence, 'targets' | 'from'> | undefined
}

/** How many steps after the last that is seen the answer reaches. */
export function aheadOf(question: Question, horizon: number): number {
  if (question === 'forecast') return horizon
  return question === 'next set' || question === 'next symbol' ? 1 : 0
}

export function targetsOf(
  data: OwnData,
  { question, targets }: Understood,
  splits: SplitPieces,
  horizon: number,
): Targets {
  const [first] = targets
  const all = { data, columns: targets, splits, ahead: aheadOf(question, horizon) }
  switch (question) {
    case 'class of each step':
      return classes(all, first, eachStep(all.ahead))
    case 'next symbol':
      return { ...classes(all, first, eachStep(all.ahead)), metric: 'nats' }
    case 'class of each sequence':
      return classes(all, first, (piece, at) => {
        const [found] = at(piece.from, piece.from + 1)
        return found < 0 ? undefined : atReadout(piece, new Int32Array(piece.to - piece.from).fill(found))
      })
    case 'label':
      return labels(all, first)
    case 'next set':
      return {
        ...numbers(all, () => IDENTITY),
        loss: 'sigmoid',
        metric: 'nats',
        symbols: targets.map(({ name }) => name),
      }
    default:
      return { ...numbers(all, standardFor, question === 'value of each sequence'), loss: 'squared', metric: 'mse' }
  }
}

const eachStep = (ahead: number) => (piece: Piece, at: (from: number, to: number) => Int32Array) => ({
  targets: at(piece.from, piece.to - ahead),
  from: piece.warm,
})

/** One answer for a whole sequence is given at its last step. */
function atReadout<T extends Sequence['targets']>({ from, to }: Piece, targets: T): { targets: T; from: number } {
  return { targets, from: to - from - 1 }
}

interface Asked {
  readonly data: OwnData
  readonly columns: readonly OwnColumn[]
  readonly splits: SplitPieces
  readonly ahead: number
}

const piecesOf = ({ training, validation, test }: SplitPieces) => [...training, ...validation, ...test]

/** Classes by number: all that occur anywhere, so that one that training lacks still counts where it is tested. */
function classes(
  { data, splits, ahead }: Asked,
  column: OwnColumn,
  of: (piece: Piece, at: (from: number, to: number) => Int32Array) => ReturnType<Targets['of']>,
): Targets {
  const found = valuesIn(column, piecesOf(splits))
  found.delete(undefined)
  const symbols = inOrder(found as Set<string>)
  const places = new Map(symbols.map((name, k) => [name, k]))
  const byCode = Int32Array.from(column.texts, (text) => places.get(text) ?? -1)
  const classAt = (sequence: number, step: number) => {
    const code = column.code(sequence, step)
    return code >= 0 ? byCode[code] : (places.get(valueAt(column, sequence, step) ?? '') ?? -1)
  }
  return {
    loss: 'softmax',
    metric: 'error',
    outputs: symbols.length,
    symbols,
    ahead,
    of(piece) {
      const says = of(piece, (from, to) =>
        Int32Array.from({ length: to - from }, (_, t) => classAt(piece.sequence, from + ahead + t)),
      )
      return says && labelledFrom(data, piece, column, says)
    },
  }
}

/** Targets from the first step that has one; undefined where none has. A step without one in between is an error. */
function labelledFrom(
  data: OwnData,
  piece: Piece,
  column: OwnColumn,
  { targets, from = 0 }: Pick<Sequence, 'targets' | 'from'>,
) {
  const first = targets.findIndex((target) => target >= 0)
  if (first < 0) return undefined
  const gap = targets.findIndex((target, t) => t > first && target < 0)
  if (gap >= 0)
    throw new InputError(
      `${data.name}: ${oneLine(column.name)} has no value at step ${piece.from + gap + 1} of sequence ${oneLine(data.idOf(piece.sequence))}; only at the first steps of a sequence may it be missing`,
    )
  targets.fill(0, 0, first) // these do not count
  return { targets, from: Math.max(from, first) }
}

/** The symbols of a label: its words where some have several, otherwise its characters. */
function labels({ data, splits }: Asked, column: OwnColumn): Targets {
  const isWords = column.isLabel === undefined || column.texts.some((text) => text.trim().includes(' '))
  const parted = column.texts.some((text) => /\s/.test(text.trim())) && isWords
  const symbolsIn = (text: string) => (parted ? text.split(/\s+/).filter(Boolean) : [...text.trim()])
  const known = new Set<string>()
  for (const { sequence } of piecesOf(splits))
    for (const symbol of symbolsIn(valueAt(column, sequence) ?? '')) known.add(symbol)
  const symbols = ['', ...inOrder(known)]
  const places = new Map(symbols.map((name, k) => [name, k]))
  if (known.size === 0) throw new InputError(`${data.name}: all labels in ${oneLine(column.name)} are empty`)
  return {
    loss: 'ctc',
    metric: 'cer',
    outputs: symbols.length,
    symbols,
    ahead: 0,
    of({ sequence }) {
      const text = valueAt(column, sequence)
      return text === undefined
        ? undefined
        : { targets: Int32Array.from(symbolsIn(text), (symbol) => places.get(symbol)!) }
    },
  }
}

const IDENTITY: Standard = { centre: 0, spread: 1, isRobust: false }

/** Real targets are standardised by mean and deviation: cut off they would be others. */
function standardFor(column: OwnColumn, training: readonly Piece[]): Standard {
  const { mean, deviation, isConstant } = standardOf(training, (piece, t) => column.number(piece.sequence, t))
  return { centre: mean, spread: isConstant ? 1 : deviation, isRobust: false }
}

/**
 * Numbers as targets: of each step, of the last, or of so many steps ahead, lead after lead. Where one is missing, a sequence that
 * asks for it alone is left out, a forecast takes the last one before it, and steps before the first do not count.
 */
function numbers(
  { data, columns, splits, ahead }: Asked,
  scaleOf: (column: OwnColumn, training: readonly Piece[]) => Standard,
  isWhole = false,
): Omit<Targets, 'loss' | 'metric'> {
  const scales = columns.map((column) => scaleOf(column, splits.training))
  const leads = Math.max(1, ahead)
  const width = leads * columns.length
  const filled = { targets: 0 }
  const valueAtStep = (k: number, sequence: number, step: number) => {
    let at = step
    while (ahead > 0 && at > 0 && !Number.isFinite(columns[k].number(sequence, at))) at -= 1
    if (at < step) filled.targets += 1
    return standardised(columns[k].number(sequence, at), scales[k])
  }
  const rowAt = ({ sequence, from }: Piece, t: number) =>
    Array.from({ length: width }, (_, place) => {
      const lead = ahead > 0 ? Math.floor(place / columns.length) + 1 : 0
      return valueAtStep(place % columns.length, sequence, from + t + lead)
    })
  return {
    outputs: width,
    scales,
    ahead,
    filled,
    of(piece) {
      const steps = piece.to - piece.from - ahead
      const targets = new Float32Array(steps * width)
      let first: number | undefined
      for (let t = isWhole ? steps - 1 : piece.warm; t < steps; t++) {
        const row = rowAt(piece, t)
        const isThere = row.every(Number.isFinite)
        if (!isThere && first !== undefined) throw missingAt(data, columns, piece, t)
        if (isThere) {
          first ??= t
          targets.set(row, t * width)
        }
      }
      if (first === undefined) return undefined
      return isWhole ? atReadout(piece, targets) : { targets, from: first }
    },
  }
}

function missingAt(data: OwnData, columns: readonly OwnColumn[], { sequence, from }: Piece, t: number): InputError {
  const names = columns.map(({ name }) => oneLine(name)).join(', ')
  return new InputError(
    `${data.name}: ${names} has no finite value at step ${from + t + 1} of sequence ${oneLine(data.idOf(sequence))}; only at the first steps of a sequence may it be missing`,
  )
}
