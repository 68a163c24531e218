import type { TrialReadings } from '../findings/decodings.ts'
import { type Findings, findingsOf } from '../findings/findings.ts'
import { counted } from '../math/text.ts'
import type { StudyDefinition } from '../study/definition.ts'
import type { TrialRecord } from '../train/record.ts'
import type { Material } from './material.ts'
import { page } from './page.ts'
import { sections } from './sections.ts'

/** What a study found, as one self-contained HTML page: no script, nothing from elsewhere, in light, in dark and on paper. */
export function report(
  definition: StudyDefinition,
  trials: readonly TrialRecord[],
  findings: Findings = findingsOf(definition, trials),
  examples: readonly TrialReadings[] = [],
): string {
  const material: Material = { definition, trials, findings, examples }
  return page({
    name: definition.name,
    kind: 'A study by Odyssey',
    heading: definition.question,
    facts: [
      `study ${definition.name}`,
      `on ${Object.keys(definition.tasks).join(', ')}`,
      Object.keys(definition.cells).join(', '),
      counted(trials.length, 'trial'),
      ...findings.overview.tasks.map(({ task, source }) => `${task}: ${source}`),
    ],
    sections: sections.map(({ title, render }) => ({ title, html: render(material) })),
  })
}
