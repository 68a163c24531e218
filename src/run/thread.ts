import { setTimeout } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { Checkpoint } from '../store/checkpoints.ts'
import type { Trial } from '../study/trial.ts'
import type { Outcome } from '../train/outcome.ts'
import type { Epoch } from '../train/train.ts'
import { type Blame, MachineError } from './machine.ts'
import type { Prediction, WorkerData, WorkerMessage, WorkerRequest } from './worker.ts'

/** What a thread made of a trial: an outcome, or the reason why there is none and whose fault that is. */
export type Answer =
  | { readonly outcome: Outcome; readonly seconds: number; readonly predictions?: readonly Prediction[] }
  | Unanswered

export interface Unanswered {
  readonly reason: string
  readonly blame: Blame
}

/** How a training begins, and who watches it. */
export interface TrainingOptions {
  /** Where it was interrupted; from the beginning unless given. */
  readonly from?: Checkpoint
  readonly onEpoch?: (epoch: Epoch) => void
  readonly onCheckpoint?: (checkpoint: Checkpoint) => void
}

/** A worker thread, ready to train. */
export interface Thread {
  /** Engine and arithmetic, as in `wasm float32 relaxed`. */
  readonly arithmetic: string
  /** False once it has ended, for whatever reason. */
  alive(): boolean
  /** Trains one trial; one at a time. A thread that ends meanwhile answers with the reason; that is the machine's fault. */
  train(trial: Trial, options?: TrainingOptions): Promise<Answer>
  /** Ends it: in the middle of a trial at once, otherwise by itself. */
  stop(): Promise<void>
}

/** Source or compiled, the worker lies beside this file with the same ending. */
export const workerEntry = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url)

/** Milliseconds that a thread without a trial has to end by itself. */
const GRACE = 1000

/** A new thread. It fails if the thread ends before it is ready, which is no trial's fault. */
export function startThread(data: WorkerData, entry: URL = workerEntry): Promise<Thread> {
  const worker = new Worker(entry, { workerData: data })
  let reason: string | undefined
  let alive = true
  let answer: ((answer: Answer) => void) | undefined
  let watch: TrainingOptions = {}
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  const ask = (request: WorkerRequest) => worker.postMessage(request)

  const end = async () => {
    if (alive && answer === undefined) {
      ask('end')
      await Promise.race([exited, setTimeout(GRACE, undefined, { ref: false })])
    }
    await worker.terminate()
  }
  let ended: Promise<void> | undefined
  const settle = (given: Answer) => {
    const waiting = answer
    answer = undefined
    watch = {}
    waiting?.(given)
  }
  const thread = (arithmetic: string): Thread => ({
    arithmetic,
    alive: () => alive,
    train: (trial, { from, ...watchers } = {}) =>
      new Promise((resolve) => {
        if (!alive) return resolve({ reason: reason ?? 'the worker thread has ended', blame: 'machine' })
        answer = resolve
        watch = watchers
        ask({ ...trial, ...(from && { from }) })
      }),
    stop: () => {
      ended ??= end()
      return ended
    },
  })

  return new Promise((ready, fail) => {
    worker.on('message', (message: WorkerMessage) => {
      if (message.type === 'ready') ready(thread(message.arithmetic))
      else if (message.type === 'epoch') watch.onEpoch?.(message.epoch)
      else if (message.type === 'checkpoint') watch.onCheckpoint?.(message.checkpoint)
      else settle(message)
    })
    worker.on('error', (error: unknown) => {
      reason = error instanceof Error ? error.message : String(error)
    })
    worker.on('exit', (code) => {
      alive = false
      reason ??= `the worker thread ended with exit code ${code}`
      fail(new MachineError(`a worker thread could not start: ${reason}`))
      settle({ reason, blame: 'machine' })
    })
  })
}
