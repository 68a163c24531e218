import { curvesReading, learningCurves } from '../figures/curves.ts'
import { escaped, figure } from '../html.ts'
import type { Material } from '../material.ts'

/** How the best trial of each cell learned. */
export function curves({ definition, findings }: Material): string {
  return findings.curves
    .map((found) => {
      const behind = found.cells.length > 1 ? `, the grey line is ${definition.baseline}` : ''
      const caption = `${curvesReading(found)} Result on validation after each epoch, for the best trial of each cell on ${found.task}; the dot is the epoch whose weights were kept${behind}. Results worse than the trivial predictor’s are drawn at its height.`
      return `<h3>${escaped(found.task)}</h3>${figure(`${found.task}-learning-curves`, learningCurves(found, definition.baseline), caption)}`
    })
    .join('\n')
}
