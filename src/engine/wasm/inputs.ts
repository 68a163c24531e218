import { gaussians } from './functions.ts'
import type { MemoryMap } from './memory.ts'
import { offsetAt, upTo } from './rows.ts'
import { type FunctionWriter, get, i32, load, plus, store, times } from './text.ts'

/**
 * Lays the given inputs of the sequence at `$place` out as rows with a final 1, for the first direction; with noise, adds to element
 * (t, m) the number that `engine/noise.ts` defines times the deviation of column m. The key is in `$key0` and `$key1`.
 */
export function layOutInputs(f: FunctionWriter, map: MemoryMap, { noisy }: { noisy: boolean }): void {
  const { network, shared, layers } = map
  const { inputs } = layers[0].map
  const given = f.int(i32(0), 'given')
  const [from, to, deviation, row] = ['from', 'to', 'deviation', 'row'].map((name) => f.local('i32', name))
  const key = noisy
    ? ([f.vector('(i32x4.splat (local.get $key0))'), f.vector('(i32x4.splat (local.get $key1))')] as const)
    : undefined
  const counters = f.vector('(v128.const i32x4 0 1 2 3)', 'counters')
  upTo(f, get('$T'), 'n', (n) => {
    f.set(row, plus(i32(layers[0].bases[0]), times(plus(offsetAt(shared.offsets, get(n)), get('$place')), inputs.row)))
    f.set(from, get(given))
    f.set(to, get(row))
    f.set(deviation, i32(0))
    f.repeat(shared.inputBlocks, () => {
      const noise = key && gaussians(f, get(counters), key)
      for (const half of [0, 1]) {
        const x = load(from, shared.given + 16 * half)
        const value = noise === undefined ? x : f.fma(noise[half], load(deviation, shared.noise + 16 * half), x)
        f.do(store(to, inputs.at + 16 * half, value))
      }
      f.set(counters, `(i32x4.add ${get(counters)} (i32x4.splat (i32.const 4)))`)
      f.move(from, 32)
      f.move(to, 32)
      f.move(deviation, 32)
    })
    // the last block may have spilled over the constant 1
    f.do(`(f32.store offset=${inputs.at + 4 * network.inputs} ${get(row)} (f32.const 1))`)
    f.move(given, 4 * network.inputs)
  })
}
