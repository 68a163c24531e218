import type { Key, Program, Sequence, Update } from '../engine/engine.ts'
import type { Stream } from '../math/random.ts'
import { rowsCounted } from '../task/targets.ts'
import type { LoadedTask } from '../task/task.ts'
import type { DescentSettings } from './descent.ts'

/** The random numbers of a training’s epochs, each kind from a stream of its own. */
export interface EpochStreams {
  /** The order of the sequences. */
  readonly order: Stream
  readonly noise: Stream
  readonly dropout: Stream
}

/**
 * A function that trains on every training sequence once, in a new order each time, an update for each batch; the last batch has what
 * is left. It multiplies the learning rate by the factor that it is given, and returns the loss a counted step, or one that is not
 * finite as soon as there is one.
 */
export function epochRunner(
  program: Program,
  task: LoadedTask,
  descent: DescentSettings,
  streams: EpochStreams,
): (factor: number) => number {
  const { training } = task.splits
  const { batchSize } = descent
  const rows = training.reduce((sum, sequence) => sum + rowsCounted(task, sequence), 0)
  const updateOf = updater(descent, streams)
  return (factor) => {
    const order = streams.order.permutation(training.length)
    let loss = 0
    for (let first = 0; first < order.length; first += batchSize) {
      const batch = Array.from(order.subarray(first, first + batchSize), (k) => training[k])
      loss += program.update(batch, updateOf(batch, factor))
      if (!Number.isFinite(loss)) return loss
    }
    return loss / rows
  }
}

/** A function that says what the next update is to be: noise and dropout have a new key for each sequence. */
function updater(
  { learningRate, momentum, inputNoise, dropout, weightDecay, clipNorm }: DescentSettings,
  streams: EpochStreams,
): (batch: readonly Sequence[], factor: number) => Update {
  const rate = learningRate * (1 - momentum)
  const keys = (from: Stream, batch: readonly Sequence[]) => batch.map((): Key => [from.bits(), from.bits()])
  return (batch, factor) => ({
    rate: rate * factor,
    momentum,
    ...(inputNoise > 0 && { noise: { deviation: inputNoise, keys: keys(streams.noise, batch) } }),
    ...(dropout > 0 && { dropout: { share: dropout, keys: keys(streams.dropout, batch) } }),
    ...(weightDecay > 0 && { weightDecay }),
    ...(clipNorm !== undefined && { clipNorm }),
  })
}
