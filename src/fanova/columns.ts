import { InputError, namedList } from '../math/input-error.ts'
import { position, type Range, type Setting, type Settings } from '../study/space.ts'

/** A setting of the trials and what it was drawn from. */
export interface Ranged {
  readonly name: string
  readonly range: Range
  /**
   * Set where some trials do not have it: the part of the setting that stands for them, of 1. With 0 no split sets them apart: another
   * setting says who has it, and it is split only among trials that all do.
   */
  readonly absent?: number
}

/** Trials to explain: the settings that may matter, those of each trial, and what each came to. */
export interface Trials {
  readonly settings: readonly Ranged[]
  readonly points: readonly Settings[]
  readonly target: readonly number[]
  /** By trial, where settings are repeated: a number that those with equal settings share. They are drawn together. */
  readonly groups?: readonly number[]
}

/** Where a trial is put that does not have a setting: above all that do. */
export const ABSENT = 2

/** By setting: the part that stands for trials without it. */
export function absentOf(settings: readonly Ranged[]): number[] {
  return settings.map(({ absent = 0 }) => absent)
}

/** Each setting’s positions in [0, 1] in the measure it was drawn from, trial by trial; ABSENT where a trial may lack it and does. */
export function columnsOf(settings: readonly Ranged[], points: readonly Settings[]): Float64Array[] {
  return settings.map(({ name, range, absent }) =>
    Float64Array.from(points, (point, trial) =>
      absent !== undefined && point[name] === undefined ? ABSENT : place(range, point[name], name, trial),
    ),
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
    throw new InputError(`${name} of trial ${trial + 1} is ${setting}, none of ${namedList(range.of)}`)
  }
  const { low, high } = range as Extract<Range, { low: number }>
  const span = range.kind === 'one minus log' ? `${1 - high} to ${1 - low}` : `${low} to ${high}`
  throw new InputError(`${name} of trial ${trial + 1} is ${setting}, outside its range ${span}`)
}
