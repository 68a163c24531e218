/**
 * What data from outside must look like: small parts to build shapes of, each with its expectation in words (`must be …`), and one
 * way to say what is wrong: the first field that is, what it must be and what it is. A store is read with a check of every row, so a
 * check makes nothing where nothing is wrong.
 */
import { briefly, InputError, oneLine } from '../math/input-error.ts'
import { isWhole, wholeWithin } from '../math/whole-number.ts'

/** What is wrong with a value; undefined where it has the shape. */
export type Shape = (value: unknown) => Fault | undefined

interface Fault {
  /** From the value to the part that is wrong. */
  readonly path: readonly (string | number)[]
  /** As in `must be a text, not 7`. */
  readonly problem: string
}

type Fields = Readonly<Record<string, unknown>>

/** Anything of which this holds. */
export function that(must: string, holds: (value: unknown) => boolean): Shape {
  return (value) => (holds(value) ? undefined : isNot(must, value))
}

const isNot = (must: string, value: unknown): Fault => ({ path: [], problem: `must be ${must}, not ${briefly(value)}` })

const within = (step: string | number, { path, problem }: Fault): Fault => ({ path: [step, ...path], problem })

export const anything: Shape = () => undefined

/** A text of at most so many characters. */
export function text(most: number): Shape {
  const short = `a text of at most ${most} characters`
  return (value) => {
    if (typeof value !== 'string') return isNot('a text', value)
    return value.length <= most ? undefined : isNot(short, value)
  }
}

/** A text of this form. */
export function textLike(form: RegExp, must: string): Shape {
  return that(must, (value) => typeof value === 'string' && form.test(value))
}

/** A whole number of at least `least`. */
export const whole = (least: number) => that(wholeWithin(least), (value) => isWhole(value, least))

/** One of some texts or numbers. */
export const oneOf = (options: readonly unknown[], must = options.join(', ')) =>
  that(must, (value) => options.includes(value))

export const finite = that('a finite number', Number.isFinite)

/** What a setting can be. */
export const setting = that(
  'a number or a text',
  (value) => Number.isFinite(value) || (typeof value === 'string' && value.length <= 64),
)

/** The one spelling of each number that JSON does not know. */
const SPELLED: readonly unknown[] = ['NaN', 'Infinity', '-Infinity', '-0']

/** Any number, as JSON can hold it: those that it does not know are texts. */
export const number = that('a number', (value) => Number.isFinite(value) || SPELLED.includes(value))

/** For `JSON.stringify`: every bit of a number, as `number` reads it. */
export function spelled(_: string, value: unknown): unknown {
  if (typeof value !== 'number' || (Number.isFinite(value) && !Object.is(value, -0))) return value
  return Object.is(value, -0) ? '-0' : String(value)
}

/** A list whose entries have a shape. */
export function listOf(of: Shape, must = 'a list'): Shape {
  return (value) => {
    if (!Array.isArray(value)) return isNot(must, value)
    for (let at = 0; at < value.length; at++) {
      const fault = of(value[at])
      if (fault !== undefined) return within(at, fault)
    }
    return undefined
  }
}

/** An object whose fields may have any names that are not too long, and have values of a shape. */
export function tableOf(of: Shape): Shape {
  return (value) => {
    if (!isObject(value)) return isNot('an object', value)
    for (const name of Object.keys(value)) {
      const fault = name.length > 64 ? { path: [], problem: 'is a name that is too long' } : of(value[name])
      if (fault !== undefined) return within(name, fault)
    }
    return undefined
  }
}

/** An object of these fields and no others. */
export function fields(shapes: Readonly<Record<string, Shape>>, must = 'an object'): Shape {
  const known = Object.entries(shapes)
  return (value) => {
    if (!isObject(value)) return isNot(must, value)
    for (const [name, shape] of known) {
      const fault = shape(value[name])
      if (fault !== undefined) return within(name, fault)
    }
    const other = Object.keys(value).find((name) => !Object.hasOwn(shapes, name))
    return other === undefined ? undefined : { path: [], problem: `has an unknown field ${briefly(other)}` }
  }
}

/** A field that may be missing. */
export function optional(shape: Shape): Shape {
  return (value) => (value === undefined ? undefined : shape(value))
}

/** An object whose field `kind` says which of some shapes it has. */
export function byKind(kinds: Readonly<Record<string, Readonly<Record<string, Shape>>>>, must: string): Shape {
  const shapes: Readonly<Record<string, Shape>> = Object.fromEntries(
    Object.entries(kinds).map(([kind, shape]) => [kind, fields({ kind: anything, ...shape })]),
  )
  return (value) => {
    if (!isObject(value)) return isNot(must, value)
    const { kind } = value
    if (typeof kind !== 'string' || !Object.hasOwn(shapes, kind)) return within('kind', isNot(must, kind))
    return shapes[kind](value)
  }
}

export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Refuses a value that has not the shape with an error that names the first field which is wrong. */
export function checkShape(shape: Shape, value: unknown): void {
  const fault = shape(value)
  if (fault !== undefined) throw new InputError(`${fieldText(fault.path) || 'it'} ${fault.problem}`)
}

/** `outcome.curve.training[3]`, no longer than a line. */
function fieldText(path: Fault['path']): string {
  const parts = path.map((step, at) =>
    typeof step === 'number' ? `[${step}]` : `${at > 0 ? '.' : ''}${oneLine(step)}`,
  )
  return parts.join('')
}
