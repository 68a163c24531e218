/** What a worker thread runs: it trains the trials it is told of, one at a time, and says what came of each. */
import { flushCompileCache } from 'node:module'
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import type { Program, Sequence, Trace } from '../engine/engine.ts'
import { engineNamed } from '../engine/engines.ts'
import type { Checkpoint } from '../store/checkpoints.ts'
import type { NaiveBaseline } from '../study/definition.ts'
import type { StudyCell, TrainingRules } from '../study/study.ts'
import type { Trial } from '../study/trial.ts'
import type { LoadedTask } from '../task/task.ts'
import type { Outcome } from '../train/outcome.ts'
import type { Epoch, TrainingState } from '../train/train.ts'
import { trained } from './evaluate.ts'
import { type Blame, blameFor } from './machine.ts'

/** What every thread of a run is given: plain data, the sequences in memory that all share. */
export interface WorkerData {
  readonly engine: string
  readonly rules: TrainingRules
  readonly cells: Readonly<Record<string, StudyCell>>
  readonly tasks: Readonly<Record<string, { readonly task: LoadedTask; readonly naiveBaseline: NaiveBaseline }>>
  /** Whether someone wants to hear of epochs. */
  readonly watched: boolean
  /** Places of test sequences: what the trained network says of each is sent with the outcome. */
  readonly shown?: readonly number[]
  /** After so many seconds of a training its state is sent, and again after as many; never unless given. */
  readonly checkpointSeconds?: number
  /** Whether every named value of these sequences is sent, too. */
  readonly traced?: boolean
}

/** What a network says of a sequence: its logits, steps × outputs, and its named values if they were asked for. */
export interface Prediction {
  readonly logits: Float32Array
  readonly trace?: Trace
}

/** What a thread is told: a trial to train, from where it was interrupted if it was, or to end when it has none. */
export type WorkerRequest = (Trial & { readonly from?: Checkpoint }) | 'end'

/** What a thread says: first that it is ready, then, for each trial it is sent, any number of epochs and checkpoints, and one outcome or error. */
export type WorkerMessage =
  | { readonly type: 'ready'; readonly arithmetic: string }
  | { readonly type: 'epoch'; readonly epoch: Epoch }
  | { readonly type: 'checkpoint'; readonly checkpoint: Checkpoint }
  | {
      readonly type: 'outcome'
      readonly outcome: Outcome
      readonly seconds: number
      readonly predictions?: readonly Prediction[]
    }
  | { readonly type: 'error'; readonly reason: string; readonly blame: Blame }

if (parentPort !== null) answerTrials(parentPort, workerData as WorkerData)

function answerTrials(port: MessagePort, { engine: name, ...data }: WorkerData): void {
  const { rules, cells, tasks, watched, shown, traced = false, checkpointSeconds } = data
  const engine = engineNamed(name)
  const send = (message: WorkerMessage) => port.postMessage(message)
  let instead: Program | undefined // the last trial's
  port.on('message', (trial: WorkerRequest) => {
    if (trial === 'end') return port.close()
    const { from } = trial
    const spent = clock(from?.seconds)
    const isDue = everySoOften(checkpointSeconds)
    try {
      const context = {
        ...tasks[trial.task],
        cell: cells[trial.cell],
        rules,
        engine,
        ...(instead && { instead }),
        ...(from && { from: from.state }),
        onEpoch: (epoch: Epoch, state: () => TrainingState) => {
          if (watched) send({ type: 'epoch', epoch })
          if (isDue()) send({ type: 'checkpoint', checkpoint: { state: state(), seconds: spent() } })
        },
      }
      const { outcome, program } = trained(trial, context)
      instead = program
      const seconds = spent()
      const { test } = tasks[trial.task].task.splits
      const predictions = shown?.map((place) => predictionOf(program, test[place], { traced }))
      send({ type: 'outcome', outcome, seconds, ...(predictions && { predictions }) })
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      send({ type: 'error', reason, blame: blameFor(error) })
    }
  })
  send({ type: 'ready', arithmetic: `${engine.name} ${engine.arithmetic}` })
  flushCompileCache() // a thread that is ended in the middle of a trial writes nothing
}

/** Processor time of this thread from now on, and what was spent before, in seconds. */
function clock(before = 0): () => number {
  const start = process.threadCpuUsage()
  return () => {
    const { user, system } = process.threadCpuUsage(start)
    return before + (user + system) / 1e6
  }
}

/** Whether so many seconds have passed since it last was so, or since the start; never without any. */
function everySoOften(seconds = Number.POSITIVE_INFINITY): () => boolean {
  let last = performance.now()
  return () => {
    if (performance.now() - last < 1000 * seconds) return false
    last = performance.now()
    return true
  }
}

function predictionOf(program: Program, sequence: Sequence, { traced }: { traced: boolean }): Prediction {
  program.evaluate([sequence])
  const logits = Float32Array.from(program.logits())
  return { logits, ...(traced && { trace: program.trace(sequence.inputs) }) }
}
