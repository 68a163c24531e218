import { InputError } from '../math/input-error.ts'
import { counted } from '../math/text.ts'
import { putCell } from './cells.ts'
import { type Columns, checkWidth, startColumns, type Table } from './table.ts'

type Separator = keyof typeof SEPARATORS
const SEPARATORS = { ',': 'commas', ';': 'semicolons', '\t': 'tabs' } as const

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
  for (const { fields, line } of recordsOf(body, separator)) {
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

const LONGEST_HEAD = 100_000

/** What occurs most in the first line outside of quotes; commas where nothing does. */
function separatorOf(text: string): Separator {
  const [first] = /^\s*((?:"[^"]*"|[^"\r\n])*)/.exec(text.slice(0, LONGEST_HEAD))!.slice(1)
  const bare = first.replace(/"[^"]*"/g, '')
  const counts = Object.keys(SEPARATORS).map((name) => ({ name, count: bare.split(name).length }))
  return counts.reduce((most, other) => (other.count > most.count ? other : most)).name as Separator
}

/** The records of a text with the lines they begin on: fields between separators, or within quotes, where "" is a quote. */
function* recordsOf(text: string, separator: Separator): Generator<{ fields: string[]; line: number }> {
  let [at, line] = [0, 1]
  while (at < text.length) {
    const start = line
    const fields: string[] = []
    for (;;) {
      const quoted = text[at] === '"'
      const end = quoted ? quoteEnd(text, at, line) : fieldEnd(text, at, separator.charCodeAt(0))
      fields.push(quoted ? text.slice(at + 1, end - 1).replaceAll('""', '"') : text.slice(at, end))
      if (fields.length % 1000 === 0) checkWidth(fields.length)
      if (quoted) line += breaksIn(text, at, end)
      at = end
      if (text[at] !== separator) break
      at += 1
    }
    if (at < text.length && !isBreak(text.charCodeAt(at)))
      throw new InputError(`line ${line} goes on after the end of a quoted field: a quote within one is written twice`)
    if (text[at] === '\r' && text[at + 1] === '\n') at += 1
    at += 1
    line += 1
    yield { fields, line: start }
  }
}

/** Where an unquoted field ends: at a separator, a line break or the end of the text. */
function fieldEnd(text: string, from: number, separator: number): number {
  let at = from
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === separator || isBreak(code)) break
  }
  return at
}

/** Just after the quote that closes the field which opens at `from`. */
function quoteEnd(text: string, from: number, line: number): number {
  let at = from + 1
  for (;;) {
    at = text.indexOf('"', at) + 1
    if (at === 0) throw new InputError(`a quoted field that begins on line ${line} does not end`)
    if (text[at] !== '"') return at
    at += 1
  }
}

function breaksIn(text: string, from: number, to: number): number {
  return text.slice(from, to).match(/\r\n|\r|\n/g)?.length ?? 0
}

const isBreak = (code: number) => code === 10 || code === 13
