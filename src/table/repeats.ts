import { type Column, NUMBER } from './table.ts'

/** By row, the number of its group: rows are of one group where all of these columns hold the same. Groups count from 0. */
export function groupsOf(columns: readonly Column[], rows: readonly number[]): Int32Array {
  let groups = new Int32Array(rows.length)
  let count = rows.length === 0 ? 0 : 1
  for (const column of columns) {
    if (count === rows.length) break
    const parts = new Map<number, Map<number | string, number>>()
    groups = groups.map((group, k) => {
      const part = parts.get(group) ?? new Map<number | string, number>()
      parts.set(group, part)
      const held = contentAt(column, rows[k])
      const known = part.get(held)
      if (known !== undefined) return known
      const own = part.size === 0 ? group : count++
      part.set(held, own)
      return own
    })
  }
  return groups
}

/** What a cell holds: its number, or a text that stands for its text. */
function contentAt({ numbers, codes }: Column, row: number): number | string {
  return codes === undefined || codes[row] === NUMBER ? numbers[row] : `${codes[row]}`
}
