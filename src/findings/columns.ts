import type { Ranged, Trials } from '../fanova/columns.ts'
import type { StudyDefinition } from '../study/definition.ts'
import { spaceFor } from '../study/trial.ts'
import type { TrainedTrial } from './pairs.ts'

/** The settings of a study on one task, with their ranges. */
export function settingsOn(definition: StudyDefinition, task: string): Ranged[] {
  return Object.entries(spaceFor(definition, task)).map(([name, range]) => ({ name, range }))
}

/** Trials as columns: what was set, and of each the result that is to be explained. */
export function asColumns(
  settings: readonly Ranged[],
  trained: readonly TrainedTrial[],
  resultOf: (trial: TrainedTrial) => number,
): Trials {
  return { settings, points: trained.map((trial) => trial.settings), target: trained.map(resultOf) }
}

export const testOf = ({ outcome }: TrainedTrial) => outcome.test
