/** What a worker thread runs: it trains the trials it is told of, one at a time, and says what came of each. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { engineNamed } from '../engine/engines.ts'
import type { Trivial } from '../study/definition.ts'
import type { StudyCell, TrainingRules } from '../study/study.ts'
import type { Trial } from '../study/trial.ts'
import type { LoadedTask } from '../task/task.ts'
import type { Outcome } from '../train/outcome.ts'
import type { Epoch } from '../train/train.ts'
import { evaluate } from './evaluate.ts'

/** What every thread of a run is given: plain data, the sequences in memory that all share. */
export interface WorkerData {
  readonly engine: string
  readonly rules: TrainingRules
  readonly cells: Readonly<Record<string, StudyCell>>
  readonly tasks: Readonly<Record<string, { readonly task: LoadedTask; readonly trivial: Trivial }>>
  /** Whether someone wants to hear of epochs. */
  readonly watched: boolean
}

/** What a thread says: first that it is ready, then, for each trial it is sent, any number of epochs and one outcome or error. */
export type WorkerMessage =
  | { readonly type: 'ready'; readonly arithmetic: string }
  | { readonly type: 'epoch'; readonly epoch: Epoch }
  | { readonly type: 'outcome'; readonly outcome: Outcome; readonly seconds: number }
  | { readonly type: 'error'; readonly reason: string }

if (parentPort !== null) answerTrials(parentPort, workerData as WorkerData)

function answerTrials(port: MessagePort, { engine: name, rules, cells, tasks, watched }: WorkerData): void {
  const engine = engineNamed(name)
  const send = (said: WorkerMessage) => port.postMessage(said)
  const onEpoch = (epoch: Epoch) => send({ type: 'epoch', epoch })
  port.on('message', (trial: Trial) => {
    const before = process.threadCpuUsage()
    try {
      const context = { ...tasks[trial.task], cell: cells[trial.cell], rules, engine, ...(watched && { onEpoch }) }
      const outcome = evaluate(trial, context)
      const { user, system } = process.threadCpuUsage(before)
      send({ type: 'outcome', outcome, seconds: (user + system) / 1e6 })
    } catch (error) {
      send({ type: 'error', reason: error instanceof Error ? error.message : String(error) })
    }
  })
  send({ type: 'ready', arithmetic: `${engine.name} ${engine.arithmetic}` })
}
