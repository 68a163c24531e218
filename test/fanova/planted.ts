import type { Trials } from '../../src/fanova/columns.ts'
import { type Stream, stream } from '../../src/math/random.ts'
import { choice, logUniform, oneMinusLog, settingAt, uniform } from '../../src/study/space.ts'

/** A rate over four decades, a noise, a momentum and a choice: each uniform on [0, 1] in its own measure. */
export const planted = [
  { name: 'rate', range: logUniform(1e-6, 1e-2) },
  { name: 'noise', range: uniform(0, 1) },
  { name: 'momentum', range: oneMinusLog(0.01, 1) },
  { name: 'kind', range: choice('a', 'b', 'c', 'd') },
]

/** Trials of a truth that knows each setting’s position. */
export function trialsOf(count: number, truth: (at: number[], random: Stream) => number, seed = 1): Trials {
  const random = stream('planted', seed)
  const positions = Array.from({ length: count }, () => planted.map(() => random.uniform()))
  return {
    settings: planted,
    points: positions.map((at) =>
      Object.fromEntries(planted.map(({ name, range }, k) => [name, settingAt(range, at[k])])),
    ),
    target: positions.map((at) => truth(at, random)),
  }
}
