import type { Checkpoint } from '../store/checkpoints.ts'
import type { Trial } from '../study/trial.ts'
import type { Epoch } from '../train/train.ts'
import type { Answer, Thread, Unanswered } from './thread.ts'

/** How a pool hands trials out, and whom it tells. Workers are numbered from 1. */
export interface PoolOptions {
  readonly workers: number
  readonly start: () => Promise<Thread>
  /** Stops the pool and its threads at once. */
  readonly signal: AbortSignal
  readonly onStart: (worker: number, trial: Trial) => void
  readonly onEpoch: (worker: number, trial: Trial, epoch: Epoch) => void
  /** Where the training of a trial was interrupted, if it was, given the arithmetic that would go on with it. */
  readonly from?: (trial: Trial, arithmetic: string) => Checkpoint | undefined
  readonly onCheckpoint?: (trial: Trial, checkpoint: Checkpoint, arithmetic: string) => void
  /** A trial failed once and is tried again. */
  readonly onRetry: (worker: number, trial: Trial, reason: string) => void
  /** The machine failed a trial twice: it has no answer, and is for another run. */
  readonly onOpen: (worker: number, trial: Trial, reason: string) => void
  /** A trial was answered; the worker's next one waits until this is over. */
  readonly onAnswer: (worker: number, trial: Trial, answer: Answer, arithmetic: string) => Promise<void>
}

/** So many trials in a row that the machine fails are no accident: there is no use in asking it for more. */
const ENOUGH = 8

/**
 * Hands trials in order to so many threads, one each at a time, until there are no more, the signal says stop, or the machine has
 * failed several in a row. Nothing is kept of a trial once it was answered. An error of the caller's, or a thread that cannot
 * start, stops all of it.
 */
export async function runPool(trials: Iterator<Trial>, options: PoolOptions): Promise<void> {
  const trouble = new AbortController()
  const signal = AbortSignal.any([options.signal, trouble.signal])
  let openInRow = 0
  const onOpen: PoolOptions['onOpen'] = (...open) => {
    options.onOpen(...open)
    openInRow++
    if (openInRow === ENOUGH) trouble.abort()
  }
  const onAnswer: PoolOptions['onAnswer'] = (...answer) => {
    openInRow = 0
    return options.onAnswer(...answer)
  }
  const workers = Array.from({ length: options.workers }, (_, k) =>
    workThrough(trials, k + 1, { ...options, signal, onOpen, onAnswer }).catch((error: unknown) => {
      trouble.abort()
      throw error
    }),
  )
  const ends = await Promise.allSettled(workers)
  const failed = ends.find((end) => end.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}

async function workThrough(trials: Iterator<Trial>, worker: number, options: PoolOptions): Promise<void> {
  const { signal, start, onStart, onEpoch, onRetry, onOpen, onAnswer } = options
  let thread: Thread | undefined
  let fault: { readonly error: unknown } | undefined // of a checkpoint that could not be kept
  const stop = () => void thread?.stop()
  signal.addEventListener('abort', stop)

  /** A trial's answer; undefined where the signal came first. */
  async function answerTo(trial: Trial): Promise<Answer | undefined> {
    for (let attempt = 1; ; attempt++) {
      if (thread === undefined || !thread.alive()) thread = await start()
      if (signal.aborted) return undefined
      const { arithmetic } = thread
      const from = options.from?.(trial, arithmetic)
      const answer = await thread.train(trial, {
        ...(from && { from }),
        onEpoch: (epoch) => onEpoch(worker, trial, epoch),
        onCheckpoint: (checkpoint) => {
          try {
            options.onCheckpoint?.(trial, checkpoint, arithmetic)
          } catch (error) {
            fault ??= { error }
            stop()
          }
        },
      })
      if (fault !== undefined) throw fault.error
      if ('outcome' in answer) return answer
      if (signal.aborted) return undefined
      if (answer.blame === 'machine') await thread.stop() // and gives its memory back
      if (attempt === 2) return answer
      onRetry(worker, trial, answer.reason)
    }
  }

  try {
    while (!signal.aborted) {
      const { value: trial, done } = trials.next()
      if (done) return
      onStart(worker, trial)
      const answer = await answerTo(trial)
      if (answer === undefined) return
      if (isOpen(answer)) onOpen(worker, trial, answer.reason)
      else await onAnswer(worker, trial, answer, thread?.arithmetic ?? '')
    }
  } finally {
    signal.removeEventListener('abort', stop)
    await thread?.stop()
  }
}

const isOpen = (answer: Answer): answer is Unanswered => 'blame' in answer && answer.blame === 'machine'
