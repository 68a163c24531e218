/**
 * What each test sequence contributes to a test result. The loss of a sequence is what the metric sums over it (nats over its frames,
 * 100 for each wrong frame or edit), its count what the metric divides by (frames with a target, or characters of the label): the test result is the
 * sum of the losses by the sum of the counts, which is the mean of the sequences’ own errors weighted by their counts. Losses are kept
 * in float32, so that the result comes back to 2⁻²³ of its size.
 */
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import type { Sequence } from '../engine/engine.ts'
import { metrics } from './metric.ts'
import type { LoadedTask } from './task.ts'

/** What a study keeps of the test sequences of a task. */
export interface TestSequences {
  /** In their order. */
  readonly counts: readonly number[]
  /** Losses of the naive baseline, packed. */
  readonly naiveBaseline: string
}

/** Trials keep the losses of no more sequences: four bytes each in every trial. Of more, none are kept. */
export const MOST_TEST_SEQUENCES = 10_000

/** What the metric divides by, for each sequence. */
export function countsOf(task: Pick<LoadedTask, 'metric' | 'loss' | 'outputs'>, of: readonly Sequence[]): number[] {
  return of.map((sequence) => metrics[task.metric].count(sequence, task))
}

/** The result that losses and counts make. */
export function resultFrom(losses: ArrayLike<number>, counts: readonly number[]): number {
  return sumOf(losses) / sumOf(counts)
}

/** Losses as text: float32, little-endian, in hexadecimal. Undefined of too many, or where one is beyond float32. */
export function packLosses(losses: ArrayLike<number>): string | undefined {
  const numbers = Float32Array.from(losses)
  if (numbers.length > MOST_TEST_SEQUENCES || !numbers.every(Number.isFinite)) return undefined
  return bytesToHex(new Uint8Array(numbers.buffer))
}

/** The losses in a text of `packLosses`; undefined of any other text. */
export function unpackLosses(text: string): Float32Array | undefined {
  if (!/^[0-9a-f]*$/.test(text) || text.length % 8 !== 0) return undefined
  const losses = new Float32Array(hexToBytes(text).buffer)
  return losses.every(Number.isFinite) ? losses : undefined
}

/** Whether these losses give this result, as well as float32 can. */
export function giveResult(losses: Float32Array, counts: readonly number[], result: number): boolean {
  const size = resultFrom(losses.map(Math.abs), counts)
  return Math.abs(resultFrom(losses, counts) - result) <= 2 ** -23 * size
}

function sumOf(values: ArrayLike<number>): number {
  let sum = 0
  for (let k = 0; k < values.length; k++) sum += values[k]
  return sum
}
