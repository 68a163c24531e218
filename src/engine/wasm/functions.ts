/** Functions of four floats at a time. Errors over their whole range are measured in the tests against float64. */
import type { Elementwise } from '../../cell/cell.ts'
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
  zero,
} from './text.ts'

const common = { half: 0.5, one: 1, minusOne: -1, minusTwo: -2, halfLogTau: 0.9189385332046727 }

/** A constant, four times. It is read from memory: V8 rebuilds a v128.const at every use. */
export const named = (name: ConstantName): Text => constant(constantAt[name])

const shiftLeft = (a: Text, by: number): Text => `(i32x4.shl ${a} (i32.const ${by}))`
const shiftRight = (a: Text, by: number): Text => `(i32x4.shr_u ${a} (i32.const ${by}))`
const shiftSigned = (a: Text, by: number): Text => `(i32x4.shr_s ${a} (i32.const ${by}))`
const wholes = (n: number): Text => `(i32x4.splat (i32.const ${n}))`
const toFloats = (a: Text): Text => `(f32x4.convert_i32x4_s ${a})`

/** tanh is a ratio of polynomials of degree 13 and 6 on [−7.905, 7.905] (coefficients of Eigen’s float tanh); beyond, ±1. */
const tanhConstants = {
  high: 7.905311107635498,
  low: -7.905311107635498,
  p13: -2.76076847742355e-16,
  p11: 2.00018790482477e-13,
  p9: -8.60467152213735e-11,
  p7: 5.12229709037114e-8,
  p5: 1.48572235717979e-5,
  p3: 6.37261928875436e-4,
  p1: 4.89352455891786e-3,
  q6: 1.19825839466702e-6,
  q4: 1.18534705686654e-4,
  q2: 2.268434632439e-3,
  q0: 4.89352518554385e-3,
}

/** Functions computed side by side. */
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

/** The derivative of a function where its value is v, times d. */
export function slope(f: FunctionWriter, op: Elementwise, v: Text, d: Text): Text {
  if (op === 'tanh') return mul(d, f.fnma(v, v, named('one')))
  if (op === 'relu') return and(d, `(f32x4.gt ${v} ${zero})`)
  if (op === 'exp') return mul(d, v)
  return mul(d, f.fnma(v, v, v))
}

/** The number itself, or 0 below 0; what is no number stays so. */
export const relu = (of: Text): Text => pmax(of, zero)

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

/** Coefficients of Cephes expf. ln 2 is in two parts, so that whole multiples of the first are exact. */
const expConstants = {
  expHigh: 87, // where e^x is still finite
  expLow: -60, // where e^x is still far from the denormal numbers
  log2e: Math.LOG2E,
  magic: 12582912, // 1.5 · 2²³: adding it rounds to a whole number
  ln2High: 0.693359375,
  ln2Low: -2.1219444e-4,
  e5: 1.98756915e-4,
  e4: 1.3981999507e-3,
  e3: 8.3334519073e-3,
  e2: 4.1665795894e-2,
  e1: 1.6666665459e-1,
  e0: 5.0000001201e-1,
}

/** e^x for x ≤ 87; below −60 as at −60. */
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

/** Coefficients of Cephes logf. */
const logConstants = {
  l8: 7.0376836292e-2,
  l7: -1.151461031e-1,
  l6: 1.167699874e-1,
  l5: -1.2420140846e-1,
  l4: 1.4249322787e-1,
  l3: -1.6668057665e-1,
  l2: 2.0000714765e-1,
  l1: -2.4999993993e-1,
  l0: 3.3333331174e-1,
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

/** Sine and cosine of a quarter turn · r, |r| ≤ ½: Taylor. */
const turnConstants = {
  s7: -4.681754135318688e-3,
  s5: 7.969262624616703e-2,
  s3: -6.459640975062462e-1,
  s1: 1.5707963267948966,
  s9: 1.604411847873598e-4,
  c8: 9.192602748394264e-4,
  c6: -2.0863480763352957e-2,
  c4: 2.5366950790104803e-1,
  c2: -1.2337005501361697,
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

const gaussianConstants = { perUniform: 2 ** -23, quarterTurn: 2 ** -22 }

/** Eight normal numbers from four counters and a key, as `engine/noise.ts` defines them (Box and Muller, 1958). */
export function gaussians(f: FunctionWriter, counters: Text, key: readonly [Local, Local]): readonly [Text, Text] {
  const a = mix(f, xor(counters, get(key[0])))
  const b = mix(f, xor(get(a), get(key[1])))
  const uniform = mul(add(toFloats(shiftRight(get(a), 9)), named('half')), named('perUniform'))
  const radius = f.vector(`(f32x4.sqrt ${mul(named('minusTwo'), get(log(f, uniform)))})`, 'radius')
  const { sine, cosine } = turn(f, shiftRight(get(b), 8))
  return [mul(get(radius), cosine), mul(get(radius), sine)]
}

/** All bits set where dropout with this key keeps the numbers of these places, as `engine/noise.ts` defines it; none elsewhere. */
export function keptByDropout(f: FunctionWriter, places: Text, key: readonly [Local, Local], threshold: Text): Text {
  const a = mix(f, xor(places, get(key[0])))
  const b = mix(f, xor(get(a), get(key[1])))
  return `(i32x4.ge_s ${shiftRight(get(b), 8)} ${threshold})`
}

/** e^−|x|, 1 / (1 + e^−x), for x of either sign. */
export function logistic(f: FunctionWriter, x: Local): { tail: Local; value: Local } {
  const tail = exp(f, or(get(x), named('sign')))
  const q = f.vector(div(named('one'), add(named('one'), get(tail))), 'q')
  const negative = `(f32x4.lt ${get(x)} (v128.const i32x4 0 0 0 0))`
  return { tail, value: f.vector(`(v128.bitselect ${mul(get(tail), get(q))} ${get(q)} ${negative})`, 'logistic') }
}

/** All constants in the order of their addresses. */
const CONSTANTS = {
  ...common,
  ...tanhConstants,
  ...expConstants,
  ...logConstants,
  ...turnConstants,
  ...gaussianConstants,
  sign: -0,
  flush: 2 ** -73, // see `flushed`
}
type ConstantName = keyof typeof CONSTANTS

const CONSTANTS_START = 64
const constantAt = Object.fromEntries(
  Object.keys(CONSTANTS).map((name, k) => [name, CONSTANTS_START + 16 * k]),
) as Record<ConstantName, number>

/** The address behind the constants. */
export const constantsEnd = CONSTANTS_START + 16 * Object.keys(CONSTANTS).length

/** Writes the constants, each four times. */
export function writeConstants(floats: Float32Array): void {
  for (const [name, at] of Object.entries(constantAt)) {
    floats.fill(CONSTANTS[name as ConstantName], at / 4, at / 4 + 4)
  }
}
