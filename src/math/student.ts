/**
 * Student's distribution, far into its tails: to 1e-12 relative for up to 10⁵ degrees of freedom. Numbers in the digital library of
 * mathematical functions (dlmf.nist.gov) are given in brackets.
 */
import { exp, log, log1p } from './functions.ts'

/** The probability of |T| ≥ |t|. Degrees of freedom need not be whole. */
export function twoSided(t: number, degreesOfFreedom: number): number {
  const share = (t * t) / degreesOfFreedom
  const x = 1 / (1 + share)
  const logs = -log1p(share) // log x, also where x is near 1
  const a = degreesOfFreedom / 2
  // the fraction converges fast below the mean of the beta distribution; above it, the other tail is computed
  return x < (a + 1) / (a + 2.5)
    ? lowerTail(x, logs, 1 - x, a, 0.5)
    : 1 - lowerTail(share * x, log(share) + logs, x, 0.5, a)
}

/** The t that |T| reaches with this probability, above 0 and below 1: by halving, to the last bits. */
export function critical(probability: number, degreesOfFreedom: number): number {
  let [low, high] = [0, 1]
  while (twoSided(high, degreesOfFreedom) > probability) high *= 2
  for (let middle = high / 2; middle > low && middle < high; middle = (low + high) / 2) {
    if (twoSided(middle, degreesOfFreedom) > probability) low = middle
    else high = middle
  }
  return high
}

/** The regularised incomplete beta function I_x(a, b) by its continued fraction [8.17.22]. */
function lowerTail(x: number, logX: number, rest: number, a: number, b: number): number {
  if (x === 0) return 0
  const front = exp(a * logX + b * log(rest) + logGamma(a + b) - logGamma(a) - logGamma(b)) / a
  return front / fraction(x, a, b)
}

const MOST_TERMS = 1000

/** 1 + d₁/(1 + d₂/(1 + …)), evaluated from the front (Lentz's method). */
function fraction(x: number, a: number, b: number): number {
  let [value, upper, lower] = [1, 1, 0]
  for (let k = 1; k < MOST_TERMS; k++) {
    const d = coefficient(k, x, a, b)
    upper = 1 + d / upper
    lower = 1 / (1 + d * lower)
    value *= upper * lower
    if (Math.abs(upper * lower - 1) < 1e-16) break
  }
  return value
}

/** dₖ of the continued fraction [8.17.23]. */
function coefficient(k: number, x: number, a: number, b: number): number {
  const m = Math.floor(k / 2)
  if (k % 2 === 0) return (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
  return (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
}

/** log Γ(x) for x > 0: Stirling's series [5.11.1] beyond 12, and below it by Γ(x + 1) = x Γ(x). */
function logGamma(x: number): number {
  let [shifted, product] = [x, 1]
  for (; shifted < 12; shifted++) product *= shifted
  const q = 1 / (shifted * shifted)
  const series =
    (1 / 12 - q * (1 / 360 - q * (1 / 1260 - q * (1 / 1680 - q * (1 / 1188 - (q * 691) / 360360))))) / shifted
  return (shifted - 0.5) * log(shifted) - shifted + 0.5 * log(2 * Math.PI) + series - log(product)
}
