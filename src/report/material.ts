import type { TrialReadings } from '../findings/decodings.ts'
import type { Findings } from '../findings/findings.ts'
import type { StudyDefinition } from '../study/definition.ts'
import type { TrialRecord } from '../train/record.ts'

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
