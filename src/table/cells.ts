/** How tables write that there is nothing, in lower case. */
const NOTHING = new Set(['', 'na', 'n/a', '#n/a', '<na>', 'none', 'null', 'nat', '-', '–'])
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const DECIMAL_COMMA = /^([+-]?\d+),(\d+(e[+-]?\d+)?)$/i
const INFINITE = /^([+-]?)inf(inity)?$/i

/** Whether a cell of a table is empty, or says so. */
export function isMissing(cell: string): boolean {
  return NOTHING.has(cell.toLowerCase())
}

/** The number in a cell, `nan` and `inf` among them; undefined where there is none. A decimal comma counts where commas part nothing. */
export function numberIn(cell: string, separator: string): number | undefined {
  if (NUMBER.test(cell)) return sized(Number(cell))
  if (cell.toLowerCase() === 'nan') return Number.NaN
  const [infinite, sign] = INFINITE.exec(cell) ?? []
  if (infinite !== undefined) return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  return separator !== ',' && DECIMAL_COMMA.test(cell) ? sized(Number(cell.replace(',', '.'))) : undefined
}

/** What is so small or so large that its square is 0 or no number counts as 0 or infinite. */
function sized(value: number): number {
  const size = Math.abs(value)
  if (size < 1e-150) return 0
  return size < 1e150 ? value : value * Number.POSITIVE_INFINITY
}
