/**
 * WebAssembly text in pieces. An expression is a string; a `FunctionWriter` collects statements and declares locals as they are
 * asked for. Nothing here knows networks.
 */
export type Text = string
/** The name of a local, as in `$sum_3`. */
export type Local = string

/** How products and sums are rounded: `relaxed` fuses them where the machine does (one rounding), `plain` never (two). */
export type Arithmetic = 'relaxed' | 'plain'

export const get = (local: Local): Text => `(local.get ${local})`
export const i32 = (n: number): Text => `(i32.const ${n})`
export const plus = (a: Text, b: Text): Text => `(i32.add ${a} ${b})`
export const times = (a: Text, n: number): Text => `(i32.mul ${a} ${i32(n)})`
export const minus = (a: Text, b: Text): Text => `(i32.sub ${a} ${b})`
export const timesOf = (a: Text, b: Text): Text => `(i32.mul ${a} ${b})`
export const below = (a: Text, b: Text): Text => `(i32.lt_u ${a} ${b})`

/** Four floats at a pointer plus an offset in bytes. */
export const load = (at: Local, offset = 0): Text => `(v128.load offset=${offset} ${get(at)})`
/** A whole number at a pointer plus an offset in bytes. */
export const loadInt = (at: Local, offset = 0): Text => `(i32.load offset=${offset} ${get(at)})`
/** One float, four times. */
export const splat = (at: Local, offset = 0): Text => `(v128.load32_splat offset=${offset} ${get(at)})`
export const store = (at: Local, offset: number, value: Text): Text =>
  `(v128.store offset=${offset} ${get(at)} ${value})`
/** Four floats at a fixed address. */
export const constant = (address: number): Text => `(v128.load offset=${address} (i32.const 0))`
export const zero: Text = '(v128.const i32x4 0 0 0 0)'

const floats =
  (op: string) =>
  (a: Text, b: Text): Text =>
    `(f32x4.${op} ${a} ${b})`
export const add = floats('add')
export const sub = floats('sub')
export const mul = floats('mul')
export const div = floats('div')
/** The smaller one, or a if it is not a number. Keep the value first and the bound second, so that NaN is not hidden. */
export const pmin = floats('pmin')
/** The larger one, or a if it is not a number. */
export const pmax = floats('pmax')
export const and = (a: Text, b: Text): Text => `(v128.and ${a} ${b})`
export const or = (a: Text, b: Text): Text => `(v128.or ${a} ${b})`
export const xor = (a: Text, b: Text): Text => `(v128.xor ${a} ${b})`
/** One lane of four floats. */
export const lane = (vector: Text, k: number): Text => `(f32x4.extract_lane ${k} ${vector})`
/** The four lanes joined in float64, from the first to the last. */
export const joinLanes = (vector: Local, how: 'add' | 'mul'): Text =>
  [0, 1, 2, 3].map((k) => `(f64.promote_f32 ${lane(get(vector), k)})`).reduce((a, b) => `(f64.${how} ${a} ${b})`)

const shuffle = (lanes: number[], a: Text, b: Text): Text =>
  `(i8x16.shuffle ${lanes.flatMap((l) => [4 * l, 4 * l + 1, 4 * l + 2, 4 * l + 3]).join(' ')} ${a} ${b})`

/** One function in the making. */
export class FunctionWriter {
  readonly name: string
  readonly #signature: Text
  readonly #arithmetic: Arithmetic
  readonly #statements: Text[] = []
  readonly #locals: Text[] = []
  #labels = 0

  constructor(name: string, signature: Text, arithmetic: Arithmetic) {
    this.name = name
    this.#signature = signature
    this.#arithmetic = arithmetic
  }

  /** a·b + c */
  fma(a: Text, b: Text, c: Text): Text {
    return this.#arithmetic === 'relaxed' ? `(f32x4.relaxed_madd ${a} ${b} ${c})` : add(mul(a, b), c)
  }

  /** c − a·b */
  fnma(a: Text, b: Text, c: Text): Text {
    return this.#arithmetic === 'relaxed' ? `(f32x4.relaxed_nmadd ${a} ${b} ${c})` : sub(c, mul(a, b))
  }

  local(type: 'i32' | 'v128' | 'f64', hint: string): Local {
    const name = `$${hint}_${this.#locals.length}`
    this.#locals.push(`(local ${name} ${type})`)
    return name
  }

  do(...statements: Text[]): void {
    for (const statement of statements) this.#statements.push(statement)
  }

  set(local: Local, value: Text): void {
    this.do(`(local.set ${local} ${value})`)
  }

  /** A new local that holds four floats. */
  vector(value: Text, hint = 'v'): Local {
    const local = this.local('v128', hint)
    this.set(local, value)
    return local
  }

  /** A new local that holds a whole number, as a rule a pointer. */
  int(value: Text, hint = 'i'): Local {
    const local = this.local('i32', hint)
    this.set(local, value)
    return local
  }

  move(pointer: Local, by: number): void {
    if (by !== 0) this.set(pointer, plus(get(pointer), i32(by)))
  }

  /** Runs body, then again while the condition holds. */
  loop(body: () => void, again: () => Text): void {
    const label = `$L${this.#labels++}`
    this.do(`(loop ${label}`)
    body()
    this.do(`(br_if ${label} ${again()}))`)
  }

  when(condition: Text, body: () => void): void {
    this.do(`(if ${condition} (then`)
    body()
    this.do('))')
  }

  either(condition: Text, then: () => void, otherwise: () => void): void {
    this.do(`(if ${condition} (then`)
    then()
    this.do(') (else')
    otherwise()
    this.do('))')
  }

  /** Runs body a fixed number of times, without a loop around a single turn. */
  repeat(count: number, body: () => void): void {
    if (count === 1) body()
    if (count <= 1) return
    const left = this.int(i32(count), 'left')
    this.loop(body, () => `(local.tee ${left} ${plus(get(left), i32(-1))})`)
  }

  /** The sums of the lanes of four vectors, as one vector. */
  sumLanes([a, b, c, d]: readonly Local[]): Text {
    const half = (p: Local, q: Local) =>
      this.vector(add(shuffle([0, 4, 1, 5], get(p), get(q)), shuffle([2, 6, 3, 7], get(p), get(q))))
    const [s, v] = [half(a, b), half(c, d)]
    return add(shuffle([0, 1, 4, 5], get(s), get(v)), shuffle([2, 3, 6, 7], get(s), get(v)))
  }

  toString(): Text {
    const body = [this.#locals.join(' '), ...this.#statements].join('\n')
    return `(func $${this.name} (export "${this.name}") ${this.#signature}\n${body})`
  }
}

/** The whole numbers from 0 to n − 1. */
export const range = (n: number): number[] => [...Array(n).keys()]
