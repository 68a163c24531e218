import { type MetricName, metrics } from '../metric.ts'
import { type Baseline, baselinesOf } from './baselines/baselines.ts'
import { type Check, checksOf } from './checks.ts'
import type { OwnData, ReadingNote } from './data.ts'
import type { Input } from './inputs.ts'
import type { AskingOptions, Layout, Question } from './options.ts'
import { prepare } from './prepare.ts'
import type { SplitPieces } from './split.ts'
import type { ColumnRole, Understood } from './understand.ts'

/** What was understood of a user's sequences, as plain data. */
export interface Inspection {
  readonly data: string
  readonly layout: Layout
  readonly sequences: number
  /** Steps of the shortest, the median and the longest sequence, and of all together. */
  readonly steps: { readonly least: number; readonly median: number; readonly most: number; readonly all: number }
  readonly question: Question
  readonly given: Understood['given']
  readonly columns: readonly ColumnRole[]
  readonly inputs: readonly Input[]
  readonly outputs: number
  /** What each output stands for, where outputs have names. */
  readonly symbols?: readonly string[]
  readonly metric: MetricName
  readonly unit: string
  readonly horizon?: number
  readonly season?: number
  readonly split: Pick<SplitPieces, 'by' | 'window' | 'gap' | 'taken'> & {
    readonly seed: number
    readonly training: number
    readonly validation: number
    readonly test: number
  }
  readonly notes: readonly ReadingNote[]
  readonly checks: readonly Check[]
  readonly baselines: readonly Baseline[]
}

/** Prepares sequences as a task would, and tells what was found in them and what simple predictors come to. */
export function inspect(data: OwnData, options: AskingOptions = {}): Inspection {
  const prepared = prepare(data, options)
  const { understood, inputs, outputs, symbols, metric, splits, pieces, horizon, season } = prepared
  const { by, window, gap, taken } = pieces
  const sorted = data.lengths.slice().sort()
  return {
    data: data.name,
    layout: data.layout,
    sequences: sorted.length,
    steps: {
      least: sorted[0],
      median: sorted[Math.floor(sorted.length / 2)],
      most: sorted[sorted.length - 1],
      all: sorted.reduce((sum, length) => sum + length, 0),
    },
    question: understood.question,
    given: understood.given,
    columns: understood.columns,
    inputs,
    outputs,
    ...(symbols && { symbols }),
    metric,
    unit: metrics[metric].unit,
    ...(understood.question === 'forecast' && { horizon }),
    ...(season !== undefined && { season }),
    split: {
      by,
      ...(window !== undefined && { window }),
      ...(gap !== undefined && { gap }),
      ...(taken && { taken }),
      seed: options.seed ?? 0,
      training: splits.training.length,
      validation: splits.validation.length,
      test: splits.test.length,
    },
    notes: data.notes,
    checks: checksOf(prepared),
    baselines: baselinesOf(prepared),
  }
}
