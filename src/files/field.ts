/** What a field of a table is: a number, a text or nothing. */

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const DECIMAL_COMMA = /^([+-]?\d+),(\d+(e[+-]?\d+)?)$/i
const INFINITE = /^([+-]?)inf(inity)?$/i

/** How tables write that there is nothing, in lower case; `nan` is a number that is none. */
const NOTHINGS = new Set(['', 'na', 'n/a', '#n/a', '<na>', 'none', 'null', 'nat', '-', '–'])

export function isNothing(text: string): boolean {
  return NOTHINGS.has(text.toLowerCase())
}

/** The number in a text, `nan` and `inf` among them; undefined where there is none. */
export function numberIn(field: string, decimalComma: boolean): number | undefined {
  if (field === '' || (field.length < 7 && isNothing(field))) return undefined
  if (NUMBER.test(field)) return sized(Number(field))
  if (field.toLowerCase() === 'nan') return Number.NaN
  const [infinite, sign] = INFINITE.exec(field) ?? []
  if (infinite !== undefined) return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  return decimalComma && DECIMAL_COMMA.test(field) ? sized(Number(field.replace(',', '.'))) : undefined
}

/** What is so small or so large that its square is 0 or no number counts as 0 or infinite. */
export function sized(value: number): number {
  const size = Math.abs(value)
  if (size < 1e-150) return 0
  return size < 1e150 ? value : value * Number.POSITIVE_INFINITY
}
