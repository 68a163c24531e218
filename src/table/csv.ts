import { delimitedReader, SEPARATORS, type Separator, separatorOf } from '../files/delimited.ts'
import { InputError } from '../math/input-error.ts'
import { counted } from '../math/text.ts'
import { putCell } from './cells.ts'
import { type Columns, checkWidth, startColumns, type Table } from './table.ts'

/**
 * A table from text: comma-separated values (RFC 4180), or with semicolons or tabs if those part the first line into more names. The
 * first line names the columns, and a second one what is below them where a program writes names in two lines (pandas: a multi-index);
 * empty lines count for nothing. The reader is our own, as a broken line is answered with its number and what is wrong in it.
 */
export function readTable(text: string): Table {
  const body = text.startsWith('\ufeff') ? text.slice(1) : text
  const separator = separatorOf(body)
  let head: readonly string[] | undefined
  let columns: Columns | undefined
  for (const { fields, line } of linesOf(body, separator)) {
    if (fields.length === 1 && fields[0].trim() === '') continue
    if (head === undefined) {
      head = fields.map((name) => name.trim().replace(/\s+/g, ' '))
      continue
    }
    checkFields(fields, head, { line, separator })
    if (columns === undefined && isSecondHead(head, fields)) {
      columns = startColumns(head.map((name, k) => joined(name, fields[k].trim())))
      continue
    }
    columns ??= startColumns(head)
    for (let k = 0; k < fields.length; k++) putCell(columns, k, fields[k].trim(), separator !== ',')
    columns.end(line)
  }
  if (head === undefined) throw new InputError('the table is empty: its first line must name the columns')
  return (columns ?? startColumns(head)).table('line')
}

function* linesOf(text: string, separator: Separator) {
  const reader = delimitedReader(separator, { checkWidth })
  yield* reader.push(text)
  yield* reader.end()
}

function checkFields(
  fields: readonly string[],
  head: readonly string[],
  { line, separator }: { line: number; separator: Separator },
): void {
  if (fields.length === head.length) return
  const [has, names] = [counted(fields.length, 'field'), counted(head.length, 'column')]
  throw new InputError(`line ${line} has ${has}, the first line names ${names} (parted by ${SEPARATORS[separator]})`)
}

/** What Optuna names in a first line, with the names of settings and results in a second. */
const UPPER = /^(params|user_attrs|system_attrs|distributions|intermediate_values|values)$/

/** Whether a line names what stands below the columns of the first: texts there, and nothing anywhere else. */
function isSecondHead(head: readonly string[], fields: readonly string[]): boolean {
  const below = fields.map((field) => field.trim())
  if (!head.some((name, k) => UPPER.test(name) && below[k] !== '')) return false
  return below.every(
    (name, k) => name === '' || /^Unnamed: /.test(name) || (UPPER.test(head[k]) && Number.isNaN(Number(name))),
  )
}

function joined(upper: string, lower: string): string {
  return lower === '' || /^Unnamed: /.test(lower) ? upper : `${upper}_${lower}`
}
