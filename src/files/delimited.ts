import { InputError } from '../math/input-error.ts'

/** What may part the fields of a line, with its name in messages. */
export const SEPARATORS = { ',': 'commas', ';': 'semicolons', '\t': 'tabs' } as const
export type Separator = keyof typeof SEPARATORS

/** The fields of a line, or of several where one is quoted and goes on over the end of its line. */
export interface Fields {
  readonly fields: string[]
  /** Where it begins, from 1. */
  readonly line: number
}

/** A reader of text that comes in pieces of any length. */
export interface DelimitedReader {
  /** All that is complete with this piece. */
  push(text: string): Generator<Fields>
  /** What is left at the end of the text. */
  end(): Generator<Fields>
}

/** A line may have as many characters; a quote that is never closed would otherwise gather the whole file. */
const LONGEST = 2 ** 26

const LONGEST_HEAD = 100_000

/** What occurs most in the first line outside of quotes; commas where nothing does. */
export function separatorOf(text: string): Separator {
  const [first] = /^\s*((?:"[^"]*"|[^"\r\n])*)/.exec(text.slice(0, LONGEST_HEAD))!.slice(1)
  const bare = first.replace(/"[^"]*"/g, '')
  const counts = Object.keys(SEPARATORS).map((name) => ({ name, count: bare.split(name).length }))
  return counts.reduce((most, other) => (other.count > most.count ? other : most)).name as Separator
}

/**
 * Reads delimited text (RFC 4180): fields between separators, or within quotes, where "" is a quote. Lines end with \n, \r\n or \r.
 * A broken line is an error that names it. `checkWidth` is told of every thousandth field of a line, and may refuse it.
 */
export function delimitedReader(
  separator: string,
  { checkWidth }: { checkWidth?: (fields: number) => void } = {},
): DelimitedReader {
  let [rest, line] = ['', 1]
  function* read(text: string, isLast: boolean): Generator<Fields> {
    let at = 0
    while (at < text.length) {
      const found = fieldsAt({ text, at, line, isLast, separator, checkWidth })
      if (found === undefined) break
      yield { fields: found.fields, line }
      at = found.end
      line = found.line
    }
    rest = at === 0 ? text : text.slice(at)
    if (rest.length > LONGEST)
      throw new InputError(`line ${line} has more than ${LONGEST} characters: a quote may be missing`)
  }
  return { push: (text) => read(rest + text, false), end: () => read(rest, true) }
}

interface Place {
  readonly text: string
  readonly at: number
  readonly line: number
  /** Whether nothing follows the text. */
  readonly isLast: boolean
  readonly separator: string
  readonly checkWidth: ((fields: number) => void) | undefined
}

/** The fields that begin at a place, where the next begin, and on which line; undefined where the text ends before they do. */
function fieldsAt(place: Place): { fields: string[]; end: number; line: number } | undefined {
  const { text, isLast, separator, checkWidth } = place
  let { at, line } = place
  const fields: string[] = []
  const code = separator.charCodeAt(0)
  for (;;) {
    const quoted = text[at] === '"'
    const end = quoted ? quoteEnd(text, at) : fieldEnd(text, at, code)
    if (end === undefined && !isLast) return undefined
    if (end === undefined) throw new InputError(`a quoted field that begins on line ${line} does not end`)
    fields.push(quoted ? text.slice(at + 1, end - 1).replaceAll('""', '"') : text.slice(at, end))
    if (fields.length % 1000 === 0) checkWidth?.(fields.length)
    if (quoted) line += breaksIn(text, at, end)
    at = end
    if (text.charCodeAt(at) !== code) break
    at += 1
  }
  if (at >= text.length - 1 && !isLast) return undefined // a quote or a \n may follow
  if (at < text.length && !isBreak(text.charCodeAt(at)))
    throw new InputError(`line ${line} goes on after the end of a quoted field: a quote within one is written twice`)
  if (text[at] === '\r' && text[at + 1] === '\n') at += 1
  return { fields, end: at + 1, line: line + 1 }
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

/** Just after the quote that closes the field which opens at `from`; undefined where none does. */
function quoteEnd(text: string, from: number): number | undefined {
  let at = from + 1
  for (;;) {
    at = text.indexOf('"', at) + 1
    if (at === 0) return undefined
    if (text[at] !== '"') return at
    at += 1
  }
}

function breaksIn(text: string, from: number, to: number): number {
  return text.slice(from, to).match(/\r\n|\r|\n/g)?.length ?? 0
}

const isBreak = (code: number) => code === 10 || code === 13
