/** What the readout has said, read and changed from outside of the module. */
import type { Sequence } from '../engine.ts'
import { BLANK } from '../loss/ctc.ts'
import { aligner } from './align.ts'
import type { MemoryMap, Steps } from './memory.ts'
import { range } from './text.ts'
import { outputPlace } from './weights.ts'

/** The rows of a sequence: that of its n-th step is offsets[n] + place. */
export interface RowsOfSequence {
  readonly count: number
  readonly place: number
  readonly offsets: Int32Array
}

/** The float that holds output k’s logit in row 0. */
function floatOf(map: MemoryMap, { at, panel }: Steps, k: number): number {
  const where = outputPlace(map, k)
  return (map.readout.bases[0] + at + where.panel * panel + where.vector * 16) / 4 + where.lane
}

/** The logits of a sequence, rows × outputs. */
export function logitsOf(
  map: MemoryMap,
  floats: Float32Array,
  { count, place, offsets }: RowsOfSequence,
): Float32Array {
  const { outputs } = map.network
  const { logits } = map.readout
  const stride = logits.step / 4
  const said = new Float32Array(count * outputs)
  for (const k of range(outputs)) {
    const from = floatOf(map, logits, k) + place * stride
    for (let n = 0; n < count; n++) said[n * outputs + k] = floats[from + offsets[n] * stride]
  }
  return said
}

/** Follows the paths of a label through the softmax of its sequence, takes their shares away from it, and returns the loss. */
export type LabelAligner = (label: Sequence['targets'], rows: RowsOfSequence, from: Steps) => number

export function labelAligner(map: MemoryMap, floats: Float32Array): LabelAligner {
  const align = aligner()
  const stride = map.readout.logits.step / 4
  let p = new Float64Array(0)
  return (label, { count, place, offsets }, from) => {
    const wide = label.length + 1
    if (p.length < count * wide) p = new Float64Array(count * wide)
    const columns = Int32Array.from(
      { length: wide },
      (_, s) => floatOf(map, from, s === 0 ? BLANK : label[s - 1]) + place * stride,
    )
    for (let n = 0; n < count; n++)
      for (let s = 0; s < wide; s++) p[n * wide + s] = floats[columns[s] + offsets[n] * stride]
    const loss = align(p, label, count)
    for (let n = 0; n < count; n++)
      for (let s = 0; s < wide; s++) floats[columns[s] + offsets[n] * stride] -= p[n * wide + s]
    return loss
  }
}
