import { percentage } from '../../math/text.ts'
import { parallel as drawn, parallelReading } from '../figures/parallel.ts'
import { figure } from '../html.ts'
import type { Material } from '../material.ts'

/** The settings of every trial of one cell of each task, through to its result. */
export function parallel({ definition, findings }: Material): string {
  return findings.parallels
    .map((found) => {
      const caption = `${parallelReading(found)} Each line is a trial of ${found.cell} on ${found.task}, through its settings to its test result at the right; the best ${percentage(definition.best)} by validation are blue.`
      return figure(`${found.task}-parallel`, drawn(found), caption)
    })
    .join('\n')
}
