import { quantile } from '../../math/statistics.ts'
import { secondsIn } from './arrange.ts'
import { type OwnColumn, type OwnData, valueAt } from './data.ts'
import { datesIn } from './dates.ts'
import type { Profile } from './profile.ts'
import type { Piece } from './split.ts'

/** What an input of the network is: a standardised number, whether it is missing, whether a symbol is there, or the time since the step before. */
export type Input =
  | ({ readonly kind: 'number'; readonly column: string } & Standard)
  | { readonly kind: 'missing'; readonly column: string }
  | { readonly kind: 'symbol'; readonly column: string; readonly symbol: string }
  | ({ readonly kind: 'elapsed'; readonly column: string } & Standard)

/** How a number is standardised, and what training told of it. */
export interface Standard {
  /** Subtracted: the mean in training, or the median where tails are heavy. */
  readonly centre: number
  /** Divided by: the standard deviation in training, or the interquartile range over 1.349 where tails are heavy. */
  readonly spread: number
  /** Where tails are heavy: by median and quartiles, and cut off at ±10. */
  readonly isRobust: boolean
}

/** Beyond this many robust deviations nothing is told apart. */
const CUT_OFF = 10

/** What writes the inputs of one column, for the steps of a piece. */
export interface Encoder {
  readonly inputs: readonly Input[]
  /** Values from outside of what training holds, as far as they were met. */
  readonly unseen: { symbols: number; missing: number }
  write(piece: Piece, into: Float32Array, offset: number, width: number): void
}

/** Columns that hold nothing in training but one value, and are left out for that. */
export interface Encoders {
  readonly encoders: readonly Encoder[]
  readonly constant: readonly string[]
}

/** How inputs are made of columns, by what the training pieces hold alone. */
export function encodersOf(
  data: OwnData,
  columns: readonly OwnColumn[],
  training: readonly Piece[],
  profiles: ReadonlyMap<string, Profile>,
): Encoders {
  const constant: string[] = []
  const encoders = columns.flatMap((column): Encoder[] => {
    const found =
      profiles.get(column.name)!.kind === 'numbers' ? numberEncoder(column, training) : symbolEncoder(column, training)
    if (found === undefined) constant.push(column.name)
    return found === undefined ? [] : [found]
  })
  const elapsed = elapsedEncoder(data, training)
  return { encoders: [...encoders, ...(elapsed ? [elapsed] : [])], constant }
}

function numberEncoder(column: OwnColumn, training: readonly Piece[]): Encoder | undefined {
  const { standard, missing, isConstant } = standardOf(training, (piece, t) => column.number(piece.sequence, t))
  if (isConstant) return undefined
  const hasMask = missing > 0
  const unseen = { symbols: 0, missing: 0 }
  const { name } = column
  const inputs: Input[] = [
    { kind: 'number', column: name, ...standard },
    ...(hasMask ? [{ kind: 'missing', column: name } as const] : []),
  ]
  return {
    inputs,
    unseen,
    write({ sequence, from, to }, into, offset, width) {
      let before = 0 // the centre, until a value is there
      for (let t = from; t < to; t++) {
        const value = column.number(sequence, t)
        const at = (t - from) * width + offset
        if (Number.isFinite(value)) before = standardised(value, standard)
        else if (hasMask) into[at + 1] = 1
        else unseen.missing += 1
        into[at] = before
      }
    },
  }
}

export function standardised(value: number, { centre, spread, isRobust }: Standard): number {
  const scaled = (value - centre) / spread
  return isRobust ? Math.max(-CUT_OFF, Math.min(CUT_OFF, scaled)) : scaled
}

/** Values of which quartiles are made, evenly from all. */
const SAMPLE = 100_000

/** Heavier tails than this fourth moment, over the square of the second, are cut: a normal distribution has 3, an exponential one 9. */
const HEAVY = 30

/** The standard of the numbers at the steps of training; infinite ones count as missing. */
export function standardOf(training: readonly Piece[], at: (piece: Piece, step: number) => number) {
  const steps = training.reduce((sum, { from, to }) => sum + to - from, 0)
  const every = Math.ceil(steps / SAMPLE)
  const sample: number[] = []
  let [count, mean, missing, place] = [0, 0, 0, 0]
  const each = (body: (value: number) => void) => {
    for (const piece of training) for (let t = piece.from; t < piece.to; t++) body(at(piece, t))
  }
  each((value) => {
    if (!Number.isFinite(value)) missing += 1
    else {
      count += 1
      mean += (value - mean) / count
    }
    if (place++ % every === 0 && Number.isFinite(value)) sample.push(value)
  })
  let [second, fourth] = [0, 0]
  each((value) => {
    if (!Number.isFinite(value)) return
    const square = (value - mean) ** 2
    second += square / count
    fourth += square ** 2 / count
  })
  const deviation = Math.sqrt(second)
  const isConstant = !(deviation > 1e-12 * Math.abs(mean))
  const range = fourth > HEAVY * second ** 2 ? (quantile(sample, 0.75) - quantile(sample, 0.25)) / 1.349 : 0
  const standard: Standard =
    range > 0
      ? { centre: quantile(sample, 0.5), spread: range, isRobust: true }
      : { centre: mean, spread: deviation, isRobust: false }
  return { standard, missing, isConstant, mean, deviation }
}

function symbolEncoder(column: OwnColumn, training: readonly Piece[]): Encoder | undefined {
  const symbols = valuesIn(column, training)
  const hasMissing = symbols.delete(undefined)
  if (symbols.size + (hasMissing ? 1 : 0) < 2) return undefined
  const names = inOrder(symbols as Set<string>)
  const places = new Map(names.map((name, k) => [name, k]))
  const byCode = Int32Array.from(column.texts, (text) => places.get(text) ?? -1)
  const unseen = { symbols: 0, missing: 0 }
  return {
    inputs: names.map((symbol): Input => ({ kind: 'symbol', column: column.name, symbol })),
    unseen,
    write({ sequence, from, to }, into, offset, width) {
      for (let t = from; t < to; t++) {
        const code = column.code(sequence, t)
        const value = code < 0 ? valueAt(column, sequence, t) : undefined
        const place = code >= 0 ? byCode[code] : value === undefined ? undefined : (places.get(value) ?? -1)
        if (place === -1) unseen.symbols += 1
        else if (place !== undefined) into[(t - from) * width + offset + place] = 1
      }
    },
  }
}

/** The different values in some pieces, undefined among them where one is missing. */
export function valuesIn(column: OwnColumn, pieces: readonly Piece[]): Set<string | undefined> {
  const codes = new Uint8Array(column.texts.length)
  const others = new Set<string | undefined>()
  for (const { sequence, from, to } of pieces) {
    for (let t = from; t < (column.level === 'step' ? to : from + 1); t++) {
      const code = column.code(sequence, t)
      if (code >= 0) codes[code] = 1
      else others.add(valueAt(column, sequence, t))
    }
  }
  codes.forEach((there, code) => there === 1 && others.add(column.texts[code]))
  return others
}

/** Names in an order that the order of rows does not change: numbers by size, then texts. */
export function inOrder(names: Iterable<string>): string[] {
  const key = (name: string) => (name.trim() === '' ? Number.NaN : Number(name))
  return [...names].sort((a, b) => {
    const [first, second] = [key(a), key(b)]
    if (Number.isNaN(first) !== Number.isNaN(second)) return Number.isNaN(first) ? 1 : -1
    return first - second || (a < b ? -1 : 1)
  })
}

/** So many steps in a hundred must be off the usual time by a tenth for time to count. */
const [OFF, PART] = [0.1, 0.01]

/** The time since the step before, where the steps of training do not follow each other evenly. */
function elapsedEncoder({ columns, made }: OwnData, training: readonly Piece[]): Encoder | undefined {
  const column = columns.find(({ name, level }) => name === made.time && level === 'step')
  if (column === undefined) return undefined
  const seconds = secondsIn(column.texts, datesIn(column.texts)?.order)
  const timeAt = (sequence: number, step: number) => {
    const code = column.code(sequence, step)
    return code < 0 ? column.number(sequence, step) : seconds[code]
  }
  const since = ({ sequence }: Piece, step: number) =>
    step === 0 ? Number.NaN : timeAt(sequence, step) - timeAt(sequence, step - 1)
  const gaps = training.flatMap((piece) =>
    Array.from({ length: piece.to - piece.from }, (_, k) => since(piece, piece.from + k)),
  )
  const known = gaps.filter(Number.isFinite)
  const usual = quantile(known, 0.5)
  const off = known.filter((gap) => Math.abs(gap - usual) > OFF * usual).length
  if (!(off > PART * known.length)) return undefined
  const { standard, isConstant } = standardOf(training, since)
  if (isConstant) return undefined
  return {
    inputs: [{ kind: 'elapsed', column: column.name, ...standard }],
    unseen: { symbols: 0, missing: 0 },
    write(piece, into, offset, width) {
      for (let t = piece.from; t < piece.to; t++) {
        const gap = since(piece, t)
        into[(t - piece.from) * width + offset] = Number.isFinite(gap) ? standardised(gap, standard) : 0
      }
    },
  }
}
