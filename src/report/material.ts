import type { TrialDecodings } from '../findings/decodings.ts'
import type { Findings } from '../findings/findings.ts'
import type { StudyDefinition } from '../study/definition.ts'

/** All that sections are made from. */
export interface Material {
  readonly definition: StudyDefinition
  readonly findings: Findings
  /** What networks predict, where it was asked for. */
  readonly examples?: readonly TrialDecodings[]
}
