import { type Block, heading, list } from '../blocks/block.ts'
import type { Material } from '../material.ts'
import { caveatsText } from '../words/caveats.ts'
import { headline, sentencesOn } from '../words/verdict.ts'

/** The verdict in sentences, and what to bear in mind. */
export function verdict({ findings }: Material): Block[] {
  const { tasks } = findings.verdict
  const caveats = caveatsText(findings)
  return [
    { kind: 'lead', text: headline(findings) },
    ...tasks.flatMap((found) => [
      ...(tasks.length > 1 ? [heading(`${found.task}-verdict`, found.task)] : []),
      ...list(sentencesOn(found, findings)),
    ]),
    ...(caveats.length === 0 ? [] : [heading('caveats', 'To bear in mind'), ...list(caveats, 'notes')]),
  ]
}
