import type { Sequence } from '../engine/engine.ts'
import type { LossName } from '../engine/loss/loss.ts'
import type { MetricName } from './metric.ts'

/** What a network is asked to learn. */
export interface Task {
  readonly name: string
  /** One sentence: what is predicted from what. */
  readonly question: string
  /** The paper, or the place the data come from. */
  readonly source: string
  readonly inputs: number
  readonly outputs: number
  readonly directions: 1 | 2
  readonly loss: LossName
  /** What is reported: lower is better. */
  readonly metric: MetricName
  /** The same sequences every time. `data` is the folder or file a user points to; tasks that make their own data ignore it. */
  load(options: { data?: string }): Splits | Promise<Splits>
}

/** Disjoint sets of sequences. */
export interface Splits {
  readonly training: readonly Sequence[]
  readonly validation: readonly Sequence[]
  readonly test: readonly Sequence[]
}

/** A task with its data: plain data throughout, so that it can be handed to worker threads. */
export type LoadedTask = Omit<Task, 'load'> & {
  readonly splits: Splits /** SHA-256 of all numbers, in hexadecimal. */
  readonly fingerprint: string
}
