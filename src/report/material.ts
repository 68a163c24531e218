import type { Findings } from '../analysis/findings.ts'
import type { TrialReadings } from '../analysis/readings.ts'
import type { TrialRecord } from '../store/store.ts'
import type { StudyDefinition } from '../study/definition.ts'

/** All that sections are made from. */
export interface Material {
  readonly definition: StudyDefinition
  readonly trials: readonly TrialRecord[]
  readonly findings: Findings
  /** What networks read, where it was asked for. */
  readonly examples?: readonly TrialReadings[]
}

export interface Section {
  readonly title: string
  /** HTML; empty where there is nothing to say. */
  readonly render: (material: Material) => string
}
