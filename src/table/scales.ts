import { InputError, lookUp } from '../math/input-error.ts'
import { smallest } from '../math/statistics.ts'
import { checkRange, type Range, type Setting } from '../study/space.ts'

/** What a setting of a table is said to be: its column, and perhaps its scale and its ends. */
export interface Wish {
  readonly column: string
  readonly scale?: Scale
  readonly low?: number
  readonly high?: number
}

/** The scale a setting was drawn on; whole numbers have their own. */
export type Scale = keyof typeof SCALES

/** The range from one value to another on each scale. */
const SCALES = {
  uniform: (low, high) => ({ kind: 'uniform', low, high }),
  log: (low, high) => ({ kind: 'log', low, high }),
  /** Half a step wider at both ends, so that every whole number has the same part of it. */
  int: (low, high) => ({ kind: 'uniform', low: low - 0.5, high: high + 0.5 }),
  'log-int': (low, high) => ({ kind: 'log integer', low, high }),
  'one-minus-log': (low, high) => ({ kind: 'one minus log', low: 1 - high, high: 1 - low }),
  choice: undefined,
} as const satisfies Record<string, ((low: number, high: number) => Range) | undefined>

/** Reads `lr:log:1e-6:1e-2,units:int,kind:choice,decay`: names, with a scale and two ends where they are known. */
export function readWishes(text: string): Wish[] {
  const items = text.split(',').filter((item) => item.trim() !== '')
  if (items.length === 0) throw new InputError('settings must name at least one column, as in lr:log,units:int')
  const wishes = items.map((item) => readWish(item.trim()))
  const twice = wishes.find(({ column }, k) => wishes.findIndex((other) => other.column === column) < k)
  if (twice !== undefined) throw new InputError(`setting ${twice.column} is named twice`)
  return wishes
}

function readWish(item: string): Wish {
  const [column, scale = '', ...ends] = item.split(':').map((part) => part.trim())
  if (column === '') throw new InputError(`a setting needs the name of a column, as in lr:log, not ${item}`)
  if (scale !== '') lookUp(SCALES, scale, 'scale')
  const known = { column, ...(scale !== '' && { scale: scale as Scale }) }
  if (ends.length === 0) return known
  const [low, high] = ends.map((end) => (end === '' ? Number.NaN : Number(end)))
  if (ends.length !== 2 || !(low < high) || scale === 'choice') {
    throw new InputError(`a setting is written name:scale:low:high, as in lr:log:1e-6:1e-2, not ${item}`)
  }
  return { ...known, low, high }
}

/** A range and where it comes from. */
export interface Scaled {
  readonly range: Range
  readonly scale: Scale | 'fixed'
  readonly from: ScaleSource
  /** The lowest and the highest number, as told or in the table; absent for a choice. */
  readonly ends?: readonly [number, number]
  /** Whether its ends were told, so that they are those it was drawn between. */
  readonly endsTold?: true
}

/** What says that a setting has its scale: the command line, text in its cells, few numbers that return, how evenly its values lie. */
export type ScaleSource = 'told' | 'text' | 'few numbers' | 'evenness' | 'only one fits' | 'one value'

/** The range of a setting whose values are text. */
export function rangeOfTexts(values: readonly string[], wish: Wish): Scaled {
  const options = [...new Set(values)].sort(inOrder)
  return options.length === 1 ? only(options[0]) : chosen(options, wish.scale === undefined ? 'text' : 'told')
}

/** The range of a setting whose values are numbers, by the scale and the ends wished for, or guessed from the values. */
export function rangeOfNumbers(values: readonly number[], wish: Wish): Scaled {
  const ends = [wish.low ?? least(values), wish.high ?? most(values)] as const
  const [low, high] = ends
  if (!(low < high)) return only(values[0])
  const { scale, from } =
    wish.scale === undefined ? guessed(values, wish) : { scale: wish.scale, from: 'told' as const }
  if (scale === 'choice') return chosen([...new Set(values.map(String))].sort(inOrder), from)
  checkScale(scale, ends, wish.column)
  const range = checkRange(SCALES[scale](low, high))
  return { range, scale, from, ends, ...(wish.low !== undefined && { endsTold: true }) }
}

const inOrder = (a: string, b: string) => Number(a) - Number(b) || (a < b ? -1 : 1)
const only = (value: Setting): Scaled => ({ range: { kind: 'fixed', value }, scale: 'fixed', from: 'one value' })

function chosen(options: readonly string[], from: ScaleSource): Scaled {
  return { range: checkRange({ kind: 'choice', of: options }), scale: 'choice', from }
}

function checkScale(scale: Scale, [low, high]: readonly [number, number], column: string): void {
  if ((scale === 'log' || scale === 'log-int') && low <= 0)
    throw new InputError(`${column} goes down to ${low}, and a ${scale} scale has only numbers above 0`)
  if (scale === 'one-minus-log' && high >= 1)
    throw new InputError(`${column} goes up to ${high}, and a ${scale} scale has only numbers below 1`)
  if ((scale === 'int' || scale === 'log-int') && !(Number.isInteger(low) && Number.isInteger(high)))
    throw new InputError(`${column} goes from ${low} to ${high}, and an ${scale} scale needs whole ends`)
}

/** So few different numbers are taken as choices, each with the same part of the range. */
const FEW = 6
/** Each of them as often as this on average. */
const OFTEN = 3
/** The highest must be so many times the lowest before a scale of decades is guessed: below, it hardly differs from an even one. */
const TIMES = 5

/** The scale on which the values lie most evenly; scales of decades only for values that lie decades apart. */
function guessed(values: readonly number[], { low, high }: Wish): { scale: Scale; from: ScaleSource } {
  const different = new Set(values).size
  const often = different <= FEW && values.length >= OFTEN * different
  if (often && low === undefined) return { scale: 'choice', from: 'few numbers' }
  const whole = values.every(Number.isInteger)
  const ends: [number, number] = [low ?? least(values), high ?? most(values)]
  const candidates: Scale[] = [whole ? 'int' : 'uniform', whole ? 'log-int' : 'log', 'one-minus-log']
  const fitting = candidates.filter((scale) => spans(scale, ends))
  const uneven = fitting.map((scale) => unevenness(values, scale, ends))
  const scale = fitting[uneven.indexOf(smallest(uneven))]
  return { scale, from: fitting.length === 1 ? 'only one fits' : 'evenness' }
}

function spans(scale: Scale, [low, high]: readonly [number, number]): boolean {
  if (scale === 'log' || scale === 'log-int') return low > 0 && high / low >= TIMES
  return scale !== 'one-minus-log' || (low >= 0 && high < 1 && (1 - low) / (1 - high) >= TIMES)
}

/** How far the values’ distribution is from even on a scale: the largest distance between the two (Kolmogorov, 1933). */
function unevenness(values: readonly number[], scale: Scale, [low, high]: readonly [number, number]): number {
  const onScale = scale === 'one-minus-log' ? (value: number) => -Math.log(1 - value) : Math.log
  const map = scale === 'int' || scale === 'uniform' ? (value: number) => value : onScale
  const [from, to] = [map(low), map(high)]
  const places = Float64Array.from(values, (value) => (map(value) - from) / (to - from)).sort()
  return places.reduce((far, at, k) => Math.max(far, at - k / places.length, (k + 1) / places.length - at), 0)
}

const least = (values: readonly number[]) => values.reduce((a, b) => Math.min(a, b))
const most = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b))
