import { cells as catalog } from '../../cell/catalog.ts'
import { parameterCount } from '../../cell/cell.ts'
import { exp, log } from '../../math/functions.ts'
import { type Effect, effectOf } from '../../math/regression.ts'
import { largest, smallest } from '../../math/statistics.ts'
import type { TaskDefinition } from '../../study/definition.ts'
import { settingIn } from '../../study/hyperparameters.ts'
import type { TrainedTrial } from '../pairs.ts'
import { SIGNIFICANT } from '../selection-test.ts'
import { agreed, type Status } from './evidence.ts'

/**
 * What a cell costs beside V at equal hidden size: the best trials of two cells differ in size, and what they cost says more of
 * that than of the cells. Parameters are counted; times are those of all completed trials of sizes that both cells have, compared along a
 * common curve over the size (docs/statistics.md, “As good with less”).
 */
export interface BesideV {
  /** In the middle of the sizes trained. */
  readonly parameters: {
    readonly hiddenSize: number
    readonly ratio: number
    /** Whether the cell has fewer at all sizes trained, at some or at none. */
    readonly fewer: 'all' | 'some' | 'none'
  }
  /** Absent where too few trials have sizes that both cells have. */
  readonly times?: Readonly<Record<Time, Ratio>>
}

/** The seconds of an epoch, the number of epochs, and the seconds of a whole training: the first ratio times the second is the third. */
export type Time = 'epoch' | 'epochs' | 'training'

/** A geometric mean as a part of V’s, and the p-value of no difference. */
export interface Ratio {
  readonly ratio: number
  readonly p: number
}

/** As many of each cell as an equivalence needs. */
const LEAST = 5

/** What one of the paper’s cells costs beside V on a task, and whether that is less. */
export function economyOf(
  task: TaskDefinition,
  cell: string,
  trained: readonly TrainedTrial[],
): { readonly beside: BesideV; readonly status: Readonly<Record<'parameters' | 'time', Status>> } {
  const [own, standard] = [cell, 'V'].map((name) => trained.filter((trial) => trial.cell === name))
  const parameters = parametersBeside(task, cell, [...own, ...standard].map(sizeOf))
  const times = timesBeside(own, standard)
  return {
    beside: { parameters, ...(times && { times }) },
    status: {
      parameters: ({ all: 'reproduced', some: 'undecided', none: 'contradicted' } as const)[parameters.fewer],
      time: times === undefined ? 'undecided' : agreed([lessOf(times.epoch), lessOf(times.training)]),
    },
  }
}

const sizeOf = ({ settings }: TrainedTrial) => Number(settingIn(settings, 'hiddenSize'))

function parametersBeside(task: TaskDefinition, cell: string, sizes: readonly number[]): BesideV['parameters'] {
  const ratioAt = (hidden: number) => networkCount(task, cell, hidden) / networkCount(task, 'V', hidden)
  const [low, high] = [smallest(sizes), largest(sizes)]
  // two counts differ by the size times a line in it, so the ends speak for all sizes between
  const fewer = [low, high].filter((size) => ratioAt(size) < 1).length
  const hiddenSize = Math.round(Math.sqrt(low * high))
  return { hiddenSize, ratio: ratioAt(hiddenSize), fewer: fewer === 2 ? 'all' : fewer === 1 ? 'some' : 'none' }
}

/** How many numbers a network of a cell of the catalog learns, readout included. */
function networkCount({ inputs, outputs, directions }: TaskDefinition, cell: string, hidden: number): number {
  const layer = parameterCount(catalog[cell as keyof typeof catalog], { inputs, hidden })
  return directions * layer + outputs * (directions * hidden + 1)
}

function timesBeside(own: readonly TrainedTrial[], standard: readonly TrainedTrial[]): BesideV['times'] {
  const [first, second] = ofSharedSizes(own.filter(isTimed), standard.filter(isTimed))
  if (first.length < LEAST || second.length < LEAST) return undefined
  const trials = [...first, ...second]
  const isOwn = trials.map((_, at) => (at < first.length ? 1 : 0))
  const sizes = trials.map((trial) => log(sizeOf(trial)))
  const curve = [sizes, sizes.map((size) => size ** 2)]
  const effect = (value: (trial: TrainedTrial) => number) => effectOf(isOwn, trials.map(value).map(log), curve)
  const [epoch, epochs, training] = [
    effect(({ seconds, outcome }) => seconds / outcome.epochs),
    effect(({ outcome }) => outcome.epochs),
    effect(({ seconds }) => seconds),
  ]
  if (epoch === undefined || epochs === undefined || training === undefined) return undefined
  return { epoch: ratioOf(epoch), epochs: ratioOf(epochs), training: ratioOf(training) }
}

const isTimed = ({ outcome, seconds }: TrainedTrial) => outcome.kind === 'completed' && seconds > 0

/** The trials of each whose size lies between sizes of the other: beyond, a curve would have to guess. */
function ofSharedSizes(...cells: readonly TrainedTrial[][]): TrainedTrial[][] {
  const low = largest(cells.map((trials) => smallest(trials.map(sizeOf))))
  const high = smallest(cells.map((trials) => largest(trials.map(sizeOf))))
  return cells.map((trials) => trials.filter((trial) => sizeOf(trial) >= low && sizeOf(trial) <= high))
}

const ratioOf = ({ estimate, p }: Effect): Ratio => ({ ratio: exp(estimate), p })

function lessOf({ ratio, p }: Ratio): Status {
  return p >= SIGNIFICANT ? 'undecided' : ratio < 1 ? 'reproduced' : 'contradicted'
}
