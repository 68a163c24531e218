import { availableParallelism } from 'node:os'
import { equationsOf, isTemplate } from '../cell/template.ts'
import { type EngineName, engineNamed } from '../engine/engines.ts'
import { checkWhole } from '../math/whole-number.ts'
import { lockForRun, type RunLock } from '../store/lock.ts'
import { openStore } from '../store/open.ts'
import { checkStoreName } from '../store/place.ts'
import type { Store } from '../store/store.ts'
import { checkStudy } from '../study/check.ts'
import { define, type Measured, type NaiveBaseline } from '../study/definition.ts'
import type { Study } from '../study/study.ts'
import { type Trial, trialName, trialsOf } from '../study/trial.ts'
import { loadTask } from '../task/load.ts'
import { naiveBaseline, testSequencesOf } from '../task/naive-baseline.ts'
import type { LoadedTask, LoadProgress, Task } from '../task/task.ts'
import type { TrialRecord, TrialSummary } from '../train/record.ts'
import type { Epoch } from '../train/train.ts'
import { forecast, type Untimed } from './forecast.ts'
import { keeperOf } from './keeper.ts'
import { runPool } from './pool.ts'
import { type Progress, type Tally, tallyOf } from './progress.ts'
import { type Answer, startThread, workerEntry } from './thread.ts'
import { codeVersion } from './version.ts'
import type { WorkerData } from './worker.ts'

export interface RunOptions {
  /** Where finished trials are kept: a SQLite file, or a store that the caller opens and closes and that no other run uses. */
  readonly store: string | Store
  /** Threads; as many as the machine has processors unless given. */
  readonly workers?: number
  readonly engine?: EngineName
  /** The folder or file that holds the data of tasks which have some. */
  readonly data?: string
  /** A folder that keeps what is slow to compute from the data, made where it is needed. */
  readonly cache?: string
  /** What the machine is called in the trials it trains; nothing unless given, so that results can be shown to anyone. */
  readonly hostName?: string
  /**
   * The state of a training is kept after so many seconds, and again after as many, in a folder beside the store: a run that was
   * killed goes on from there. Only with a store that is a file; never unless given.
   */
  readonly checkpointSeconds?: number
  readonly onEvent?: (event: RunEvent) => void
  /**
   * Stops the run at once; what has finished is kept, and the same call goes on from there. While data are still being read the
   * run fails with the signal's reason.
   */
  readonly signal?: AbortSignal
  /** Another script for the worker threads to run, which keeps to the messages of `worker.ts`. */
  readonly workerEntry?: URL
}

/** What can be watched while a study runs. Workers are numbered from 1. */
export type RunEvent =
  /** Files of a task's data are being read. */
  | ({ readonly type: 'loading'; readonly task: string } & LoadProgress)
  /**
   * The data are loaded and the study is registered; trials finished earlier are counted. The time left is known from them, and for
   * a run of more than an hour from measured updates: as if every trial of a pair that has none trained all epochs.
   */
  | { readonly type: 'ready'; readonly study: string; readonly workers: number; readonly progress: Progress }
  | { readonly type: 'started'; readonly worker: number; readonly trial: Trial; readonly of: number }
  /** An epoch, `of` at most so many, with its training loss and validation result, and the best so far. */
  | ({ readonly type: 'epoch'; readonly worker: number; readonly trial: Trial; readonly of: number } & Epoch)
  | { readonly type: 'retry'; readonly worker: number; readonly trial: Trial; readonly reason: string }
  /** The machine failed the trial twice: it has no outcome, and the next run trains it. */
  | { readonly type: 'open'; readonly worker: number; readonly trial: Trial; readonly reason: string }
  /** A trial has its outcome and is kept. */
  | { readonly type: 'finished'; readonly worker: number; readonly record: TrialRecord; readonly progress: Progress }

/** What a run did. */
export interface RunSummary extends Progress {
  readonly study: string
  /** Trials that this run finished. */
  readonly finished: number
  /** Trials of the study that are still to be done. */
  readonly left: number
  /** Those of them that the machine failed in this run, as where memory ran out: the next run trains them. */
  readonly open: readonly { readonly trial: string; readonly reason: string }[]
  /** Whether it was stopped before the end. */
  readonly stopped: boolean
  /** Wall-clock seconds. */
  readonly seconds: number
}

/**
 * Trains all trials of a study that its store does not have yet, over worker threads, and keeps each as it finishes. The same study
 * gives the same trials, bit for bit, with any number of workers, stopped and resumed or not.
 */
export async function runStudy(study: Study, options: RunOptions): Promise<RunSummary> {
  const { store, workers = availableParallelism(), engine = 'wasm', signal } = options
  if (typeof store === 'string') checkStoreName(store)
  checkStudy(study)
  checkWhole(workers, 'workers', 1)
  engineNamed(engine)
  const start = performance.now()
  const loaded = await loadAll(study, options)
  const summary = await withStore(store, (opened) => runIn(opened, study, loaded, { ...options, workers, engine }))
  return {
    ...summary,
    stopped: signal?.aborted === true && summary.left > 0,
    seconds: (performance.now() - start) / 1000,
  }
}

type Loaded = Readonly<Record<string, { readonly task: LoadedTask; readonly naiveBaseline: NaiveBaseline }>>

async function loadAll({ tasks }: Study, options: RunOptions): Promise<Loaded> {
  const loaded: Record<string, Loaded[string]> = {}
  for (const each of tasks) {
    const task = await loadWatched(each, options)
    loaded[each.name] = { task, naiveBaseline: naiveBaseline(task, task.splits) }
  }
  return loaded
}

/** A task with its data; who watches the run is told of every file that is read. */
export function loadWatched(
  task: Task,
  { data, cache, signal, onEvent }: Pick<RunOptions, 'data' | 'cache' | 'signal' | 'onEvent'>,
): Promise<LoadedTask> {
  return loadTask(task, {
    ...(data !== undefined && { data }),
    ...(cache !== undefined && { cache }),
    ...(signal !== undefined && { signal }),
    onProgress: (progress) => onEvent?.({ type: 'loading', task: task.name, ...progress }),
  })
}

/** Runs body with the store; one given as a path is opened, held against other runs, and closed. */
async function withStore<T>(store: string | Store, body: (store: Store) => Promise<T>): Promise<T> {
  if (typeof store !== 'string') return body(store)
  const opened = await openStore(store)
  let lock: RunLock | undefined
  try {
    lock = lockForRun(store)
    return await body(opened)
  } finally {
    // Closed before the lock goes, so that whoever runs next finds all of it in the file.
    try {
      await opened.close()
    } finally {
      lock?.release()
    }
  }
}

async function runIn(
  store: Store,
  study: Study,
  loaded: Loaded,
  options: RunOptions & { workers: number; engine: string },
) {
  const { workers, engine, hostName = '', onEvent, signal, workerEntry: entry = workerEntry } = options
  const { name, cells, training: rules } = study
  await store.register(
    define(
      study,
      Object.values(loaded).map(({ task }) => task),
      measuredOf(loaded),
    ),
  )
  const tally = tallyOf(study, workers)
  const finished = await countFinished(store, study, tally.add)
  if (onEvent !== undefined)
    tally.expect(forecast(study, untimedIn(loaded, study, tally), { engine: engineNamed(engine), workers }))
  const before = tally.progress()
  onEvent?.({ type: 'ready', study: name, workers, progress: before })

  const keeper = keeperOf(study, loaded, options)
  const { checkpointSeconds } = options
  const data: WorkerData = {
    engine,
    rules,
    cells,
    tasks: loaded,
    watched: onEvent !== undefined,
    ...(checkpointSeconds !== undefined && { checkpointSeconds }),
  }
  const version = codeVersion()
  const of = rules.epochs
  const started = new Map<number, number>()
  const open: { trial: string; reason: string }[] = []
  await runPool(unfinished(study, finished), {
    workers: Math.min(workers, before.total - before.done),
    start: () => startThread(data, entry),
    signal: signal ?? new AbortController().signal,
    onStart: (worker, trial) => {
      started.set(worker, performance.now())
      onEvent?.({ type: 'started', worker, trial, of })
    },
    ...(keeper && { from: keeper.from, onCheckpoint: keeper.onCheckpoint }),
    onEpoch: (worker, trial, epoch) => onEvent?.({ type: 'epoch', worker, trial, of, ...epoch }),
    onRetry: (worker, trial, reason) => onEvent?.({ type: 'retry', worker, trial, reason }),
    onOpen: (worker, trial, reason) => {
      open.push({ trial: trialName(trial), reason })
      onEvent?.({ type: 'open', worker, trial, reason })
    },
    onAnswer: async (worker, trial, answer, arithmetic) => {
      const by = { arithmetic, version, worker: `${hostName}#${worker}`, finished: new Date().toISOString() }
      const record = { ...recordOf(study, trial, answer), ...by }
      await store.record(name, record)
      keeper?.drop(trial)
      tally.addTimed(record, (performance.now() - started.get(worker)!) / 1000)
      onEvent?.({ type: 'finished', worker, record, progress: tally.progress() })
    },
  })
  const after = tally.progress()
  return { study: name, ...after, finished: after.done - before.done, left: after.total - after.done, open }
}

function untimedIn(loaded: Loaded, { cells }: Study, { isUntimed }: Tally): Untimed[] {
  return Object.values(loaded).flatMap(({ task }) => {
    const untimed = Object.keys(cells).filter((cell) => isUntimed(`${task.name}/${cell}`))
    return untimed.length > 0 ? [{ task, cells: untimed }] : []
  })
}

function measuredOf(loaded: Loaded): Record<string, Measured> {
  return Object.fromEntries(
    Object.entries(loaded).map(([name, { task, naiveBaseline }]) => {
      const testSequences = testSequencesOf(task, task.splits)
      return [name, { ...naiveBaseline, ...(testSequences && { testSequences }) }]
    }),
  )
}

/** The names of the study's trials that the store has; `count` is told of each. A store may hold more than a part of a study asks for. */
async function countFinished(store: Store, study: Study, count: (trial: TrialSummary) => void): Promise<Set<string>> {
  const tasks = new Set(study.tasks.map((task) => task.name))
  const names = new Set<string>()
  for await (const summaries of store.summaries(study.name)) {
    for (const trial of summaries) {
      const { task, cell, number } = trial
      if (!tasks.has(task) || !Object.hasOwn(study.cells, cell) || number >= study.trials) continue
      count(trial)
      names.add(trialName(trial))
    }
  }
  return names
}

function* unfinished(study: Study, finished: ReadonlySet<string>): Generator<Trial> {
  for (const trial of trialsOf(study)) if (!finished.has(trialName(trial))) yield trial
}

function recordOf({ cells }: Study, { task, cell, number, settings }: Trial, answer: Answer) {
  const { outcome, seconds } =
    'outcome' in answer ? answer : { outcome: { kind: 'failed' as const, reason: answer.reason }, seconds: 0 }
  const equations = isTemplate(cells[cell]) ? { equations: equationsOf(cells[cell], settings) } : {}
  return { task, cell, number, settings, outcome, ...equations, seconds }
}
