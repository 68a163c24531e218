import { counted } from '../math/text.ts'
import type { TableFindings } from '../table/findings.ts'
import { pageHtml } from './page.ts'
import { tableSections } from './sections/table.ts'

/** What a table of trials says, as one self-contained HTML page of the same kind as a study’s report. */
export function tableReport(file: string, findings: TableFindings): string {
  return pageHtml({
    name: file,
    kind: 'A table of trials, analysed by Odyssey',
    heading: `What matters for ${findings.target}?`,
    facts: [file, counted(findings.trials, 'trial'), `${findings.better} is better`],
    sections: tableSections(findings),
  })
}
