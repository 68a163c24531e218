import type { Sequence } from '../engine.ts'
import { checkBatch, rowsOf } from '../sequence.ts'
import { furnishRows } from './furnish.ts'
import type { Instance } from './instance.ts'
import type { MemoryMap } from './memory.ts'

/** A batch as the program goes through it: the longest sequence first. */
export interface LaidOut {
  /** Of the longest sequence. */
  readonly steps: number
  readonly rows: number
  /** The places in the batch as given, in this order. */
  readonly places: readonly number[]
  /** How many rows lie before those of each step; valid until the next batch. */
  readonly offsets: Int32Array
}

/** Writes the tables of a batch, and what its rows need. */
export function batchWriter({ map, floats }: Instance): (batch: readonly Pick<Sequence, 'steps'>[]) => LaidOut {
  const { capacity, shared } = map
  const whole = new Int32Array(floats.buffer)
  const table = whole.subarray(shared.offsets / 4, shared.offsets / 4 + capacity.steps + 2)
  const lengths = whole.subarray(shared.lengths / 4, shared.lengths / 4 + capacity.batch)
  const offsets = table.subarray(1)
  let furnished = 0
  let isOfOne = false
  return (batch) => {
    const places = [...batch.keys()].sort((a, b) => batch[b].steps - batch[a].steps || a - b)
    const [{ steps }] = places.map((place) => batch[place])
    let rows = steps
    if (batch.length === 1) {
      if (!isOfOne) for (let n = -1; n <= capacity.steps; n++) table[n + 1] = n
    } else
      rows = tabulate(
        table,
        places.map((place) => batch[place].steps),
      )
    isOfOne = batch.length === 1
    for (const [k, place] of places.entries()) lengths[k] = batch[place].steps
    if (rows > furnished) {
      furnishRows(map, floats, furnished, rows)
      furnished = rows
    }
    return { steps, rows, places, offsets }
  }
}

/** Fills the table of offsets for sequences of so many steps, the longest first; returns the number of all rows. */
function tabulate(table: Int32Array, lengths: readonly number[]): number {
  let going = lengths.length
  let rows = 0
  table[0] = -going
  for (let n = 0; n <= lengths[0]; n++) {
    table[n + 1] = rows
    while (going > 0 && lengths[going - 1] <= n) going--
    rows += going
  }
  return rows
}

/** Checks the sequences of batches, each once; tells whether one has targets that are none. */
export function sequenceChecker({ network, capacity }: MemoryMap): {
  check: (batch: readonly Sequence[]) => void
  isMissingTargets: (sequence: Sequence) => boolean
} {
  const checked = new WeakMap<Sequence, boolean>()
  const canMiss = network.loss !== 'ctc' && network.loss !== 'softmax'
  return {
    check(batch) {
      if (batch.length > 0 && batch.length <= capacity.batch && batch.every((sequence) => checked.has(sequence))) return
      for (const sequence of checkBatch(network, capacity, batch))
        checked.set(sequence, canMiss && sequence.targets.some(Number.isNaN))
    },
    isMissingTargets: (sequence) => checked.get(sequence) === true,
  }
}

/** Puts targets where a loss expects them. */
export function targetWriter({ map, floats }: Instance): (sequence: Sequence) => void {
  const { network, shared } = map
  const whole = new Int32Array(floats.buffer)
  const at = shared.targets / 4
  const wide = shared.targetRow / 4
  return ({ steps, targets }) => {
    if (network.loss === 'ctc') return // whoever aligns the label reads it itself
    if (network.loss === 'softmax') return whole.set(targets, at)
    const rows = rowsOf(network, steps)
    const given = targets.length / rows
    if (given === wide) return floats.set(targets, at)
    for (let row = 0; row < rows; row++) floats.set(targets.subarray(row * given, (row + 1) * given), at + row * wide)
  }
}
