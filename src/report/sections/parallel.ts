import { type Block, figure } from '../blocks/block.ts'
import { parallel as drawn } from '../figures/parallel.ts'
import type { Material } from '../material.ts'
import { parallelCaption } from '../words/parallel.ts'

/** The settings of every trial of one cell of each task, through to its result. */
export function parallel({ definition, findings }: Material): Block[] {
  return findings.parallels.map((found) =>
    figure(`${found.task}-parallel`, drawn(found), parallelCaption(found, definition.best)),
  )
}
