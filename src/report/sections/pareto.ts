import { isRepeated } from '../../findings/pairs.ts'
import { pareto as drawn, paretoReading } from '../figures/pareto.ts'
import { escaped, figure } from '../html.ts'
import type { Material } from '../material.ts'

/** What the cells cost, beside what they reach. */
export function pareto({ definition, findings }: Material): string {
  return findings.paretos
    .filter(({ cells }) => cells.some(({ cell }) => !isRepeated(definition, cell)))
    .map((found) => {
      const caption = `${paretoReading(found)} Means of the best share of each cell on ${found.task}: test result over numbers learned and over processor time of training. Blue cells, joined by the line, are those that no other beats in both; whether errors differ by more than chance is tested above.`
      return `<h3>${escaped(found.task)}</h3>${figure(`${found.task}-pareto`, drawn(found), caption)}`
    })
    .join('\n')
}
