import { numberIn } from '../files/field.ts'
import type { Columns } from './table.ts'

/** A list of one value, as Hyperopt keeps each setting; an empty one is nothing. */
const LIST_OF_ONE = /^\[([^[\],]*)\]$/

/** Puts the text of a cell into columns as the number, the text or the nothing that it is; a decimal comma counts where commas part nothing. */
export function putCell(columns: Columns, column: number, cell: string, decimalComma: boolean): void {
  const bare = cell.startsWith('[') ? (LIST_OF_ONE.exec(cell)?.[1].trim() ?? cell) : cell
  const number = numberIn(bare, decimalComma)
  if (number === undefined) columns.text(column, bare)
  else columns.number(column, number)
}
