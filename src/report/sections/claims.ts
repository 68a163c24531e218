import type { Comparison } from '../../findings/comparison.ts'
import type { JudgedClaim } from '../../findings/paper/judgement.ts'
import { type Block, heading, names, note, prose, table, text } from '../blocks/block.ts'
import type { Material } from '../material.ts'
import { ABOUT, claimText, countsText, evidenceText, noneJudgedText } from '../words/claims.ts'

const MARKS = { reproduced: '✓', contradicted: '✗', undecided: '?', 'not judged': '–' } as const

/** What Greff et al. (2017) report of the tasks of the study, and what the study says of it. */
export function claims({ findings }: Material): Block[] {
  const tasks = Map.groupBy(findings.claims, ({ task }) => task)
  if (tasks.size === 0) return []
  const judged = [...tasks].flatMap(([task, own]) => [
    heading(`${task}-claims`, task),
    ...claimsOn(own, findings.comparisons.find((one) => one.task === task)!),
  ])
  return [...judged, note(ABOUT)]
}

function claimsOn(judged: readonly JudgedClaim[], comparison: Comparison): Block[] {
  const none = noneJudgedText(judged, comparison)
  if (none !== undefined) return [text(none)]
  const rows = judged.map((claim) => [
    claimText(claim),
    `${MARKS[claim.status]} ${claim.status}`,
    claim.byWelch === undefined ? '' : claim.byWelch ? '✓' : '✗',
    claim.source,
    evidenceText(claim, comparison),
  ])
  const columns = [...prose('claim'), ...names('here', 'by Welch', 'source'), ...prose('numbers')]
  return [text(countsText(judged, comparison)), table(`${judged[0].task}-judged`, columns, rows)]
}
