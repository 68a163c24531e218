import type { Comparison } from '../../findings/comparison.ts'
import type { Findings } from '../../findings/findings.ts'
import { grouped } from '../../math/text.ts'
import { type Block, heading, list, names, numbers, table } from '../blocks/block.ts'
import { caveatsText } from '../words/caveats.ts'
import { bare, bareProbability, intervalText, resultsText, signed } from '../words/numbers.ts'
import { headline, sentencesOn } from '../words/verdict.ts'

/** What a run says at its end: a table of cells for each task, then the verdict. */
export function summary(findings: Findings): Block[] {
  const { comparisons, verdict } = findings
  return [
    ...comparisons.flatMap((comparison) => {
      const { task, measure, share } = comparison
      return [heading(task, task, resultsText(measure, share)), cellsOn(comparison, findings)]
    }),
    { kind: 'lead', text: headline(findings) },
    ...list(verdict.tasks.flatMap((found) => sentencesOn(found, findings))),
    ...list(caveatsText(findings), 'notes'),
  ]
}

function cellsOn({ task, measure, baseline, cells }: Comparison, { verdict }: Findings): Block {
  const concluded = verdict.tasks.find((found) => found.task === task)?.cells ?? []
  const rows = cells.map(({ cell, best }) => {
    const found = concluded.find((one) => one.cell === cell)
    const mean = found?.mean ?? (cell === baseline ? concluded[0]?.standard : undefined) ?? best?.summary.mean
    return [
      cell,
      ...(best === undefined || mean === undefined
        ? ['0', '–', '–']
        : [String(best.values.length), bare(mean, measure), grouped(best.parameters)]),
      ...(found === undefined
        ? ['', '', '', cell === baseline ? 'baseline' : '']
        : [
            signed(found.difference, measure),
            intervalText(found.interval, measure),
            bareProbability(found.p),
            found.verdict,
          ]),
    ]
  })
  const columns = numbers('trials', 'mean', 'parameters', 'difference', '95 % interval', 'p')
  return table(`${task}-cells`, [...names('cell'), ...columns, ...names('verdict')], rows)
}
