/** Functions of four floats at a time. Errors over their whole range are measured in the tests against float64. */
import { type ConstantName, constantAt } from './memory.ts'
import {
  add,
  and,
  constant,
  div,
  type FunctionWriter,
  get,
  type Local,
  mul,
  or,
  pmax,
  pmin,
  sub,
  type Text,
  xor,
} from './text.ts'

export const named = (name: ConstantName): Text => constant(constantAt[name])

const shiftLeft = (a: Text, by: number): Text => `(i32x4.shl ${a} (i32.const ${by}))`
const shiftRight = (a: Text, by: number): Text => `(i32x4.shr_u ${a} (i32.const ${by}))`
const shiftSigned = (a: Text, by: number): Text => `(i32x4.shr_s ${a} (i32.const ${by}))`
const wholes = (n: number): Text => `(i32x4.splat (i32.const ${n}))`
const toFloats = (a: Text): Text => `(f32x4.convert_i32x4_s ${a})`

export type Squashing = 'tanh' | 'sigmoid'

/** tanh and sigmoid (by tanh) of several vectors side by side, so that constants are read once and latencies overlap. */
export function squash(f: FunctionWriter, jobs: readonly { op: Squashing; of: Text }[]): Local[] {
  const constantNow = f.local('v128', 'constant')
  const using = (name: ConstantName) => f.set(constantNow, named(name))
  const k = get(constantNow)
  const each = (to: Local[], rule: (j: number) => Text) => {
    for (const [j, local] of to.entries()) f.set(local, rule(j))
  }
  using('half')
  const x = jobs.map(({ op, of }) => f.vector(op === 'sigmoid' ? mul(k, of) : of, 'x'))
  using('high')
  each(x, (j) => pmin(get(x[j]), k))
  using('low')
  each(x, (j) => pmax(get(x[j]), k))
  const square = x.map((local) => f.vector(mul(get(local), get(local)), 'square'))
  const polynomial = (first: ConstantName, ...rest: ConstantName[]) => {
    using(first)
    const sums = jobs.map(() => f.vector(k, 'p'))
    for (const name of rest) {
      using(name)
      each(sums, (j) => f.fma(get(sums[j]), get(square[j]), k))
    }
    return sums
  }
  const p = polynomial('p13', 'p11', 'p9', 'p7', 'p5', 'p3', 'p1')
  each(p, (j) => mul(get(p[j]), get(x[j])))
  const q = polynomial('q6', 'q4', 'q2', 'q0')
  each(p, (j) => div(get(p[j]), get(q[j])))
  using('half')
  jobs.forEach(({ op }, j) => {
    if (op === 'sigmoid') f.set(p[j], f.fma(get(p[j]), k, k))
  })
  return p
}

/** The derivative of a squashing where its value is v, times d. */
export function slope(f: FunctionWriter, op: Squashing, v: Text, d: Text): Text {
  if (op === 'tanh') return mul(d, f.fnma(v, v, named('one')))
  return mul(d, f.fnma(v, v, v))
}

/** A polynomial by Horner’s rule, the highest coefficient first. */
function horner(f: FunctionWriter, x: Text, [first, ...rest]: readonly ConstantName[]): Text {
  const sum = f.vector(named(first), 'p')
  for (const name of rest) f.set(sum, f.fma(get(sum), x, named(name)))
  return get(sum)
}

/**
 * The same number, or 0 if it is below 2⁻⁹⁷ (6e-30): adding and taking away 2⁻⁷³ rounds to a multiple of 2⁻⁹⁶. WebAssembly cannot flush
 * denormal numbers, which slow products down; velocities of silent inputs and deltas of long sequences would end there.
 */
export function flushed(value: Text): Text {
  return sub(add(value, named('flush')), named('flush'))
}

/** e^x for x ≤ 0; below −60 as at −60. */
export function exp(f: FunctionWriter, of: Text): Local {
  const x = f.vector(pmax(of, named('expLow')), 'x')
  // adding 1.5·2²³ rounds to a whole number, whose bits then move into the exponent
  const shifted = f.vector(f.fma(get(x), named('log2e'), named('magic')), 'shifted')
  const n = f.vector(sub(get(shifted), named('magic')), 'n')
  const r = f.vector(f.fnma(get(n), named('ln2High'), get(x)), 'r')
  f.set(r, f.fnma(get(n), named('ln2Low'), get(r)))
  const p = horner(f, get(r), ['e5', 'e4', 'e3', 'e2', 'e1', 'e0'])
  const value = f.fma(mul(get(r), get(r)), p, add(get(r), named('one')))
  return f.vector(`(i32x4.add ${value} ${shiftLeft(get(shifted), 23)})`, 'exp')
}

/** The natural logarithm of positive normal numbers. */
export function log(f: FunctionWriter, of: Text): Local {
  const rootHalf = 0x3f3504f3 // the bits of √½: mantissas lie in [√½, √2)
  const bits = f.vector(of, 'bits')
  const e = f.vector(shiftSigned(`(i32x4.sub ${get(bits)} ${wholes(rootHalf)})`, 23), 'e')
  const x = f.vector(sub(`(i32x4.sub ${get(bits)} ${shiftLeft(get(e), 23)})`, named('one')), 'x')
  const exponent = f.vector(toFloats(get(e)), 'exponent')
  const square = f.vector(mul(get(x), get(x)), 'square')
  const p = horner(f, get(x), ['l8', 'l7', 'l6', 'l5', 'l4', 'l3', 'l2', 'l1', 'l0'])
  const tail = f.vector(mul(mul(get(x), get(square)), p), 'tail')
  f.set(tail, f.fma(get(exponent), named('ln2Low'), get(tail)))
  f.set(tail, f.fnma(named('half'), get(square), get(tail)))
  return f.vector(f.fma(get(exponent), named('ln2High'), add(get(x), get(tail))), 'log')
}

/** Sine and cosine of 2π u, where u is given as a whole number of 2⁻²⁴ turns, from 0 to 2²⁴ − 1. */
export function turn(f: FunctionWriter, of: Text): { sine: Text; cosine: Text } {
  const u = f.vector(of, 'u')
  const quarter = f.vector(shiftRight(`(i32x4.add ${get(u)} ${wholes(1 << 21)})`, 22), 'quarter')
  const r = f.vector(mul(toFloats(`(i32x4.sub ${get(u)} ${shiftLeft(get(quarter), 22)})`), named('quarterTurn')), 'r')
  const square = f.vector(mul(get(r), get(r)), 'square')
  const s = f.vector(mul(get(r), horner(f, get(square), ['s9', 's7', 's5', 's3', 's1'])), 's')
  const c = f.vector(horner(f, get(square), ['c8', 'c6', 'c4', 'c2', 'one']), 'c')
  const odd = f.vector(shiftSigned(shiftLeft(get(quarter), 31), 31), 'odd')
  const choose = (a: Local, b: Local) => `(v128.bitselect ${get(a)} ${get(b)} ${get(odd)})`
  const negativeIf = (bitTwoOf: Text) => and(shiftLeft(bitTwoOf, 30), named('sign'))
  return {
    sine: xor(choose(c, s), negativeIf(get(quarter))),
    cosine: xor(choose(s, c), negativeIf(`(i32x4.add ${get(quarter)} ${wholes(1)})`)),
  }
}

/** A mixer of 32 bits (constants by Ettinger’s and Wellons’ search for low bias), applied to four counters. */
function mix(f: FunctionWriter, of: Text): Local {
  const x = f.vector(of, 'mixed')
  const fold = (by: number) => f.set(x, xor(get(x), shiftRight(get(x), by)))
  const multiply = (by: number) => f.set(x, `(i32x4.mul ${get(x)} ${wholes(by | 0)})`)
  fold(16)
  multiply(0x21f0aaad)
  fold(15)
  multiply(0x735a2d97)
  fold(15)
  return x
}

/** Eight normal numbers from four counters and a key, as `engine/noise.ts` defines them (Box and Muller, 1958). */
export function gaussians(f: FunctionWriter, counters: Text, key: readonly [Local, Local]): readonly [Text, Text] {
  const a = mix(f, xor(counters, get(key[0])))
  const b = mix(f, xor(get(a), get(key[1])))
  const uniform = mul(add(toFloats(shiftRight(get(a), 9)), named('half')), named('perUniform'))
  const radius = f.vector(`(f32x4.sqrt ${mul(named('minusTwo'), get(log(f, uniform)))})`, 'radius')
  const { sine, cosine } = turn(f, shiftRight(get(b), 8))
  return [mul(get(radius), cosine), mul(get(radius), sine)]
}

/** e^−|x|, 1 / (1 + e^−x), for x of either sign. */
export function logistic(f: FunctionWriter, x: Local): { tail: Local; value: Local } {
  const tail = exp(f, or(get(x), named('sign')))
  const q = f.vector(div(named('one'), add(named('one'), get(tail))), 'q')
  const negative = `(f32x4.lt ${get(x)} (v128.const i32x4 0 0 0 0))`
  return { tail, value: f.vector(`(v128.bitselect ${mul(get(tail), get(q))} ${get(q)} ${negative})`, 'logistic') }
}
