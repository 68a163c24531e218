import type { Gates } from '../../findings/gates.ts'
import { type Figure, figure } from '../blocks/block.ts'
import { gatesFigure, ROWS } from '../figures/gates.ts'
import { gatesCaption } from '../words/gates.ts'

/** What networks did with one sequence, as a figure. */
export function gates(found: readonly Gates[]): Figure {
  const names = found.map(({ trial }) => trial).join('-beside-')
  return figure(`${names}-gates-${found[0].place + 1}`, gatesFigure(found), gatesCaption(found, ROWS))
}
