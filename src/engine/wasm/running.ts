import type { Sequence, Update } from '../engine.ts'
import { rowsOf } from '../sequence.ts'
import { batchWriter, type LaidOut, targetWriter } from './batch.ts'
import type { Exports, Instance } from './instance.ts'
import { labelAligner, logitsOf, type RowsOfSequence } from './logits.ts'

/** A batch that went forward. */
export interface Passed extends LaidOut {
  readonly purpose: 'training' | 'evaluation'
  readonly code: Exports
  /** What `backwards` and `learn` take. */
  readonly size: readonly [steps: number, rows: number, count: number, dropping: number]
}

type Unmarked = Pick<Sequence, 'steps' | 'inputs'>

/** Inputs in, losses and logits out. */
export interface Running {
  /** Runs a batch forward; in training with the noise and the dropout of an update. */
  forwards(purpose: Passed['purpose'], batch: readonly Unmarked[], update?: Pick<Update, 'noise' | 'dropout'>): Passed
  /** The loss of the sequence at a place of the batch; in training its deltas take the place of the logits. */
  lossOf(passed: Passed, place: number, sequence: Sequence, missing: boolean): number
  /** What the readout said of the sequence at a place of the batch, which has so many steps. */
  logits(passed: Passed, place: number, steps: number): Float32Array
}

export function running(instance: Instance): Running {
  const { map, floats } = instance
  const { network, shared, readout } = map
  const writeBatch = batchWriter(instance)
  const giveTargets = targetWriter(instance)
  const align = network.loss === 'ctc' ? labelAligner(map, floats) : undefined
  const keys = new Int32Array(floats.buffer, shared.keys, 2 * map.capacity.batch)
  let deviation = 0

  /** Lays the inputs of the sequence at a place out, as the k-th. */
  function giveInputs(code: Exports, { steps, inputs }: Unmarked, k: number, place: number, noise: Update['noise']) {
    floats.set(inputs, shared.given / 4)
    if (noise === undefined || noise.deviation === 0) return code.inputs(steps, k)
    if (noise.deviation !== deviation) {
      deviation = noise.deviation
      floats.fill(deviation, shared.noise / 4, shared.noise / 4 + network.inputs)
    }
    const [key0, key1] = noise.keys[place]
    code.noisyInputs(steps, k, key0, key1)
  }

  const rowsAt = ({ places, offsets }: LaidOut, place: number, steps: number): RowsOfSequence => ({
    count: rowsOf(network, steps),
    place: places.indexOf(place),
    offsets,
  })

  return {
    forwards(purpose, batch, { noise, dropout } = {}) {
      const code = instance.code(purpose, { inLockstep: batch.length > 1 })
      const laidOut = writeBatch(batch)
      for (const [k, place] of laidOut.places.entries()) {
        giveInputs(code, batch[place], k, place, noise)
        if (dropout !== undefined) keys.set(dropout.keys[place], 2 * k)
      }
      const dropping = dropout !== undefined && dropout.share > 0 ? 1 : 0
      const size = [laidOut.steps, laidOut.rows, batch.length, dropping] as const
      code.forwards(...size)
      return { ...laidOut, purpose, code, size }
    },
    lossOf(passed, at, sequence, missing) {
      const rows = rowsAt(passed, at, sequence.steps)
      const { count, place } = rows
      giveTargets(sequence)
      const isTraining = passed.purpose === 'training'
      const code = missing ? instance.code('missing') : passed.code
      const from = sequence.from ?? 0
      const loss = isTraining ? code.loss(count, from, place) : code.lossOnly(count, from, place)
      return align?.(sequence.targets, rows, isTraining ? readout.logits : readout.kept) ?? loss
    },
    logits: (passed, place, steps) => logitsOf(map, floats, rowsAt(passed, place, steps)),
  }
}
