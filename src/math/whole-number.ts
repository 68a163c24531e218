import { briefly, InputError, oneLine } from './input-error.ts'

/** What a whole number must be, as the end of `must be …`. */
export function wholeWithin(least: number, most?: number): string {
  return most === undefined ? `a whole number of at least ${least}` : `a whole number from ${least} to ${most}`
}

/** Whether a value is a whole number that every computation gives exactly, within bounds. */
export function isWhole(value: unknown, least: number, most: number = Number.POSITIVE_INFINITY): value is number {
  return Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most
}

/** Refuses what is no whole number within bounds. */
export function checkWhole(value: unknown, what: string, least: number, most?: number): void {
  if (isWhole(value, least, most)) return
  throw new InputError(`${what} must be ${wholeWithin(least, most)}, not ${briefly(value)}`)
}

/** The whole number that an option of a command is given as. */
export function readWhole(text: string, option: string, least: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (isWhole(value, least)) return value
  throw new InputError(`${option} must be ${wholeWithin(least)}, not ${oneLine(text)}`)
}
