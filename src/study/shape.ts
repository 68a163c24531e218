/**
 * What data from outside must look like: small parts to build schemas of, each with its expectation in words (`must be …`), and one
 * way to say what is wrong: the field, what it must be and what it is.
 */
import { z } from 'zod'
import { briefly, InputError, oneLine } from '../math/input-error.ts'
import { wholeWithin } from '../math/whole-number.ts'

/** A text of at most so many characters. */
export const text = (most: number) => z.string('a text').max(most, `a text of at most ${most} characters`)

/** A whole number of at least `least`. */
export const whole = (least: number) => z.int(wholeWithin(least)).min(least, wholeWithin(least))

/** One of some texts. */
export const oneOf = <const T extends readonly [string, ...string[]]>(options: T) => z.enum(options, options.join(', '))

/** The one spelling of each number that JSON does not know. */
const SPELLED = ['NaN', 'Infinity', '-Infinity', '-0'] as const

/** Any number, as JSON can hold it: those that it does not know are texts. */
export const number = z.union([z.number(), z.enum(SPELLED)], 'a number')

/** For `JSON.stringify`: every bit of a number, as `number` reads it. */
export function spelled(_: string, value: unknown): unknown {
  if (typeof value !== 'number' || (Number.isFinite(value) && !Object.is(value, -0))) return value
  return Object.is(value, -0) ? '-0' : String(value)
}

/** The value, if it has the form; otherwise an error that names the first field that has not. */
export function checkShape<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const { success, data, error } = schema.safeParse(value)
  if (success) return data
  const [issue] = error.issues
  const field = fieldText(issue.path) || 'it'
  if (issue.code === 'unrecognized_keys')
    throw new InputError(`${field} has an unknown field ${briefly(issue.keys[0])}`)
  if (issue.code === 'invalid_key') throw new InputError(`${field} is a name that is too long`)
  throw new InputError(`${field} must be ${issue.message}, not ${briefly(valueAt(value, issue.path))}`)
}

/** `outcome.curve.training[3]`, no longer than a line. */
function fieldText(path: readonly PropertyKey[]): string {
  const parts = path.map((step, at) =>
    typeof step === 'number' ? `[${step}]` : `${at > 0 ? '.' : ''}${oneLine(String(step))}`,
  )
  return parts.join('')
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((at: unknown, step) => (at as Record<PropertyKey, unknown> | undefined)?.[step], value)
}
