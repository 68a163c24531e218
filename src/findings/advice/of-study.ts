import type { StudyDefinition } from '../../study/definition.ts'
import type { Measure } from '../../task/measure.ts'
import { asColumns, settingsOn, testOf } from '../columns.ts'
import { meansNothing } from '../importance/importance.ts'
import type { Importances } from '../importance/of-study.ts'
import type { Pair } from '../pairs.ts'
import { type Advice, adviceOn } from './advice.ts'

/** Advice for each cell on one task. */
export interface TaskAdvice {
  readonly task: string
  /** Of test results. */
  readonly measure: Measure
  readonly cells: readonly CellAdvice[]
}

export interface CellAdvice {
  readonly cell: string
  /** Without settings where their marginals mean nothing. */
  readonly advice: Advice
  readonly meansNothing?: true
}

/** Advice for every cell whose results were explained: the best trials are selected by validation, results are those on test. */
export function advices(definition: StudyDefinition, pairs: readonly Pair[], { tasks }: Importances): TaskAdvice[] {
  return tasks.flatMap(({ task, measure, cells }) => {
    if (cells.length === 0) return []
    const settings = settingsOn(definition, task)
    const advised = cells.map(({ cell, error }): CellAdvice => {
      const { trained } = pairs.find((pair) => pair.task === task && pair.cell === cell)!
      const selection = trained.map(({ outcome }) => outcome.validation)
      const marginals = meansNothing(error) ? [] : error.marginals
      return {
        cell,
        advice: adviceOn(asColumns(settings, trained, testOf), marginals, { selection, share: definition.best }),
        ...(meansNothing(error) && { meansNothing: true }),
      }
    })
    return [{ task, measure, cells: advised }]
  })
}
