import { isNothing } from '../files/field.ts'
import { InputError, namedList } from '../math/input-error.ts'

/** A table parsed once into typed columns, all of one length. */
export interface Table {
  readonly columns: readonly Column[]
  readonly rows: number
  /** Where each row stands in its file, from 1, and whether that counts lines, records or rows. */
  readonly places: readonly number[] | Int32Array
  readonly counted: 'line' | 'record' | 'row'
}

/** What the cells below a name hold: numbers, texts or nothing. */
export interface Column {
  readonly name: string
  /** By row; NaN also where there is text or nothing. */
  readonly numbers: Float64Array
  /** By row: which of `texts` it holds, NUMBER or NOTHING; absent where all rows hold numbers. */
  readonly codes?: Int32Array
  readonly texts: readonly string[]
}

export const NUMBER = -1
export const NOTHING = -2

/** The text in a cell; undefined where it holds a number or nothing. */
export function textAt({ codes, texts }: Column, row: number): string | undefined {
  return codes === undefined || codes[row] < 0 ? undefined : texts[codes[row]]
}

/** Whether a cell holds a number, NaN and infinite ones among them. */
export function isNumberAt({ codes }: Column, row: number): boolean {
  return codes === undefined || codes[row] === NUMBER
}

/** Whether a cell holds nothing, or a word for it such as `None`. */
export function isNothingAt(column: Column, row: number): boolean {
  if (column.codes === undefined || column.codes[row] === NUMBER) return false
  return column.codes[row] === NOTHING || isNothing(column.texts[column.codes[row]])
}

/** More columns than any program writes, and as many cells as fit into memory beside their file, 12 bytes each. */
const [MOST_COLUMNS, MOST_CELLS] = [200_000, 2 ** 25]

/** Columns that grow by a row at a time. */
export interface Columns {
  readonly names: readonly string[]
  /** Puts a cell into the row that is being made. */
  number(column: number, value: number): void
  text(column: number, text: string): void
  /** Ends a row; cells that were not put hold nothing. */
  end(place: number): void
  table(counted: Table['counted']): Table
}

/** Refuses a table with more columns than are read. */
export function checkWidth(columns: number): void {
  if (columns > MOST_COLUMNS)
    throw new InputError(`the table names more than ${MOST_COLUMNS} columns: take the columns of settings and results`)
}

/** Empty columns of these names. */
export function startColumns(names: readonly string[]): Columns {
  checkWidth(names.length)
  const growing = names.map(() => startColumn())
  const places: number[] = []
  return {
    names,
    number: (column, value) => {
      reach(growing[column], places.length)
      growing[column].numbers[places.length] = value
      if (growing[column].codes !== undefined) growing[column].codes[places.length] = NUMBER
    },
    text: (column, text) => addText(growing[column], places.length, text),
    end: (place) => {
      for (const column of growing) if (column.size <= places.length) addText(column, places.length, undefined)
      places.push(place)
      if (places.length * names.length > MOST_CELLS)
        throw new InputError(
          `the table has more than ${MOST_CELLS} cells (${names.length} columns): take a part of its rows or its columns`,
        )
    },
    table: (counted) => ({
      columns: growing.map((column, k) => ended(names[k], column, places.length)),
      rows: places.length,
      places,
      counted,
    }),
  }
}

interface Growing {
  numbers: Float64Array
  codes?: Int32Array
  readonly known: Map<string, number>
  size: number
}

function startColumn(): Growing {
  return { numbers: new Float64Array(16), known: new Map(), size: 0 }
}

/** Makes room for a row, and notes that the column has it. */
function reach(column: Growing, row: number): void {
  if (row >= column.numbers.length) {
    const { numbers, codes } = column
    column.numbers = new Float64Array(2 * numbers.length)
    column.numbers.set(numbers)
    if (codes !== undefined) {
      column.codes = new Int32Array(2 * numbers.length)
      column.codes.set(codes)
    }
  }
  column.size = row + 1
}

function addText(column: Growing, row: number, text: string | undefined): void {
  reach(column, row)
  column.codes ??= new Int32Array(column.numbers.length).fill(NUMBER)
  column.numbers[row] = Number.NaN
  if (text === undefined || text === '') {
    column.codes[row] = NOTHING
    return
  }
  const known = column.known.get(text)
  const code = known ?? column.known.size
  if (known === undefined) column.known.set(text, code)
  column.codes[row] = code
}

function ended(name: string, { numbers, codes, known }: Growing, rows: number): Column {
  return {
    name,
    numbers: numbers.slice(0, rows),
    ...(codes !== undefined && { codes: codes.slice(0, rows) }),
    texts: [...known.keys()],
  }
}

/** The names of columns, cut where there are many. */
export function columnNames(columns: readonly Pick<Column, 'name'>[]): string {
  return namedList(columns.map(({ name }) => (name === '' ? '(no name)' : name)))
}
