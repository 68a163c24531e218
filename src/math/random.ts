import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus'
import { log } from './functions.ts'
import { digestOf } from './hash.ts'

/** A stream of random numbers, the same on every machine. Who draws from it owns it: streams are named, never shared. */
export interface Stream {
  /** A number in [0, 1), with 53 random bits. */
  uniform(): number
  /** A number from the normal distribution N(0, 1). */
  gaussian(): number
  /** A whole number from 0 to n − 1. */
  integer(n: number): number
  /** 32 random bits, 0 to 2³² − 1. */
  bits(): number
  /** The numbers 0 to n − 1 in random order. */
  permutation(n: number): Int32Array
  /** Where the stream is: `streamFrom` goes on from there. */
  state(): StreamState
}

/** Where a stream is, as plain data. */
export interface StreamState {
  /** Four words of 32 bits. */
  readonly words: readonly number[]
  /** The second normal number of a pair, if it is still to be given. */
  readonly spare?: number
}

/** The stream with this name: the same keys give the same numbers, any other keys give independent ones (xoroshiro128+, seeded by SHA-256). */
export function stream(...keys: (string | number)[]): Stream {
  const digest = digestOf(JSON.stringify(keys))
  return streamFrom({ words: [0, 4, 8, 12].map((at) => digest.getInt32(at, true)) })
}

/** The rest of a stream, from where it was. */
export function streamFrom({ words, spare: left }: StreamState): Stream {
  const generator = xoroshiro128plusFromState(words)
  const uniform = () => uniformFloat64(generator)
  const integer = (n: number) => uniformInt(generator, 0, n - 1)
  let spare = left

  /** The polar method of Marsaglia: two normal numbers from a point in the unit disc. */
  function gaussian(): number {
    if (spare !== undefined) {
      const value = spare
      spare = undefined
      return value
    }
    for (;;) {
      const a = 2 * uniform() - 1
      const b = 2 * uniform() - 1
      const square = a * a + b * b
      if (square === 0 || square >= 1) continue
      const radius = Math.sqrt((-2 * log(square)) / square)
      spare = b * radius
      return a * radius
    }
  }

  function permutation(n: number): Int32Array {
    const order = Int32Array.from({ length: n }, (_, k) => k)
    for (let k = n - 1; k > 0; k--) {
      const other = integer(k + 1)
      const held = order[k]
      order[k] = order[other]
      order[other] = held
    }
    return order
  }

  const state = () => ({ words: [...generator.getState()], ...(spare !== undefined && { spare }) })

  return { uniform, gaussian, integer, bits: () => generator.next() >>> 0, permutation, state }
}
