import { isRepeated } from '../../findings/pairs.ts'
import { type Block, figure, heading } from '../blocks/block.ts'
import { pareto as drawn } from '../figures/pareto.ts'
import type { Material } from '../material.ts'
import { paretoCaption } from '../words/pareto.ts'

/** What the cells cost, beside what they reach. */
export function pareto({ definition, findings }: Material): Block[] {
  return findings.paretos
    .filter(({ cells }) => cells.some(({ cell }) => !isRepeated(definition, cell)))
    .flatMap((found) => [
      heading(`${found.task}-cost`, found.task),
      figure(`${found.task}-pareto`, drawn(found), paretoCaption(found)),
    ])
}
