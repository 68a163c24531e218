import type { Cell } from '../cell/cell.ts'
import type { CellTemplate } from '../cell/template.ts'
import type { Task } from '../task/task.ts'
import type { Settings, Space } from './space.ts'

/**
 * What is compared, on what, over which ranges. `trials` and the lists of cells and tasks may grow without changing what a study
 * has; its name, seed, ranges and training rules are what it is.
 */
export interface Study {
  readonly name: string
  /** One sentence for reports. */
  readonly question: string
  readonly seed: number
  readonly tasks: readonly Task[]
  readonly cells: Readonly<Record<string, StudyCell>>
  /** The cell that the others are compared with. */
  readonly baseline: string
  /** Trials a pair of task and cell. */
  readonly trials: number
  /** The ranges by the names of the hyperparameters (`odyssey list hyperparameters`): those without a default at least. */
  readonly space: Space
  /** Ranges that replace or join the others on one task. */
  readonly spaceOf?: Readonly<Record<string, Space>>
  /**
   * Whose settings trial n has: each pair draws its own (as in the paper), or all cells of a task share those drawn once for number n.
   * Common settings make the trials of two cells pairs, so that a difference between cells is not a difference of luck with settings.
   */
  readonly settings?: 'independent' | 'common'
  /** Settings to train instead of drawn ones, by cell: trial n takes the n-th, and after the last it begins again with other weights and noise. */
  readonly fixedSettings?: Readonly<Record<string, readonly Settings[]>>
  /** What `fixedSettings` was called before: still read, and never beside it. */
  readonly given?: Readonly<Record<string, readonly Settings[]>>
  readonly training: TrainingRules
  /** The share of trials that are called best, selected by validation; 0.1 as in the paper. */
  readonly best: number
}

/** The fixed settings of a study, under either of their names. */
export function fixedSettingsOf({
  fixedSettings,
  given,
}: Pick<Study, 'fixedSettings' | 'given'>): Study['fixedSettings'] {
  return fixedSettings ?? given
}

/** Equations, or an LSTM whose ablations the study's settings may choose. */
export type StudyCell = Cell | CellTemplate

export interface TrainingRules {
  /** At most this many epochs; 150 in the paper, unverified. */
  readonly epochs: number
  /** Stop after so many epochs without a better validation result; 15 in the paper, unverified. */
  readonly patience: number
}
