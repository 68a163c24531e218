import type { Sequence } from '../engine/engine.ts'
import type { LossName } from '../engine/loss/loss.ts'
import { bestPath, editDistance, mostProbable } from './decoding.ts'

/** What a metric is told of one sequence: the summed loss and the logits (steps × outputs). */
export interface Evaluation {
  readonly loss: number
  readonly logits: () => Float32Array | Float64Array
}

/** A measure of error: a sum over sequences, divided by a count. Lower is better. */
export interface Metric {
  readonly title: string
  readonly unit: string
  /** The difference up to which results count as the same, unless a user fixes another; absent where nothing general can be said. */
  readonly margin?: number
  /** The largest error there is; absent where there is none. */
  readonly most?: number
  /** The losses it can be computed with: they say what logits and targets are. */
  readonly losses: readonly LossName[]
  readonly sum: (evaluation: Evaluation, sequence: Sequence, outputs: number) => number
  readonly count: (sequence: Sequence, outputs: number) => number
}

const counted = (sequence: Sequence) => sequence.steps - (sequence.from ?? 0)

/** How many steps of a sequence are wrong by the given rule. */
function stepsWrong(sequence: Sequence, wrong: (step: number) => boolean): number {
  let errors = 0
  for (let t = sequence.from ?? 0; t < sequence.steps; t++) if (wrong(t)) errors += 1
  return errors
}

/** Edits that turn what the best path reads into the label, over the symbols of the label. */
const edits = {
  unit: '%',
  losses: ['ctc'],
  margin: 1,
  sum: ({ logits }, { steps, targets }, outputs) => 100 * editDistance(bestPath(logits(), steps, outputs), targets),
  count: ({ targets }) => targets.length,
} as const satisfies Omit<Metric, 'title'>

/** The metrics by name. A task names one; workers find it here. */
export const metrics = {
  nats: {
    title: 'negative log-likelihood',
    unit: 'nats per frame',
    losses: ['sigmoid', 'softmax', 'ctc'],
    margin: 0.1,
    sum: ({ loss }) => loss,
    count: counted,
  },
  mse: {
    title: 'mean squared error',
    unit: '',
    losses: ['squared'],
    sum: ({ loss }) => 2 * loss,
    count: (sequence, outputs) => counted(sequence) * outputs,
  },
  /** Steps whose most probable class is not the target's. */
  error: {
    title: 'classification error',
    unit: '%',
    losses: ['softmax'],
    margin: 1,
    most: 100,
    sum: ({ logits }, sequence, outputs) => {
      const values = logits()
      return 100 * stepsWrong(sequence, (t) => mostProbable(values, t, outputs) !== sequence.targets[t])
    },
    count: counted,
  },
  /** Steps at which some output is on the wrong side of one half: the criterion of Gers and Schmidhuber's grammars. */
  'wrong sets': {
    title: 'steps with a wrong prediction',
    unit: '%',
    losses: ['sigmoid'],
    margin: 1,
    most: 100,
    sum: ({ logits }, sequence, outputs) => {
      const values = logits()
      return 100 * stepsWrong(sequence, (t) => sidesDiffer(values, sequence.targets, t * outputs, outputs))
    },
    count: counted,
  },
  cer: { title: 'character error rate', ...edits },
  per: { title: 'phone error rate', ...edits },
} as const satisfies Record<string, Metric>

export type MetricName = keyof typeof metrics

/** Whether some logit is positive where its target is at most one half, or the other way round; NaN is on neither side. */
function sidesDiffer(logits: ArrayLike<number>, targets: ArrayLike<number>, from: number, length: number): boolean {
  for (let k = from; k < from + length; k++) if (targets[k] > 0.5 ? !(logits[k] > 0) : !(logits[k] <= 0)) return true
  return false
}
