import { gaussians } from './functions.ts'
import type { MemoryMap } from './memory.ts'
import { type FunctionWriter, get, i32, load, plus, store, times } from './text.ts'

/**
 * Lays the given inputs out as rows with a final 1, for the first direction; with noise, adds to element (t, m) the number that
 * `engine/noise.ts` defines times the deviation of column m. The key is in `$key0` and `$key1`.
 */
export function layOutInputs(f: FunctionWriter, map: MemoryMap, { noisy }: { noisy: boolean }): void {
  const { network, inputs, inputBlocks } = map
  const base = map.bases[0]
  const given = f.int(i32(0), 'given')
  const row = f.int(i32(base), 'row')
  const left = f.int(get('$T'), 'left')
  const [from, to, deviation] = ['from', 'to', 'deviation'].map((name) => f.local('i32', name))
  const key = noisy
    ? ([f.vector('(i32x4.splat (local.get $key0))'), f.vector('(i32x4.splat (local.get $key1))')] as const)
    : undefined
  const counters = f.vector('(v128.const i32x4 0 1 2 3)', 'counters')
  f.loop(
    () => {
      f.set(from, get(given))
      f.set(to, get(row))
      f.set(deviation, i32(0))
      f.repeat(inputBlocks, () => {
        const noise = key && gaussians(f, get(counters), key)
        for (const half of [0, 1]) {
          const x = load(from, map.given + 16 * half)
          const value = noise === undefined ? x : f.fma(noise[half], load(deviation, map.noise + 16 * half), x)
          f.do(store(to, inputs.at + 16 * half, value))
        }
        f.set(counters, `(i32x4.add ${get(counters)} (i32x4.splat (i32.const 4)))`)
        f.move(from, 32)
        f.move(to, 32)
        f.move(deviation, 32)
      })
      // the last block may have spilled over the constant 1 (and over the next row, which is still to come)
      f.do(`(f32.store offset=${inputs.at + 4 * network.inputs} ${get(row)} (f32.const 1))`)
      f.move(given, 4 * network.inputs)
      f.move(row, inputs.row)
      f.move(left, -1)
    },
    () => get(left),
  )
}

/** Copies the rows of the first direction to the second, from the last to the first. */
export function mirrorInputs(f: FunctionWriter, { inputs, bases }: MemoryMap): void {
  const from = f.int(plus(i32(bases[0] + inputs.at), times(plus(get('$T'), i32(-1)), inputs.row)), 'from')
  const to = f.int(i32(bases[1] + inputs.at), 'to')
  const left = f.int(get('$T'), 'left')
  f.loop(
    () => {
      f.do(`(memory.copy ${get(to)} ${get(from)} ${i32(inputs.row)})`)
      f.move(from, -inputs.row)
      f.move(to, inputs.row)
      f.move(left, -1)
    },
    () => get(left),
  )
}

/** Calls body once for every panel and time step with pointers to both directions’ logits of the same moment. */
function overLogits(
  f: FunctionWriter,
  { logits, readout, bases }: MemoryMap,
  body: (forward: string, backward: string) => void,
): void {
  const [panel0, panel1] = [f.int(i32(bases[0] + logits.at), 'panel0'), f.int(i32(bases[1] + logits.at), 'panel1')]
  const [at0, at1, left] = [f.local('i32', 'at0'), f.local('i32', 'at1'), f.local('i32', 'left')]
  f.repeat(readout.panels, () => {
    f.set(at0, get(panel0))
    f.set(at1, plus(get(panel1), times(plus(get('$T'), i32(-1)), logits.step)))
    f.set(left, get('$T'))
    f.loop(
      () => {
        body(at0, at1)
        f.move(at0, logits.step)
        f.move(at1, -logits.step)
        f.move(left, -1)
      },
      () => get(left),
    )
    f.move(panel0, logits.panel)
    f.move(panel1, logits.panel)
  })
}

/** Adds the second direction’s logits to the first’s. */
export function joinLogits(f: FunctionWriter, map: MemoryMap): void {
  overLogits(f, map, (forward, backward) => {
    for (const v of map.logits.slots) {
      f.do(store(forward, v * 16, `(f32x4.add ${load(forward, v * 16)} ${load(backward, v * 16)})`))
    }
  })
}

/** Gives the second direction the first’s deltas. */
export function mirrorDeltas(f: FunctionWriter, map: MemoryMap): void {
  overLogits(f, map, (forward, backward) => {
    for (const v of map.logits.slots) f.do(store(backward, v * 16, load(forward, v * 16)))
  })
}
