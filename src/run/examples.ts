/** What a trained network says of test sequences. Weights are not kept, but a trial is a pure function: it is trained again. */

import { type EngineName, engineNamed, engines } from '../engine/engines.ts'
import type { Examples, Origin } from '../findings/examples.ts'
import { InputError } from '../math/input-error.ts'
import type { StudyDefinition } from '../study/definition.ts'
import { trialName, trialWith } from '../study/trial.ts'
import type { LoadedTask, LoadOptions, Task } from '../task/task.ts'
import type { TrialRecord } from '../train/record.ts'
import { loadWatched, type RunEvent } from './run.ts'
import { startThread } from './thread.ts'
import { codeVersion } from './version.ts'
import type { Prediction } from './worker.ts'

/** Which test sequences: so many, evenly spread (all if there are fewer), or the one at a place, from 0. */
export type Which = { readonly count: number } | { readonly place: number }

export type ExamplesOptions = Which & ShowingOptions

interface ShowingOptions extends Pick<LoadOptions, 'data' | 'cache' | 'signal'> {
  /** Whether every named value of the network at each step of these sequences is wanted, too. */
  readonly traced?: boolean
  /** The engine that trains; without it the one that the trial was trained with, where this machine has it. */
  readonly engine?: EngineName
  /** Told of data that are read, of the start and of each epoch, as in a run with one worker. */
  readonly onEvent?: (event: RunEvent) => void
}

/** Trains a finished trial again and shows it part of the test set. */
export async function examplesOf(
  definition: StudyDefinition,
  record: TrialRecord,
  task: Task,
  options: ExamplesOptions,
): Promise<Examples> {
  const { outcome, arithmetic, version } = record
  const name = trialName(record)
  if (outcome.kind === 'failed' || outcome.weights === '')
    throw new InputError(`${name} ${outcome.kind} and left no weights: it has no examples`)
  const loaded = await loadWatched(task, options)
  checkData(loaded, definition.tasks[record.task].fingerprint)
  const { splits, ...described } = loaded
  const places = placesOf(options, splits.test.length)
  const { predictions, ...again } = await trainAgain(definition, record, loaded, { ...options, places })
  return {
    trial: name,
    task: described,
    test: splits.test.length,
    shown: places.map((place, k) => ({ place, sequence: splits.test[place], ...predictions[k] })),
    recorded: { weights: outcome.weights, test: outcome.test, arithmetic, version },
    again,
  }
}

/** Where the new weights come from, and what their network says of the places of the test set. */
async function trainAgain(
  { seed, cells, training, tasks }: StudyDefinition,
  record: TrialRecord,
  task: LoadedTask,
  {
    places,
    traced = false,
    engine = engineFor(record.arithmetic),
    signal,
    onEvent,
  }: ShowingOptions & { places: readonly number[] },
): Promise<Origin & { predictions: readonly Prediction[] }> {
  const thread = await startThread({
    engine,
    rules: training,
    cells: { [record.cell]: record.equations ?? cells[record.cell] },
    tasks: { [record.task]: { task, naiveBaseline: tasks[record.task].naiveBaseline } },
    watched: onEvent !== undefined,
    shown: places,
    traced,
  })
  const stop = () => void thread.stop()
  signal?.addEventListener('abort', stop)
  try {
    const trial = trialWith(seed, record)
    onEvent?.({ type: 'started', worker: 1, trial, of: training.epochs })
    const answer = await thread.train(trial, {
      onEpoch: (epoch) => onEvent?.({ type: 'epoch', worker: 1, trial, of: training.epochs, ...epoch }),
    })
    signal?.throwIfAborted()
    if (!('outcome' in answer) || answer.outcome.kind === 'failed')
      throw new Error(
        `${trialName(record)} could not be trained again${'reason' in answer ? `: ${answer.reason}` : ''}`,
      )
    const { weights, test } = answer.outcome
    return { weights, test, arithmetic: thread.arithmetic, version: codeVersion(), predictions: answer.predictions! }
  } finally {
    signal?.removeEventListener('abort', stop)
    await thread.stop()
  }
}

function checkData({ name, fingerprint }: LoadedTask, expected: string): void {
  if (fingerprint === expected) return
  throw new InputError(
    `the data of task ${name} are not those of the study (fingerprint ${fingerprint.slice(0, 12)}, not ${expected.slice(0, 12)}): point --data at the same`,
  )
}

/** The engine that computes with this arithmetic, as in `wasm float32 plain`; the usual one if none does here. */
function engineFor(arithmetic: string): EngineName {
  const fits = (name: EngineName) => {
    const engine = engineNamed(name)
    return `${engine.name} ${engine.arithmetic}` === arithmetic
  }
  return (Object.keys(engines) as EngineName[]).find(fits) ?? 'wasm'
}

/** Places of `of`: the one asked for, or so many as evenly spread as can be; chosen by place, never by result. */
function placesOf(which: Which, of: number): number[] {
  if ('place' in which) {
    if (which.place < of) return [which.place]
    throw new InputError(`there are ${of} test sequences, no sequence ${which.place + 1}`)
  }
  const most = Math.min(which.count, of)
  return Array.from({ length: most }, (_, k) => Math.floor(((k + 0.5) * of) / most))
}
