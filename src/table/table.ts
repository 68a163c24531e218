import { InputError } from '../math/input-error.ts'
import { counted } from '../math/text.ts'

/** A table of text: named columns of cells, all of one length. */
export interface Table {
  readonly columns: readonly Column[]
  /** The line of the text on which each row begins, from 1. */
  readonly lines: readonly number[]
  readonly separator: Separator
}

export interface Column {
  readonly name: string
  readonly cells: readonly string[]
}

type Separator = keyof typeof SEPARATORS
const SEPARATORS = { ',': 'commas', ';': 'semicolons', '\t': 'tabs' } as const

/**
 * A table from text: comma-separated values (RFC 4180), or with semicolons or tabs if those part the first line into more names. The
 * first line names the columns; empty lines count for nothing.
 */
export function readTable(text: string): Table {
  const body = text.startsWith('\ufeff') ? text.slice(1) : text
  const separator = separatorOf(body)
  const lines: number[] = []
  let columns: { name: string; cells: string[] }[] | undefined
  for (const { fields, line } of recordsOf(body, separator)) {
    if (fields.length === 1 && fields[0].trim() === '') continue
    if (columns === undefined) {
      columns = fields.map((name) => ({ name: name.trim().replace(/\s+/g, ' '), cells: [] }))
      continue
    }
    if (fields.length !== columns.length) {
      throw new InputError(
        `line ${line} has ${counted(fields.length, 'field')}, the first line names ${counted(columns.length, 'column')} (parted by ${SEPARATORS[separator]})`,
      )
    }
    lines.push(line)
    columns.forEach(({ cells }, k) => {
      cells.push(fields[k].trim())
    })
  }
  if (columns === undefined) throw new InputError('the table is empty: its first line must name the columns')
  return { columns, lines, separator }
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
      const end = quoted ? quoteEnd(text, at, line) : fieldEnd(text, at, separator)
      fields.push(quoted ? text.slice(at + 1, end - 1).replaceAll('""', '"') : text.slice(at, end))
      if (quoted) line += breaksIn(text, at, end)
      at = end
      if (text[at] !== separator) break
      at += 1
    }
    if (at < text.length && !isBreak(text[at]))
      throw new InputError(`line ${line} goes on after the end of a quoted field: a quote within one is written twice`)
    if (text[at] === '\r' && text[at + 1] === '\n') at += 1
    at += 1
    line += 1
    yield { fields, line: start }
  }
}

/** Where an unquoted field ends: at a separator, a line break or the end of the text. */
function fieldEnd(text: string, from: number, separator: Separator): number {
  let at = from
  while (at < text.length && text[at] !== separator && !isBreak(text[at])) at += 1
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

const isBreak = (character: string) => character === '\n' || character === '\r'
