import { InputError } from '../math/input-error.ts'
import { position, type Range, type Setting, type Settings } from '../study/space.ts'

/** A setting of the trials and what it was drawn from. */
export interface Ranged {
  readonly name: string
  readonly range: Range
}

/** Trials to explain: the settings that may matter, those of each trial, and what each came to. */
export interface Trials {
  readonly settings: readonly Ranged[]
  readonly points: readonly Settings[]
  readonly target: readonly number[]
}

/** Each setting’s positions in [0, 1] in the measure it was drawn from, trial by trial. */
export function columnsOf(settings: readonly Ranged[], points: readonly Settings[]): Float64Array[] {
  return settings.map(({ name, range }) =>
    Float64Array.from(points, (point, trial) => place(range, point[name], name, trial)),
  )
}

/** Categories of each setting; 0 for numbers. */
export function choicesOf(settings: readonly Ranged[]): number[] {
  return settings.map(({ range }) => (range.kind === 'choice' ? range.of.length : 0))
}

const ROUNDING = 1e-9

function place(range: Range, setting: Setting | undefined, name: string, trial: number): number {
  if (setting === undefined) throw new InputError(`trial ${trial + 1} has no ${name}`)
  const at = position(range, setting)
  if (at >= -ROUNDING && at <= 1 + ROUNDING) return Math.min(1, Math.max(0, at))
  if (range.kind === 'choice') {
    throw new InputError(`${name} of trial ${trial + 1} is ${setting}, none of ${range.of.join(', ')}`)
  }
  const { low, high } = range as Extract<Range, { low: number }>
  const span = range.kind === 'one minus log' ? `${1 - high} to ${1 - low}` : `${low} to ${high}`
  throw new InputError(`${name} of trial ${trial + 1} is ${setting}, outside its range ${span}`)
}
