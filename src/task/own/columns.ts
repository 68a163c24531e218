import { isNothing } from '../../files/field.ts'
import { InputError, oneLine } from '../../math/input-error.ts'

/** A column of a table that was read: each field a number, a text or nothing. */
export interface RawColumn {
  readonly name: string
  /** The number in a row; NaN where there is a text or nothing. */
  number(row: number): number
  /** Which of `texts` is in a row; −1 where there is a number or nothing. */
  code(row: number): number
  /** The different texts, in the order in which they appear. */
  readonly texts: readonly string[]
}

export interface RawTable {
  readonly columns: readonly RawColumn[]
  readonly rows: number
}

/** Rows of a block: columns grow by whole blocks, so that nothing is copied while they do. */
const BLOCK_BITS = 16
const BLOCK = 2 ** BLOCK_BITS

/** More fields than fit into memory, eight bytes each; a packed file may unpack to any number. */
const MOST_FIELDS = 2 ** 28

/** Different texts of a column, and their characters: so many are no labels and no symbols. */
const [MOST_TEXTS, MOST_CHARACTERS] = [2 ** 22, 2 ** 27]

/** A table that grows row by row. Fields that are not put hold nothing. */
export interface GrowingTable extends RawTable {
  readonly columns: readonly GrowingColumn[]
  /** Adds a column, empty in all rows so far. */
  add(name: string): number
  number(column: number, value: number): void
  text(column: number, text: string): void
  endRow(): void
}

export function growingTable(names: readonly string[] = []): GrowingTable {
  const columns = names.map(growingColumn)
  let rows = 0
  return {
    columns,
    get rows() {
      return rows
    },
    add: (name) => columns.push(growingColumn(name)) - 1,
    number: (column, value) => columns[column].put(rows, value),
    text: (column, text) => columns[column].putText(rows, text),
    endRow: () => {
      rows += 1
      if (rows * columns.length > MOST_FIELDS)
        throw new InputError(
          `there are more than ${MOST_FIELDS} values (${columns.length} columns): take a part of the rows or columns`,
        )
    },
  }
}

export interface GrowingColumn extends RawColumn {
  put(row: number, value: number): void
  putText(row: number, text: string): void
}

function growingColumn(name: string): GrowingColumn {
  const numbers: (Float64Array | undefined)[] = []
  const codes: (Int32Array | undefined)[] = []
  const known = new Map<string, number>()
  const texts: string[] = []
  let characters = 0

  function codeFor(text: string): number {
    const code = known.get(text)
    if (code !== undefined) return code
    characters += text.length
    if (texts.length === MOST_TEXTS || characters > MOST_CHARACTERS)
      throw new InputError(`column ${oneLine(name)} has too many different texts: leave it out of the file`)
    const own = Buffer.from(text).toString() // a part of a text would keep the whole in memory
    known.set(own, texts.length)
    return texts.push(own) - 1
  }

  return {
    name,
    texts,
    number: (row) => numbers[row >> BLOCK_BITS]?.[row & (BLOCK - 1)] ?? Number.NaN,
    code: (row) => codes[row >> BLOCK_BITS]?.[row & (BLOCK - 1)] ?? -1,
    put: (row, value) => {
      const block = roomFor(numbers, row, (size) => new Float64Array(size).fill(Number.NaN))
      block[row & (BLOCK - 1)] = value
    },
    putText: (row, text) => {
      const block = roomFor(codes, row, (size) => new Int32Array(size).fill(-1))
      block[row & (BLOCK - 1)] = codeFor(text)
    },
  }
}

/** The block of a row, with room for it; the first block starts small, as most tables are. */
function roomFor<T extends Float64Array | Int32Array>(
  blocks: (T | undefined)[],
  row: number,
  make: (size: number) => T,
): T {
  const at = row >> BLOCK_BITS
  const block = blocks[at]
  const place = row & (BLOCK - 1)
  if (block !== undefined && place < block.length) return block
  const made = make(at > 0 ? BLOCK : Math.max(256, 2 ** Math.ceil(Math.log2(place + 1))))
  if (block !== undefined) made.set(block)
  blocks[at] = made
  return made
}

/** The text in a row; undefined where there is a number or nothing. */
export function textIn(column: RawColumn, row: number): string | undefined {
  const code = column.code(row)
  return code < 0 ? undefined : column.texts[code]
}

/** Words for nothing that are also symbols or options: where texts stand beside them they mean themselves. */
const OPTIONS = new Set(['none', '-', '–'])

/** A column without the words for a missing value, as `NA`: nothing is there. */
export function withoutWordsForNothing(column: RawColumn): RawColumn {
  const isNumeric = column.texts.every(isNothing)
  const texts: string[] = []
  const codes = Int32Array.from(column.texts, (text) => {
    const isWord = isNothing(text) && (isNumeric || !OPTIONS.has(text.toLowerCase()))
    return isWord ? -1 : texts.push(text) - 1
  })
  if (texts.length === codes.length) return column
  const { name, number, code } = column
  return { name, number, texts, code: (row) => (code(row) < 0 ? -1 : codes[code(row)]) }
}
