import { type Block, heading, note } from '../blocks/block.ts'
import type { Material } from '../material.ts'
import { cellDescription } from '../words/method.ts'

/** The equations of every cell. */
export function equations({ findings }: Material): Block[] {
  return findings.overview.cells.flatMap(({ cell, catalog, equations: lines, varies }): Block[] => [
    heading(`${cell}-equations`, cell, cellDescription(catalog)),
    ...(varies ? [note('The hyperparameters of each trial decide what is changed in these.')] : []),
    { kind: 'equations', lines },
  ])
}
