import { InputError } from '../math/input-error.ts'
import { type Cell, checkCell } from './cell.ts'
import { ablations, type LstmOptions, lstm } from './lstm.ts'

/** An LSTM whose ablations the settings of each trial choose; those that it names itself hold where the settings say nothing. */
export interface CellTemplate {
  readonly lstm: LstmOptions
}

/** Whether the settings of a trial choose the equations. */
export function isTemplate(cell: Cell | CellTemplate): cell is CellTemplate {
  return typeof cell === 'object' && cell !== null && 'lstm' in cell
}

/** The equations a trial trains: the cell's own, or those of an LSTM with the ablations that its settings chose. */
export function equationsOf(cell: Cell | CellTemplate, settings: Readonly<Record<string, number | string>>): Cell {
  if (!isTemplate(cell)) return checkCell(cell)
  const chosen = Object.fromEntries(Object.entries(settings).filter(([name]) => Object.hasOwn(ablations, name)))
  return lstm({ ...checkTemplate(cell).lstm, ...(chosen as LstmOptions) })
}

/** The template itself; an error if it names what is no ablation. */
function checkTemplate(template: CellTemplate): CellTemplate {
  const unknown = Object.keys(template.lstm).find((name) => !Object.hasOwn(ablations, name))
  if (unknown === undefined) return template
  throw new InputError(`an LSTM has no ablation ${unknown}; there are ${Object.keys(ablations).join(', ')}`)
}
