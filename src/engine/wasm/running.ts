import type { Sequence, Update } from '../engine.ts'
import { rowsOf } from '../sequence.ts'
import { batchWriter, type LaidOut, targetWriter } from './batch.ts'
import type { Instance } from './instance.ts'
import { labelAligner, type RowsOfSequence } from './logits.ts'

/** Inputs in, losses out. */
export interface Running {
  /** Lays the inputs of a batch out, with the noise and the keys of an update. */
  layOut(batch: readonly Pick<Sequence, 'steps' | 'inputs'>[], update?: Pick<Update, 'noise' | 'dropout'>): LaidOut
  /** The rows that the readout puts out for the k-th sequence, the longest being 0. */
  rowsOf(laidOut: LaidOut, k: number, steps: number): RowsOfSequence
  /** The loss of a sequence; in training its deltas take the place of the logits. */
  lossOf(
    laidOut: LaidOut,
    k: number,
    sequence: Sequence,
    how: { readonly training: boolean; readonly missing: boolean },
  ): number
}

export function running(instance: Instance): Running {
  const { map, floats, code } = instance
  const { network, shared, readout } = map
  const writeBatch = batchWriter(instance)
  const giveTargets = targetWriter(instance)
  const align = network.loss === 'ctc' ? labelAligner(map, floats) : undefined
  const keys = new Int32Array(floats.buffer, shared.keys, 2 * map.capacity.batch)
  let deviation = 0

  function giveInputs({ steps, inputs }: Pick<Sequence, 'steps' | 'inputs'>, place: number, noise: Update['noise'], from: number) {
    floats.set(inputs, shared.given / 4)
    if (noise === undefined || noise.deviation === 0) return code.inputs(steps, place)
    if (noise.deviation !== deviation) {
      deviation = noise.deviation
      floats.fill(deviation, shared.noise / 4, shared.noise / 4 + network.inputs)
    }
    const [key0, key1] = noise.keys[from]
    code.noisyInputs(steps, place, key0, key1)
  }

  const rowsOfSequence = ({ offsets }: LaidOut, place: number, steps: number): RowsOfSequence => ({
    count: rowsOf(network, steps),
    place,
    offsets,
  })

  return {
    layOut(batch, { noise, dropout } = {}) {
      const laidOut = writeBatch(batch)
      for (const [k, place] of laidOut.places.entries()) {
        giveInputs(batch[place], k, noise, place)
        if (dropout !== undefined) keys.set(dropout.keys[place], 2 * k)
      }
      return laidOut
    },
    rowsOf: rowsOfSequence,
    lossOf(laidOut, k, sequence, { training, missing }) {
      const { count, place, offsets } = rowsOfSequence(laidOut, k, sequence.steps)
      giveTargets(sequence)
      const from = sequence.from ?? 0
      const loss = training
        ? missing
          ? code.lossMissing(count, from, place)
          : code.loss(count, from, place)
        : missing
          ? code.lossOnlyMissing(count, from, place)
          : code.lossOnly(count, from, place)
      return align?.(sequence.targets, { count, place, offsets }, training ? readout.logits : readout.kept) ?? loss
    },
  }
}
