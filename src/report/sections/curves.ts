import { type Block, figure, heading } from '../blocks/block.ts'
import { learningCurves } from '../figures/curves.ts'
import type { Material } from '../material.ts'
import { curvesCaption } from '../words/curves.ts'

/** How the best trial of each cell learned. */
export function curves({ definition: { baseline }, findings }: Material): Block[] {
  return findings.curves.flatMap((found) => [
    heading(`${found.task}-curves`, found.task),
    figure(`${found.task}-learning-curves`, learningCurves(found, baseline), curvesCaption(found, baseline)),
  ])
}
