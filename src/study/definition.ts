import type { Cell } from '../cell/cell.ts'
import type { LstmOptions } from '../cell/lstm.ts'
import type { MetricName } from '../task/metric.ts'
import type { LoadedTask } from '../task/task.ts'
import type { Space } from './space.ts'
import type { Study, TrainingRules } from './study.ts'

/** A study as plain JSON: what a store keeps of it, enough to read its results without the file it came from. */
export interface StudyDefinition {
  readonly name: string
  readonly question: string
  readonly seed: number
  readonly baseline: string
  readonly trials: number
  readonly best: number
  readonly training: TrainingRules
  readonly space: Space
  readonly spaceOf: Readonly<Record<string, Space>>
  readonly tasks: Readonly<Record<string, TaskDefinition>>
  readonly cells: Readonly<Record<string, Cell | { readonly lstm: LstmOptions }>>
}

export interface TaskDefinition {
  readonly question: string
  readonly source: string
  readonly inputs: number
  readonly outputs: number
  readonly directions: 1 | 2
  readonly loss: string
  readonly metric: MetricName
  /** Metric of the predictor that knows only how often each target occurs. */
  readonly trivial: { readonly validation: number; readonly test: number }
  /** SHA-256 of the data. */
  readonly fingerprint: string
  /** Sequences in training, validation and test. */
  readonly sizes: readonly [number, number, number]
}

export type { LoadedTask, Study }
