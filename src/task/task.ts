import type { ReadoutName, Sequence } from '../engine/engine.ts'
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
  /** What each output stands for, as a phone, a character or a note, where outputs have names. */
  readonly symbols?: readonly string[]
  /** What each input stands for, where inputs are symbols and not those of the outputs. */
  readonly inputSymbols?: readonly string[]
  /** What inputs are, where they can be drawn: symbols, one or several a step, cepstra of speech, or points of a pen. */
  readonly inputsAre?: 'notes' | 'symbols' | 'cepstra' | 'pen'
  readonly directions: 1 | 2
  readonly loss: LossName
  /** What the network’s answer rests on; each step unless given. */
  readonly readout?: ReadoutName
  /** What an error on each class counts in training, with the softmax loss; 1 for all unless given. */
  readonly classWeights?: readonly number[]
  /** What is reported: lower is better. */
  readonly metric: MetricName
  /** The same sequences every time. */
  load(options: LoadOptions): Found | Promise<Found>
}

/** The sequences, and what of the task only its data tell: these replace what it says of itself. */
export interface Found extends Splits, Partial<Pick<Task, 'source' | 'outputs' | 'symbols'>> {
  readonly scale?: Scale
}

/** What standardised inputs were before: an input times its deviation, and its mean added. */
export interface Scale {
  readonly means: readonly number[]
  readonly deviations: readonly number[]
}

/** What loading may be given. Tasks that make their own data, or read them at once, ignore it. */
export interface LoadOptions {
  /** The folder or file a user points to. */
  readonly data?: string
  /** A folder that keeps what is slow to compute from the data; it is made where it is needed. Without it nothing is cached. */
  readonly cache?: string
  readonly onProgress?: (progress: LoadProgress) => void
  /** Stops it: loading then fails with the signal's reason. */
  readonly signal?: AbortSignal
}

/** How far loading is: so many of the files are read. */
export interface LoadProgress {
  readonly done: number
  readonly of: number
  /** Why nothing more is cached, where the folder cannot be written to. */
  readonly uncached?: string
}

/** Disjoint sets of sequences. */
export interface Splits {
  readonly training: readonly Sequence[]
  readonly validation: readonly Sequence[]
  readonly test: readonly Sequence[]
}

/** The sets by name, in the order in which they are told. */
export const SPLITS = ['training', 'validation', 'test'] as const satisfies (keyof Splits)[]

/** A task with its data: plain data throughout, so that it can be handed to worker threads. */
export type LoadedTask = Omit<Task, 'load'> & {
  readonly splits: Splits /** SHA-256 of all numbers, in hexadecimal. */
  readonly fingerprint: string
  readonly scale?: Scale
}
