import { delimitedReader, type Fields, SEPARATORS, separatorOf } from '../../files/delimited.ts'
import { numberIn } from '../../files/field.ts'
import { InputError } from '../../math/input-error.ts'
import { counted } from '../../math/text.ts'
import { type GrowingTable, growingTable, type RawTable, withoutWordsForNothing } from './columns.ts'
import { numberedColumns } from './names.ts'

/** A table, and how its text was taken. */
export interface DelimitedTable {
  readonly table: RawTable
  readonly separator: string
  readonly header: boolean
  /** Columns that have not the name in the file: it was empty, or another column's. */
  readonly renamed: readonly string[]
}

/** Characters by which the separator is told, and lines by which it is told whether the first names the columns. */
const [HEAD, FIRST_LINES] = [100_000, 50]

/**
 * A table from delimited text that comes in pieces, as columns that need eight bytes a number. Commas, semicolons, tabs or spaces
 * may part fields; a line that does not fit the others is an error that names it.
 */
export function delimitedTable(asked: { header?: boolean | undefined } = {}) {
  let start = ''
  let rows: RowsReader | undefined
  const begin = (): RowsReader => {
    const text = start.startsWith('\ufeff') ? start.slice(1) : start
    start = ''
    const begun = rowsReader(separatorIn(text), asked)
    begun.push(text)
    return begun
  }
  return {
    push(text: string): void {
      if (rows !== undefined) rows.push(text)
      else {
        start += text
        if (start.length >= HEAD) rows = begin()
      }
    },
    end: (): DelimitedTable => (rows ?? begin()).end(),
  }
}

/** The separator; spaces where nothing else parts the first line, and it holds several numbers. */
export function separatorIn(text: string): string {
  const found = separatorOf(text)
  const first = /^\s*([^\r\n]*)/.exec(text.slice(0, HEAD))![1]
  const words = first.trim().split(/\s+/)
  const isSpaced =
    !first.includes(found) && words.length > 1 && words.every((word) => numberIn(word, false) !== undefined)
  return isSpaced ? ' ' : found
}

type RowsReader = ReturnType<typeof rowsReader>

function rowsReader(separator: string, asked: { header?: boolean | undefined }) {
  const reader = delimitedReader(separator)
  const waiting: Fields[] = []
  let rows: Rows | undefined
  const take = (found: Iterable<Fields>) => {
    for (const { fields: all, line } of found) {
      const fields = (separator === ' ' ? all.filter((field) => field !== '') : all).map((field) => field.trim())
      if (fields.every((field) => field === '') && (fields.length < 2 || rows?.header !== true)) continue
      if (rows !== undefined) rows.put({ fields, line })
      else if (waiting.push({ fields, line }) === FIRST_LINES) rows = begin()
    }
  }
  const begin = (): Rows => {
    const begun = startRows(waiting, separator, asked.header)
    for (const one of waiting.splice(0)) begun.put(one)
    return begun
  }
  return {
    push: (text: string) => take(reader.push(text)),
    end(): DelimitedTable {
      take(reader.end())
      const { table, header, renamed } = rows ?? begin()
      if (table.rows === 0) throw new InputError(`there are no rows${header ? ' below the names of the columns' : ''}`)
      return {
        table: { rows: table.rows, columns: table.columns.map(withoutWordsForNothing) },
        separator,
        header,
        renamed,
      }
    },
  }
}

interface Rows {
  readonly table: GrowingTable
  readonly header: boolean
  readonly renamed: readonly string[]
  put(one: Fields): void
}

/** Rows of a table whose first lines are known; takes the one with the names, if there is one. */
function startRows(first: Fields[], separator: string, asked: boolean | undefined): Rows {
  const decimalComma = separator !== ','
  const header =
    asked ??
    (first.length > 0 &&
      isHeader(
        first.map(({ fields }) => fields),
        decimalComma,
      ))
  const { names, renamed } = header ? namesFrom(first.shift()!.fields) : { names: [], renamed: [] }
  const table = growingTable(names)
  const mayBeShort = !header || numberedColumns(names).length > 0
  return {
    table,
    header,
    renamed,
    put({ fields, line }) {
      const width = table.columns.length
      if (header && fields.length !== width) checkFields(fields, width, { line, separator, mayBeShort })
      while (!header && table.columns.length < fields.length) table.add(`column ${table.columns.length + 1}`)
      for (let k = 0; k < Math.min(fields.length, table.columns.length); k++) put(table, k, fields[k], decimalComma)
      table.endRow()
    },
  }
}

function put(table: GrowingTable, column: number, field: string, decimalComma: boolean): void {
  const number = numberIn(field, decimalComma)
  if (number !== undefined) table.number(column, number)
  else if (field !== '') table.text(column, field)
}

function checkFields(
  fields: readonly string[],
  width: number,
  { line, separator, mayBeShort }: { line: number; separator: string; mayBeShort: boolean },
): void {
  const isShort = fields.length < width
  if (isShort ? mayBeShort : fields.slice(width).every((field) => field === '')) return
  const [has, names] = [counted(fields.length, 'field'), counted(width, 'column')]
  const parted = SEPARATORS[separator as keyof typeof SEPARATORS] ?? 'spaces'
  throw new InputError(`line ${line} has ${has}, the first line names ${names} (parted by ${parted})`)
}

/** Names with blanks made one, and each different: an empty one, or one that is there before, gets a number. */
function namesFrom(fields: readonly string[]): { names: string[]; renamed: string[] } {
  const taken = new Set<string>()
  const renamed: string[] = []
  const names = fields.map((field, k) => {
    const bare = field.replace(/\s+/g, ' ')
    let name = bare === '' ? `column ${k + 1}` : bare
    for (let again = 2; taken.has(name); again++) name = `${bare} (${again})`
    if (name !== bare) renamed.push(name)
    taken.add(name)
    return name
  })
  return { names, renamed }
}

/** Names that columns commonly have: they tell a first line where all below is text too. */
const USUAL =
  /^(id|.*[_ ]id|index|time|timestamp|date|datetime|t|step|x\d*|y\d*|values?|text|words?|sentence|names?|labels?|class|target|category|symbols?|char|letter|token|event|state|spelling|pronunciation|phones?|phonemes?|sequence|series|input|output|split|set|group|subject|user|intent|tags?|activity)$/i

/** Whether the first of some lines names the columns of the others. */
function isHeader([first, ...below]: readonly (readonly string[])[], decimalComma: boolean): boolean {
  const isNumber = (field: string) => numberIn(field, decimalComma) !== undefined
  if (first.some(isNumber)) return countUp(first) && !below.some(countUp)
  if (below.length === 0) return true
  const hasNumbers = first.some((_, k) => below.some((fields) => k < fields.length && isNumber(fields[k])))
  return hasNumbers || first.some((field) => USUAL.test(field))
}

/** Whether whole numbers that count up by one make most of a line, as the names of columns of steps do. */
function countUp(fields: readonly string[]): boolean {
  const numbers = fields.filter((field) => /^\d+$/.test(field)).map(Number)
  return numbers.length >= 5 && 2 * numbers.length > fields.length && numbers.every((n, k) => n === numbers[0] + k)
}
