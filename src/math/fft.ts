/**
 * The discrete Fourier transform of real signals. A signal of n numbers is read as n/2 complex ones, transformed by the radix-2
 * algorithm of Cooley and Tukey (1965), and taken apart again. Only +, −, × and tables of fixed bits: the same bits everywhere.
 */
import { cosTurn, sinTurn } from './functions.ts'
import { InputError } from './input-error.ts'

/** The first half of a spectrum, from frequency 0 to the highest: size/2 + 1 numbers each. */
export interface Spectrum {
  readonly real: Float64Array
  readonly imaginary: Float64Array
}

/**
 * A function that gives X_k = Σ x_t e^(−2πikt/size) for k = 0 … size/2. Signals shorter than `size`, a power of two from 4, are
 * followed by zeros. The spectrum it returns is overwritten by the next call.
 */
export function realTransform(size: number): (signal: ArrayLike<number>) => Spectrum {
  if (!(size >= 4 && 2 ** (31 - Math.clz32(size)) === size))
    throw new InputError(`size of a Fourier transform must be a power of two from 4, not ${size}`)
  const half = size / 2
  const cosines = Float64Array.from({ length: half + 1 }, (_, k) => cosTurn(k / size))
  const sines = Float64Array.from({ length: half + 1 }, (_, k) => sinTurn(k / size))
  const places = reversedPlaces(half)
  const re = new Float64Array(half)
  const im = new Float64Array(half)
  const spectrum = { real: new Float64Array(half + 1), imaginary: new Float64Array(half + 1) }

  return (signal) => {
    if (signal.length > size) throw new InputError(`a signal must have at most ${size} numbers, not ${signal.length}`)
    for (let k = 0; k < half; k++) {
      const from = 2 * places[k]
      re[k] = from < signal.length ? signal[from] : 0
      im[k] = from + 1 < signal.length ? signal[from + 1] : 0
    }
    transform(re, im, cosines, sines)
    takeApart(re, im, cosines, sines, spectrum)
    return spectrum
  }
}

/** The numbers 0 to n − 1 with their binary digits in reverse order. */
function reversedPlaces(n: number): Int32Array {
  const places = new Int32Array(n)
  for (let width = 1; width < n; width *= 2) {
    for (let k = 0; k < width; k++) {
      places[k] *= 2
      places[k + width] = places[k] + 1
    }
  }
  return places
}

/** The transform of n complex numbers in reversed places, in their place; the tables are of turns of 1/2n. */
function transform(re: Float64Array, im: Float64Array, cosines: Float64Array, sines: Float64Array): void {
  const n = re.length
  for (let width = 1; width < n; width *= 2) {
    const stride = n / width // in the tables, for a turn of 1/2width
    for (let from = 0; from < n; from += 2 * width) {
      for (let k = 0; k < width; k++) {
        const c = cosines[k * stride]
        const s = sines[k * stride]
        const a = from + k
        const b = a + width
        const x = re[b] * c + im[b] * s
        const y = im[b] * c - re[b] * s
        re[b] = re[a] - x
        im[b] = im[a] - y
        re[a] += x
        im[a] += y
      }
    }
  }
}

/**
 * With Z the transform of even + i·odd numbers: the transform of the even ones is (Z_k + Z̄_(n−k))/2, that of the odd ones
 * (Z_k − Z̄_(n−k))/2i, and X_k is the first plus e^(−2πik/2n) times the second.
 */
function takeApart(
  re: Float64Array,
  im: Float64Array,
  cosines: Float64Array,
  sines: Float64Array,
  { real, imaginary }: Spectrum,
): void {
  const n = re.length
  for (let k = 0; k <= n; k++) {
    const a = k % n
    const b = (n - k) % n
    const evenRe = (re[a] + re[b]) / 2
    const evenIm = (im[a] - im[b]) / 2
    const oddRe = (im[a] + im[b]) / 2
    const oddIm = (re[b] - re[a]) / 2
    real[k] = evenRe + oddRe * cosines[k] + oddIm * sines[k]
    imaginary[k] = evenIm + oddIm * cosines[k] - oddRe * sines[k]
  }
}
