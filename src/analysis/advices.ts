import type { TrialRecord } from '../store/store.ts'
import type { StudyDefinition } from '../study/definition.ts'
import { type Advice, adviceOn } from './advice.ts'
import type { Importances } from './importances.ts'
import { pairsOf } from './pairs.ts'
import type { Measure } from './wording.ts'

/** Advice for each cell on one task. */
export interface TaskAdvice {
  readonly task: string
  /** Of test results. */
  readonly measure: Measure
  readonly cells: readonly CellAdvice[]
}

export interface CellAdvice {
  readonly cell: string
  readonly advice: Advice
}

/** Advice for every cell whose results were explained: the best trials are selected by validation, results are those on test. */
export function advices(
  definition: StudyDefinition,
  trials: readonly TrialRecord[],
  importances: Importances,
): TaskAdvice[] {
  const pairs = pairsOf(definition, trials)
  return importances.tasks.flatMap(({ task, measure, cells }) => {
    if (cells.length === 0) return []
    const space = { ...definition.space, ...definition.spaceOf[task] }
    const settings = Object.entries(space).map(([name, range]) => ({ name, range }))
    const advised = cells.map(({ cell, error }): CellAdvice => {
      const { trained } = pairs.find((pair) => pair.task === task && pair.cell === cell)!
      const points = trained.map((trial) => trial.settings)
      const target = trained.map(({ outcome }) => outcome.test)
      const selection = trained.map(({ outcome }) => outcome.validation)
      return {
        cell,
        advice: adviceOn({ settings, points, target }, error.marginals, { selection, share: definition.best }),
      }
    })
    return [{ task, measure, cells: advised }]
  })
}
