import { cosTurn, log, sinTurn } from '../math/functions.ts'
import type { Key } from './engine.ts'

/**
 * The normal number that every engine adds, times a deviation, to input `column` of a step when it has this key: a pure function, so
 * that engines agree and need no state. Counters and key go through a mixer of 32 bits twice; two words make two normal numbers
 * (Box and Muller, 1958). Keys must be drawn at random, not counted: keys that differ in few bits share numbers. Columns are taken in blocks of eight, of which the first four use the cosine and the others the sine.
 */
export function noiseAt(inputs: number, key: Key, step: number, column: number): number {
  const block = step * Math.ceil(inputs / 8) + (column >> 3)
  const a = mix((4 * block + (column & 3)) ^ key[0])
  const b = mix(a ^ key[1])
  const radius = Math.sqrt(-2 * log(((a >>> 9) + 0.5) / 2 ** 23))
  const turn = (b >>> 8) / 2 ** 24
  return radius * (column & 4 ? sinTurn(turn) : cosTurn(turn))
}

/**
 * Whether dropout with this key takes away an output of a layer, all from 0; `place` is step · units + unit, with both directions’
 * units side by side. A pure function, like the noise.
 */
export function isDropped(share: number, key: Key, layer: number, place: number): boolean {
  return mix(mix(place ^ key[0]) ^ (key[1] + Math.imul(layer, LAYER))) >>> 8 < dropThreshold(share)
}

/** A layer’s key is the one before plus this odd number, as in Weyl’s sequence of the golden ratio. */
export const LAYER = 0x9e3779b9

/** The whole number of 24 bits below which one is dropped. */
export const dropThreshold = (share: number): number => Math.round(share * 2 ** 24)

/** A mixer of 32 bits; the constants are those of Ettinger’s and Wellons’ search for low bias. */
function mix(x: number): number {
  x ^= x >>> 16
  x = Math.imul(x, 0x21f0aaad)
  x ^= x >>> 15
  x = Math.imul(x, 0x735a2d97)
  return x ^ (x >>> 15)
}
