import { cosTurn, log, sinTurn } from '../math/functions.ts'

/**
 * The normal number that every engine adds, times a deviation, to input `column` of a step when it has this key: a pure function, so
 * that engines agree and need no state. Counters and key go through a mixer of 32 bits twice; two words make two normal numbers
 * (Box and Muller, 1958). Keys must be drawn at random, not counted: keys that differ in few bits share numbers. Columns are taken in blocks of eight, of which the first four use the cosine and the others the sine.
 */
export function noiseAt(inputs: number, key: readonly [number, number], step: number, column: number): number {
  const block = step * Math.ceil(inputs / 8) + (column >> 3)
  const a = mix((4 * block + (column & 3)) ^ key[0])
  const b = mix(a ^ key[1])
  const radius = Math.sqrt(-2 * log(((a >>> 9) + 0.5) / 2 ** 23))
  const turn = (b >>> 8) / 2 ** 24
  return radius * (column & 4 ? sinTurn(turn) : cosTurn(turn))
}

/** A mixer of 32 bits; the constants are those of Ettinger’s and Wellons’ search for low bias. */
function mix(x: number): number {
  x ^= x >>> 16
  x = Math.imul(x, 0x21f0aaad)
  x ^= x >>> 15
  x = Math.imul(x, 0x735a2d97)
  return x ^ (x >>> 15)
}
