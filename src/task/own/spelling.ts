import type { RawColumn, RawTable } from './columns.ts'
import type { OwnColumn } from './data.ts'
import { datesIn } from './dates.ts'
import { SEQUENCE, SPLIT, TARGET, TIME } from './names.ts'

/** A table in which each row is a text, read character by character. */
interface Spelling {
  readonly column: RawColumn
  /** The column whose texts are as many as the rows: what a text is to become. */
  readonly labels: RawColumn | undefined
  readonly lengths: Int32Array
  steps(rowOf: (sequence: number) => number): OwnColumn
}

/** The texts of a table that has no numbers to speak of, and mostly different texts of several characters; undefined where there are none. */
export function spellingOf(table: RawTable): Spelling | undefined {
  const long = table.columns.filter((column) => !SPLIT.test(column.name) && isText(table, column))
  const column = long.find(({ name }) => !TARGET.test(name) && !SEQUENCE.test(name) && !TIME.test(name)) ?? long[0]
  if (column === undefined || table.columns.some((other) => hasParts(table, other))) return undefined
  const labels = long.find((other) => other !== column && !SEQUENCE.test(other.name))
  const spelled = charactersOf(column)
  const lengths = Int32Array.from({ length: table.rows }, (_, row) => spelled.lengthOf(column.code(row)))
  return { column, labels, lengths, steps: spelled.steps }
}

/** Whether a column holds texts, most of them different and of several characters, in nearly all rows. */
function isText({ rows }: RawTable, { texts, code }: RawColumn): boolean {
  if (2 * texts.length < rows || !texts.some((text) => text.length > 1)) return false
  if (datesIn(texts.slice(0, 100)) !== undefined) return false
  let without = 0
  for (let row = 0; row < rows; row++) if (code(row) < 0) without += 1
  return 10 * without <= rows
}

/** Whether a column holds numbers with decimals, which no text comes with. */
function hasParts({ rows }: RawTable, { number }: RawColumn): boolean {
  for (let row = 0; row < Math.min(rows, 1000); row++)
    if (!Number.isNaN(number(row)) && !Number.isInteger(number(row))) return true
  return false
}

/** The texts of a column as symbols, a character each. */
export function charactersOf({ name, texts, code }: Pick<RawColumn, 'name' | 'texts' | 'code'>) {
  const symbols: string[] = []
  const known = new Map<string, number>()
  const spelled = texts.map((text) =>
    Int32Array.from([...text], (character) => {
      const at = known.get(character) ?? symbols.push(character) - 1
      known.set(character, at)
      return at
    }),
  )
  return {
    lengthOf: (text: number) => (text < 0 ? 0 : spelled[text].length),
    steps: (rowOf: (sequence: number) => number): OwnColumn => ({
      name,
      level: 'step',
      texts: symbols,
      number: () => Number.NaN,
      code: (sequence, step) => spelled[code(rowOf(sequence))][step],
    }),
  }
}
