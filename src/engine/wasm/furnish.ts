import type { Capacity, Descent } from '../engine.ts'
import { writeConstants } from './functions.ts'
import { clipAt, type MemoryMap } from './memory.ts'
import { range } from './text.ts'
import { clearStacks } from './weights.ts'

/** Writes constants, ones and masks into fresh memory. */
export function furnish(
  map: MemoryMap,
  floats: Float32Array,
  { clip = Number.POSITIVE_INFINITY }: Descent,
  { steps }: Capacity,
): void {
  const { network, plan, bases, padded } = map
  writeConstants(floats)
  floats.fill(-clip, clipAt / 4, clipAt / 4 + 4)
  floats.fill(clip, clipAt / 4 + 4, clipAt / 4 + 8)
  floats.fill(1, map.outputMask / 4, map.outputMask / 4 + network.outputs)
  const whole = new Int32Array(floats.buffer)
  bases.forEach((base, direction) => {
    whole.fill(-1, (base + map.unitMask) / 4, (base + map.unitMask) / 4 + network.hidden)
    if (direction === 1) return
    const { at, row } = map.sources
    for (const t of range(steps + 2)) floats[(base + at + t * row) / 4 + plan.sources.length * padded] = 1
  })
  clearStacks(map, floats, 'weights')
}
