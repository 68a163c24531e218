import { median } from '../math/statistics.ts'
import type { StudyDefinition } from '../study/definition.ts'
import { type Measure, measureOf } from '../task/measure.ts'
import { byValidation } from './best.ts'
import type { Pair } from './pairs.ts'

/** How the best trial of each cell learned one task. */
export interface Curves {
  readonly task: string
  readonly measure: Measure
  /** What the naive baseline reaches on validation. */
  readonly naiveBaseline: number
  readonly cells: readonly CellCurve[]
}

export interface CellCurve {
  readonly cell: string
  readonly number: number
  /** From 1; 0 where divergence left none. */
  readonly bestEpoch: number
  readonly best: number
  /** Result on validation after each epoch. */
  readonly validation: readonly number[]
  /** Training loss a counted step in each epoch. */
  readonly training: readonly number[]
}

/** The learning curves of the best trial of every pair, by task. Tasks without a trial are left out. */
export function curves(definition: StudyDefinition, pairs: readonly Pair[]): Curves[] {
  return Object.entries(definition.tasks).flatMap(([task, { metric, naiveBaseline }]) => {
    const cells = pairs.flatMap((pair): CellCurve[] => {
      const [first] = pair.task === task ? byValidation(pair.trained) : []
      if (first === undefined || first.outcome.curve.validation.length === 0) return []
      const { bestEpoch, validation: best, curve } = first.outcome
      return [{ cell: pair.cell, number: first.number, bestEpoch, best, ...curve }]
    })
    if (cells.length === 0) return []
    const measure = measureOf(metric, [median(cells.map(({ best }) => best))])
    return [{ task, measure, naiveBaseline: naiveBaseline.validation, cells }]
  })
}
