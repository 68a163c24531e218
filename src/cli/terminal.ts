import { styleText } from 'node:util'
import Table from 'cli-table3'

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

/** A table of text with aligned columns; those in `right` hold numbers, and `gap` spaces are between them. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { right = [], gap = 2 }: { right?: readonly string[]; gap?: number } = {},
): string {
  const lines = new Table({
    head: head.map(dim),
    colAligns: head.map((title) => (right.includes(title) ? 'right' : 'left')),
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': gap },
  })
  lines.push(...rows.map((row) => row.map(plain)))
  return lines
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
}

const NO_LINES = Object.fromEntries(
  'top top-mid top-left top-right bottom bottom-mid bottom-left bottom-right left left-mid mid mid-mid right right-mid middle'
    .split(' ')
    .map((place) => [place, '']),
)
