/** Weights and the optimiser’s numbers, in and out. */
import type { Descent } from '../engine.ts'
import type { Layout } from '../layout.ts'
import { stateLength } from '../optimiser.ts'
import type { Instance } from './instance.ts'
import { learnedBlocks, type MemoryMap } from './memory.ts'
import { addressesOf, clearBlocks } from './weights.ts'

export interface LearnedNumbers {
  /** Updates so far, which adam and adamw count. */
  updates: number
  read(what: 'weights' | 'optimiser'): Float64Array
  write(what: 'weights' | 'optimiser', values: ArrayLike<number>): void
}

export function learnedNumbers({ map, floats }: Instance, layout: Layout, { optimiser }: Descent): LearnedNumbers {
  const { at, behind } = addressesOf(map, layout)
  const length = (what: 'weights' | 'optimiser') =>
    what === 'weights' ? layout.length : stateLength(layout, optimiser)
  /** The float of number k of the weights, or of the optimiser’s numbers, of which each weight may have several. */
  const place = (what: 'weights' | 'optimiser', k: number) => {
    const weight = k % layout.length
    return at[weight] + (what === 'weights' ? 0 : behind[weight] * (1 + Math.floor(k / layout.length)))
  }
  const numbers: LearnedNumbers = {
    updates: 0,
    read(what) {
      const values = new Float64Array(length(what))
      const floating = values.length - (values.length % layout.length)
      for (let k = 0; k < floating; k++) values[k] = floats[place(what, k)]
      if (floating < values.length) values[floating] = numbers.updates
      return values
    },
    write(what, values) {
      if (values.length !== length(what))
        throw new Error(`the ${what} are ${length(what)} numbers, not ${values.length}`)
      clearBlocks(map, floats, what)
      const floating = values.length - (values.length % layout.length)
      for (let k = 0; k < floating; k++) floats[place(what, k)] = values[k]
      if (floating < values.length) numbers.updates = values[floating]
    },
  }
  return numbers
}

/** Runs body with weights w − μv, then puts them back. */
export function behindLookAhead<T>(map: MemoryMap, floats: Float32Array, momentum: number, body: () => T): T {
  const blocks = learnedBlocks(map).map(({ base, weightBytes }) => ({
    length: weightBytes / 4,
    block: floats.subarray(base / 4, (base + 2 * weightBytes) / 4),
  }))
  const ahead = blocks.map(({ block, length }) => block.slice(0, length))
  for (const { block, length } of blocks) for (let k = 0; k < length; k++) block[k] -= momentum * block[length + k]
  try {
    return body()
  } finally {
    for (const [k, { block }] of blocks.entries()) block.set(ahead[k])
  }
}
