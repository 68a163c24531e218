import { styleText } from 'node:util'
import { type TextTableStyle, tableLines } from '../report/text-table.ts'

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g

/** Text from data or study files on one line, without anything a terminal would obey: control characters become spaces. */
export function plain(text: string): string {
  return text.replace(CONTROL, ' ')
}

/** Writes a line to stdout. */
export function say(line = ''): void {
  process.stdout.write(`${line}\n`)
}

/** Writes a value to stdout as JSON; control characters that JSON leaves as they are get escaped. */
export function sayJson(value: unknown): void {
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  say(JSON.stringify(value, undefined, 2).replace(/[\u007f-\u009f]/g, escaped))
}

export const bold = (text: string) => styleText('bold', text)
export const dim = (text: string) => styleText('dim', text)

/** A table of text with aligned columns, its head dimmed. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { right = [], ...style }: TextTableStyle = {},
): string {
  const safe = (texts: readonly string[]) => texts.map(plain)
  const [first, ...lines] = tableLines(safe(head), rows.map(safe), { ...style, right: safe(right) })
  return [dim(first), ...lines].join('\n')
}
