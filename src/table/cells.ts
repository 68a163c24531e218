import { type Columns, isNothing } from './table.ts'

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const DECIMAL_COMMA = /^([+-]?\d+),(\d+(e[+-]?\d+)?)$/i
const INFINITE = /^([+-]?)inf(inity)?$/i
/** A list of one value, as Hyperopt keeps each setting; an empty one is nothing. */
const LIST_OF_ONE = /^\[([^[\],]*)\]$/

/** Puts the text of a cell into columns as the number, the text or the nothing that it is; a decimal comma counts where commas part nothing. */
export function putCell(columns: Columns, column: number, cell: string, decimalComma: boolean): void {
  const bare = cell.startsWith('[') ? (LIST_OF_ONE.exec(cell)?.[1].trim() ?? cell) : cell
  const number = numberIn(bare, decimalComma)
  if (number === undefined) columns.text(column, bare)
  else columns.number(column, number)
}

/** The number in a text, `nan` and `inf` among them; undefined where there is none. */
function numberIn(cell: string, decimalComma: boolean): number | undefined {
  if (cell === '' || (cell.length < 7 && isNothing(cell))) return undefined
  if (NUMBER.test(cell)) return sized(Number(cell))
  if (cell.toLowerCase() === 'nan') return Number.NaN
  const [infinite, sign] = INFINITE.exec(cell) ?? []
  if (infinite !== undefined) return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  return decimalComma && DECIMAL_COMMA.test(cell) ? sized(Number(cell.replace(',', '.'))) : undefined
}

/** What is so small or so large that its square is 0 or no number counts as 0 or infinite. */
export function sized(value: number): number {
  const size = Math.abs(value)
  if (size < 1e-150) return 0
  return size < 1e150 ? value : value * Number.POSITIVE_INFINITY
}
