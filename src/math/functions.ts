/**
 * exp, log, tanh and the logistic function in float64 with the same bits on every machine. The built-in ones may differ from
 * engine to engine; these use only +, −, ×, ÷ and powers of two, which IEEE 754 defines to the bit. Errors stay below 2 units
 * in the last place (exp, log) and 4 (log1p, tanh, sigmoid).
 */

/** ln 2 in two parts: the high one times a whole number up to 2^20 is exact. */
export const LN2_HIGH = 0.6931471803691238
export const LN2_LOW = 1.9082149292705877e-10
const bits = new DataView(new ArrayBuffer(8))

/** 2^k for a whole k from −1022 to 1023. */
function powerOfTwo(k: number): number {
  bits.setUint32(0, (k + 1023) << 20)
  bits.setUint32(4, 0)
  return bits.getFloat64(0)
}

/** e^r − 1 for |r| ≤ ½ ln 2, by its Taylor series: the term left out is below 1e-19. */
function expm1Near0(r: number): number {
  let sum = 1 / 15
  for (let n = 14; n >= 2; n--) sum = (1 + r * sum) / n
  return r + r * r * sum
}

/** e^x. Overflows to Infinity above 709.78, underflows to 0 below −745.13. */
export function exp(x: number): number {
  if (x > 709.782712893384) return Number.POSITIVE_INFINITY
  if (x < -745.1332191019412) return 0
  if (Number.isNaN(x)) return x
  const k = Math.round(x / Math.LN2)
  const value = 1 + expm1Near0(x - k * LN2_HIGH - k * LN2_LOW)
  const half = k >> 1 // in two steps, so that neither power of two leaves the range
  return value * powerOfTwo(half) * powerOfTwo(k - half)
}

/** The natural logarithm; −Infinity at 0, NaN below. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN
  if (x === Number.POSITIVE_INFINITY) return x
  const scaled = x < 2.2250738585072014e-308 ? x * 2 ** 54 : x
  bits.setFloat64(0, scaled)
  let k = ((bits.getUint32(0) >>> 20) & 0x7ff) - 1023 - (scaled === x ? 0 : 54)
  bits.setUint32(0, (bits.getUint32(0) & 0xfffff) | 0x3ff00000)
  let m = bits.getFloat64(0)
  if (m > Math.SQRT2) {
    m /= 2
    k += 1
  }
  // log m = 2 artanh s with s = (m − 1)/(m + 1): s² ≤ 0.0295, so eleven terms are enough
  const s = (m - 1) / (m + 1)
  const q = s * s
  let sum = 1 / 23
  for (let n = 21; n >= 3; n -= 2) sum = 1 / n + q * sum
  return k * LN2_HIGH + (2 * s + (2 * s * q * sum + k * LN2_LOW))
}

/** log(1 + x), exact to a few units in the last place also where x is so small that 1 + x loses it (Kahan's correction). */
export function log1p(x: number): number {
  const u = 1 + x
  if (u === 1) return x
  return u === Number.POSITIVE_INFINITY ? u : log(u) * (x / (u - 1))
}

/** The hyperbolic tangent, as e / (e + 2) with e = e^2x − 1: written with e^2x alone it would lose digits below 1. */
export function tanh(x: number): number {
  const a = Math.abs(x)
  if (a > 20) return Math.sign(x)
  if (Number.isNaN(x)) return x
  const k = Math.round((2 * a) / Math.LN2)
  const power = powerOfTwo(k)
  const e = power * expm1Near0(2 * a - k * LN2_HIGH - k * LN2_LOW) + (power - 1)
  const t = e / (e + 2)
  return x < 0 ? -t : t
}

/** The logistic function 1 / (1 + e^−x). */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + exp(-x))
  const e = exp(x) // so that values down to the smallest number keep their digits
  return e / (1 + e)
}

/** The sine of u turns, 2πu; exact at quarter turns. */
export function sinTurn(u: number): number {
  return cosTurn(u - 0.25)
}

/** The cosine of u turns, 2πu; exact at quarter turns. */
export function cosTurn(u: number): number {
  const quarter = Math.round(4 * u)
  const x = (4 * u - quarter) * (Math.PI / 2) // within an eighth of a turn: eleven terms are enough
  const square = x * x
  let sine = 1
  let cosine = 1
  for (let n = 20; n >= 2; n -= 2) {
    sine = 1 - (square / (n * (n + 1))) * sine
    cosine = 1 - (square / (n * (n - 1))) * cosine
  }
  sine *= x
  return [cosine, -sine, -cosine, sine][((quarter % 4) + 4) % 4]
}
