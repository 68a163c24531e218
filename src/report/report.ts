import type { TrialDecodings } from '../findings/decodings.ts'
import { type Findings, findingsOf } from '../findings/findings.ts'
import { counted } from '../math/text.ts'
import type { StudyDefinition } from '../study/definition.ts'
import type { TrialRecord } from '../train/record.ts'
import { type Page, pageHtml } from './page.ts'
import { type SectionId, sectionsOf } from './sections.ts'

/** What a study found, as one self-contained HTML page: no script, nothing from elsewhere, in light, in dark and on paper. */
export function report(
  definition: StudyDefinition,
  trials: readonly TrialRecord[],
  findings: Findings = findingsOf(definition, trials),
): string {
  return pageHtml(reportOf(definition, findings))
}

/** The same as sections of blocks, before it is HTML. */
export function reportOf(
  definition: StudyDefinition,
  findings: Findings,
  examples: readonly TrialDecodings[] = [],
): Page<SectionId> {
  const { counts, tasks } = findings.overview
  return {
    name: definition.name,
    kind: 'A study by Odyssey',
    heading: definition.question,
    facts: [
      `study ${definition.name}`,
      `on ${Object.keys(definition.tasks).join(', ')}`,
      Object.keys(definition.cells).join(', '),
      counted(counts.completed + counts.diverged + counts.failed, 'trial'),
      ...tasks.map(({ task, source }) => `${task}: ${source}`),
    ],
    sections: sectionsOf({ definition, findings, examples }),
  }
}
