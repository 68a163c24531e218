import { exp, log } from '../math/functions.ts'
import { briefly, InputError } from '../math/input-error.ts'

/** What a setting may be, and how it is drawn. Plain data, so that it can be stored and compared. */
export type Range =
  | { readonly kind: 'uniform'; readonly low: number; readonly high: number }
  | { readonly kind: 'log'; readonly low: number; readonly high: number }
  /** A whole number, log-uniform before rounding. */
  | { readonly kind: 'log integer'; readonly low: number; readonly high: number }
  /** 1 − a log-uniform number of [low, high]: the way momentum is drawn. */
  | { readonly kind: 'one minus log'; readonly low: number; readonly high: number }
  | { readonly kind: 'choice'; readonly of: readonly string[] }
  | { readonly kind: 'fixed'; readonly value: Setting }

export type Setting = number | string
export type Settings = Readonly<Record<string, Setting>>
/** The ranges of a study by the names of the settings. */
export type Space = Readonly<Record<string, Range>>

export const uniform = (low: number, high: number): Range => checkRange({ kind: 'uniform', low, high })
export const logUniform = (low: number, high: number): Range => checkRange({ kind: 'log', low, high })
export const logInteger = (low: number, high: number): Range => checkRange({ kind: 'log integer', low, high })
export const oneMinusLog = (low: number, high: number): Range => checkRange({ kind: 'one minus log', low, high })
export const choice = (...of: readonly string[]): Range => checkRange({ kind: 'choice', of })
export const fixed = (value: Setting): Range => ({ kind: 'fixed', value })

/** The setting at `u` of [0, 1): the inverse of `position`. */
export function settingAt(range: Range, u: number): Setting {
  switch (range.kind) {
    case 'uniform':
      return Math.min(range.high, range.low + u * (range.high - range.low))
    case 'log':
      return between(range, u)
    case 'log integer':
      return Math.min(range.high, Math.max(range.low, Math.round(between(range, u))))
    case 'one minus log':
      return 1 - between(range, u)
    case 'choice':
      return range.of[Math.min(range.of.length - 1, Math.floor(u * range.of.length))]
    case 'fixed':
      return range.value
  }
}

/** Where a setting lies in its range, from 0 to 1, by the measure it was drawn from; the middle of its cell for a choice. */
export function position(range: Range, setting: Setting): number {
  switch (range.kind) {
    case 'uniform':
      return (Number(setting) - range.low) / (range.high - range.low)
    case 'log':
    case 'log integer':
      return logPosition(range, Number(setting))
    case 'one minus log':
      return logPosition(range, 1 - Number(setting))
    case 'choice':
      return (range.of.indexOf(String(setting)) + 0.5) / range.of.length
    case 'fixed':
      return 0.5
  }
}

/** The outermost values that a range can give, or all of a choice. */
export function extremesOf(range: Range): readonly Setting[] {
  switch (range.kind) {
    case 'fixed':
      return [range.value]
    case 'choice':
      return range.of
    case 'one minus log':
      return [1 - range.high, 1 - range.low]
    case 'uniform':
    case 'log':
    case 'log integer':
      return [range.low, range.high]
  }
}

function between({ low, high }: { low: number; high: number }, u: number): number {
  return Math.min(high, Math.max(low, exp(log(low) + u * (log(high) - log(low)))))
}

function logPosition({ low, high }: { low: number; high: number }, value: number): number {
  return log(value / low) / log(high / low)
}

/** Ways to write a range, for messages. */
const FORMS =
  'logInteger(4, 40), logUniform(1e-4, 0.1), uniform(0, 1), oneMinusLog(0.01, 1), choice("a", "b") or fixed(32)'
const KINDS = ['uniform', 'log', 'log integer', 'one minus log', 'choice', 'fixed'] satisfies Range['kind'][]

/** The range itself, if something can be drawn from it; `what` is what an error calls it. */
export function checkRange(range: Range, what = 'a range'): Range {
  if (typeof range !== 'object' || range === null || !KINDS.includes(range.kind))
    throw new InputError(`${what} must be made as ${FORMS}, not be ${valueText(range)}`)
  if (range.kind === 'fixed') {
    if (!isSetting(range.value))
      throw new InputError(`a fixed setting must be a number or a text, not ${briefly(range.value)}`)
    return range
  }
  if (range.kind === 'choice') return checkChoice(range)
  const { kind, low, high } = range
  if (!(Number.isFinite(low) && Number.isFinite(high) && low < high)) {
    throw new InputError(
      `a ${kind} range must go from a lower to a higher number, not from ${briefly(low)} to ${briefly(high)}`,
    )
  }
  if (!Number.isFinite(high - low))
    throw new InputError(`a ${kind} range must be less wide than from ${low} to ${high}`)
  if (kind !== 'uniform' && low <= 0) throw new InputError(`a ${kind} range must start above 0, not at ${low}`)
  if (kind === 'log integer' && !(Number.isInteger(low) && Number.isInteger(high))) {
    throw new InputError(`a ${kind} range must have whole ends, not ${low} and ${high}`)
  }
  return range
}

function checkChoice(range: Range & { kind: 'choice' }): Range {
  const options: unknown = range.of
  if (!Array.isArray(options)) throw new InputError(`the options of a choice must be a list, not ${briefly(options)}`)
  if (options.length === 0) throw new InputError('a choice needs at least one option')
  const wrong = options.findIndex((option) => typeof option !== 'string')
  if (wrong >= 0)
    throw new InputError(
      `each option of a choice must be a text, as in choice("8", "16"), not ${valueText(options[wrong])}`,
    )
  const twice = options.find((option, k) => options.indexOf(option) < k)
  if (twice !== undefined) throw new InputError(`a choice names ${briefly(twice)} twice`)
  return range
}

const isSetting = (value: unknown) => typeof value === 'number' || typeof value === 'string'

/** A short list as it was written, anything else briefly. */
function valueText(value: unknown): string {
  const short = Array.isArray(value) && value.length > 0 && value.length <= 4 && value.every(isSetting)
  return short ? `[${value.map(briefly).join(', ')}]` : briefly(value)
}

/** A range in a few words: `log 1e-6 to 0.01`, `choice of nesterov, classical`, `fixed 32`. */
export function rangeText(range: Range): string {
  if (range.kind === 'fixed') return `fixed ${range.value}`
  if (range.kind === 'choice') return `choice of ${range.of.join(', ')}`
  return `${range.kind} ${numberText(range.low)} to ${numberText(range.high)}`
}

function numberText(value: number): string {
  return value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential() : String(value)
}
