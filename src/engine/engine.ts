import type { Cell } from '../cell/cell.ts'
import type { Layout } from './layout.ts'
import type { LossName } from './loss/loss.ts'
import type { Optimiser } from './optimiser.ts'

/** Recurrent layers one above another, and a linear readout of the last one's outputs. */
export interface Network {
  readonly inputs: number
  /** At least one. The first reads the inputs; each other one reads the outputs of the layer below, both directions side by side. */
  readonly layers: readonly Layer[]
  /** Numbers that the readout puts out (logits); twice the values of a target with the gaussian loss. */
  readonly outputs: number
  readonly loss: LossName
  readonly readout: ReadoutName
  /** What an error on each class counts in the loss, with the softmax loss; 1 for all unless given. */
  readonly classWeights?: readonly number[]
}

/** A recurrent layer of one cell, in one direction or both. */
export interface Layer {
  readonly cell: Cell
  /** Units a direction. */
  readonly hidden: number
  readonly directions: 1 | 2
}

/**
 * What the readout reads: the outputs of every step; those of the last step, of each direction its own last (the first step of time
 * for the second direction); or their mean over all steps.
 */
export const readoutNames = ['each step', 'last', 'mean'] as const

export type ReadoutName = (typeof readoutNames)[number]

/** One example. Its numbers are stored step after step. */
export interface Sequence {
  readonly steps: number
  /** steps × inputs */
  readonly inputs: Float32Array
  /**
   * A row for each output of the readout: a row a step, or one row where it reads the last step or the mean. sigmoid: outputs numbers
   * a row, each 0 to 1; squared and huber: outputs numbers; gaussian: half as many; softmax: the class of each row; ctc: the label,
   * classes from 1. NaN, or −1 as a class, is no target: it counts nowhere.
   */
  readonly targets: Float32Array | Int32Array
  /** The first step whose output counts; 0 unless given. With ctc, and where the readout has one row, all count. */
  readonly from?: number
}

/** How a program is to learn: what its code depends on. What may vary from update to update is in `Update`. */
export interface Descent {
  readonly optimiser: Optimiser
  /** Each element of the gradient is clipped to [−clip, clip]. */
  readonly clip?: number
}

/** What a program is to have room for. */
export interface Capacity {
  /** The most steps a sequence may have. */
  readonly steps: number
  /** The most sequences of a batch. */
  readonly batch: number
}

/** Two whole numbers of 32 bits that name random numbers. */
export type Key = readonly [number, number]

/** What one update may vary. */
export interface Update {
  /** The step size η; with momentum already multiplied by 1 − momentum where the protocol says so. */
  readonly rate: number
  /** μ, 0 to 1; of no use to adam, adamw and rmsprop. */
  readonly momentum: number
  /** A gradient whose Euclidean norm over all weights is larger is scaled down to it; after `clip`. */
  readonly clipNorm?: number
  /** λ: adds λw to the gradient, once it is clipped; with adamw takes ηλw off the weights instead. 0 unless given. */
  readonly weightDecay?: number
  /** Normal noise on the inputs: its deviation, and for each sequence the key of its numbers. */
  readonly noise?: { readonly deviation: number; readonly keys: readonly Key[] }
  /**
   * The share of the outputs of every layer that the next layer, or the readout, finds to be 0; the others are divided by 1 − share.
   * For each sequence the key of the numbers that decide it.
   */
  readonly dropout?: { readonly share: number; readonly keys: readonly Key[] }
}

/** Compiles networks. All engines compute the same; each says with what arithmetic. */
export interface Engine {
  readonly name: string
  /** What decides the bits of a result, recorded with it: `float64`, `float32 relaxed`, `float32 plain`. */
  readonly arithmetic: string
  /** A program at rest. `instead` is one that is not used any more: the new one may take over its memory, and the old one is lost. */
  compile(network: Network, descent: Descent, capacity: Capacity, instead?: Program): Program
}

/** A network ready to learn: it holds weights and the optimiser's state (all 0 at first). */
export interface Program {
  readonly layout: Layout
  /**
   * One step of the optimiser on a batch. The gradient is that of the sum of its sequences' losses divided by their number. Returns
   * that sum, before the step, over the rows that count, with noise and dropout.
   */
  update(batch: readonly Sequence[], update: Update): number
  /** The loss of each sequence at the weights as they are, summed over the rows that count. */
  evaluate(batch: readonly Sequence[]): Float64Array
  /**
   * What the readout said of a sequence of the batch evaluated last, by its place, before softmax or sigmoid: rows × outputs. Valid
   * until the next call.
   */
  logits(place?: number): Float32Array | Float64Array
  /**
   * What the network says of a sequence without targets, steps × inputs: a row a step, or one row. Probabilities with sigmoid, softmax
   * and ctc; values with squared and huber; means, then deviations with gaussian.
   */
  predict(inputs: Float32Array): Float64Array
  /** Every value that the equations name, at every step of a sequence (steps × inputs). */
  trace(inputs: Float32Array): Trace
  /** The network one step at a time, from its weights as they are now. An error where a layer has two directions. */
  stream(): Stream
  /** Runs body at the true weights, w − μv, and not at the look-ahead point w (Nesterov's momentum only), then goes back. */
  atTrueWeights<T>(momentum: number, body: () => T): T
  /** A copy of the weights, in the order of the layout, or of the optimiser's state (`stateLength`). */
  read(what: 'weights' | 'optimiser'): Float64Array
  write(what: 'weights' | 'optimiser', values: ArrayLike<number>): void
}

export interface Trace {
  readonly steps: number
  readonly values: readonly TracedValue[]
}

/** A value of one layer and direction, by the name that the equations give it (z, i, f, o, c, y …; `namedValues`). */
export interface TracedValue {
  /** From 0. */
  readonly layer: number
  readonly direction: 0 | 1
  readonly name: string
  readonly hidden: number
  /** steps × hidden, in the order of time whatever the direction. */
  readonly values: Float64Array
}

/** A sequence that is not over yet. */
export interface Stream {
  /** Reads the inputs of one step; returns what `predict` says of the sequence so far: its last row, bit for bit. */
  step(inputs: Float32Array): Float64Array
}
