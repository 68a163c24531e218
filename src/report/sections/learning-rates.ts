import { type Block, figure, heading } from '../blocks/block.ts'
import { rates } from '../figures/rates.ts'
import type { Material } from '../material.ts'
import { ratesCaption } from '../words/learning-rates.ts'

/** Results over the learning rate. */
export function learningRates({ definition: { baseline }, findings }: Material): Block[] {
  return findings.learningRates.flatMap((found) => [
    heading(`${found.task}-rates`, found.task),
    figure(`${found.task}-learning-rate`, rates(found, baseline), ratesCaption(found, baseline)),
  ])
}
