import { rates, ratesReading } from '../figures/rates.ts'
import { escaped, figure } from '../html.ts'
import type { Material } from '../material.ts'

/** Results over the learning rate. */
export function learningRates({ definition, findings }: Material): string {
  return findings.learningRates
    .map((found) => {
      const behind = found.cells.length > 1 ? `, the grey one that of ${definition.baseline}` : ''
      const diverged = found.cells.some(({ points }) => points.some((point) => point.diverged))
        ? ' Crosses are diverged trials.'
        : ''
      const caption = `${ratesReading(found)} Test result on ${found.task} over the learning rate, a dot a trial; the heavy line is the running median${behind}.${diverged}`
      return `<h3>${escaped(found.task)}</h3>${figure(`${found.task}-learning-rate`, rates(found, definition.baseline), caption)}`
    })
    .join('\n')
}
