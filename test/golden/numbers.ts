/** Numbers that tests and the scripts of other languages compute alike, so that neither has to write them into a file. */

const PRIME = 2 ** 31 - 1

/** Whole numbers from 1 to 2³¹ − 2, exact in doubles; the stream is chosen by its name. */
export function numbers(name: string, count: number): Float64Array {
  let state = [...name].reduce((seed, letter) => (seed * 31 + letter.charCodeAt(0)) % PRIME, 1)
  const next = () => {
    state = (state * 16807) % PRIME
    return state
  }
  for (let k = 0; k < 4; k++) next()
  return Float64Array.from({ length: count }, next)
}

/** Multiples of 1/2048 from −1 to 1. */
export const uniform = (name: string, count: number) => numbers(name, count).map((n) => ((n % 4097) - 2048) / 2048)

/** Root of the sum of squares. */
export const norm = (values: Float64Array) => Math.sqrt(dot(values, values))

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k]
  return sum
}
