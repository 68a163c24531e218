import type { Cell } from '../cell/cell.ts'
import type { Layout } from './layout.ts'
import type { LossName } from './loss/loss.ts'

/** A recurrent layer of one cell, in one direction or both, and a linear readout of all its outputs. */
export interface Network {
  readonly cell: Cell
  readonly inputs: number
  /** Units a direction. */
  readonly hidden: number
  readonly outputs: number
  readonly directions: 1 | 2
  readonly loss: LossName
}

/** One example. Its numbers are stored step after step. */
export interface Sequence {
  readonly steps: number
  /** steps × inputs */
  readonly inputs: Float32Array
  /** sigmoid: steps × outputs, each 0 to 1; squared: steps × outputs; softmax: the class of each step; ctc: the label, classes from 1. */
  readonly targets: Float32Array | Int32Array
  /** The first step whose output counts; 0 unless given. With ctc all count. */
  readonly from?: number
}

/** What a program is compiled for, besides its network. */
export interface Descent {
  readonly momentum: 'nesterov' | 'classical'
  /** Each element of the gradient is clipped to [−clip, clip]. */
  readonly clip?: number
  /** The most steps a sequence may have. */
  readonly capacity: number
}

/** What one update may vary. */
export interface Update {
  /** The step size η, already multiplied by 1 − momentum where the protocol says so. */
  readonly rate: number
  /** μ, 0 to 1. */
  readonly momentum: number
  /** Normal noise on the inputs: its deviation and the key of its numbers (two whole numbers of 32 bits). */
  readonly noise?: { readonly deviation: number; readonly key: readonly [number, number] }
}

/** Compiles networks. All engines compute the same; each says with what arithmetic. */
export interface Engine {
  readonly name: string
  /** What decides the bits of a result, recorded with it: `float64`, `float32 relaxed`, `float32 plain`. */
  readonly arithmetic: string
  /** A program at rest. `instead` is one that is not used any more: the new one may take over its memory, and the old one is lost. */
  compile(network: Network, descent: Descent, instead?: Program): Program
}

/** A network ready to learn: it holds weights and velocities (all 0 at first). */
export interface Program {
  readonly layout: Layout
  /**
   * One step of gradient descent on one sequence; returns the loss before it, summed over the steps that count. With gradient g,
   * v ← μv − ηg, then w ← w + μv − ηg (Nesterov, g taken at the look-ahead point w) or w ← w + v (classical).
   */
  update(sequence: Sequence, update: Update): number
  /** The loss at the weights as they are, summed over the steps that count. */
  evaluate(sequence: Sequence): number
  /** What the readout said of the sequence evaluated last: steps × outputs, before softmax or sigmoid. Valid until the next call. */
  logits(): Float32Array | Float64Array
  /** What the cells said of it: steps × (directions · hidden), both directions at the same time step side by side. */
  outputs(): Float32Array | Float64Array
  /** Runs body at the true weights, w − μv, and not at the look-ahead point w (Nesterov; classical momentum has none), then goes back. */
  atTrueWeights<T>(momentum: number, body: () => T): T
  /** A copy of the weights or the velocities, in the order of the layout. */
  read(what: 'weights' | 'velocities'): Float64Array
  write(what: 'weights' | 'velocities', values: ArrayLike<number>): void
}
