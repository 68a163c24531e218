import { once } from 'node:events'
import { styleText } from 'node:util'
import type { Block } from '../report/blocks/block.ts'
import { terminalText } from '../report/blocks/terminal.ts'
import { type TextTableStyle, tableLines } from '../report/text-table.ts'

/** What a terminal obeys or shows nothing of: control characters, other ends of lines, directions of writing, invisible marks. */
const OBEYED = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\u200b\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]+/gu

/** Nearly all text is of such letters alone, and is found to be in a tenth of the time. */
const HARMLESS = /^[\x20-\x7e]*$/
const HARMLESS_LINES = /^[\n\x20-\x7e]*$/

/** Text from data or study files on one line, without anything a terminal would obey: control characters become spaces. */
export function plain(text: string): string {
  return HARMLESS.test(text) ? text : text.replace(OBEYED, ' ')
}

/** Writes a line to stdout, or several; nothing in them but the styles of this file and the ends of lines is obeyed. */
export function say(line = ''): void {
  process.stdout.write(`${harmless(line)}\n`)
}

/** Writes lines to stdout, each time as many as come and as fast as they are read there, so that any number of them takes little memory. */
export async function sayEach(lines: AsyncIterable<readonly string[]>): Promise<void> {
  for await (const some of lines) await written(some.map((line) => `${harmless(line)}\n`).join(''))
}

async function written(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain')
}

/** Entries that become one text: longer texts are slower to make and to write. */
const ENTRIES = 25

/** Writes what `sayJson` would of an object whose last field is a list, each time as many of its entries as come. */
export async function sayJsonList(
  start: object,
  field: string,
  entries: AsyncIterable<readonly unknown[]>,
): Promise<void> {
  const [open, close] = ['{\n  "": [', '\n  ]\n}']
  await written(jsonText({ ...start, [field]: [] }).slice(0, -']\n}'.length))
  let isFirst = true
  for await (const some of entries) {
    for (let from = 0; from < some.length; from += ENTRIES) {
      const text = jsonText({ '': some.slice(from, from + ENTRIES) })
      await written(`${isFirst ? '' : ','}${text.slice(open.length, -close.length)}`)
      isFirst = false
    }
  }
  await written(`${isFirst ? ']\n}' : close}\n`)
}

/** Writes a line to stderr, or several, as `say` does to stdout. */
export function complain(line: string): void {
  process.stderr.write(`${harmless(line)}\n`)
}

/** Writes a value to stdout as JSON; what a terminal would obey gets escaped, so that the value is the same. */
export function sayJson(value: unknown): void {
  process.stdout.write(`${jsonText(value)}\n`)
}

/** The same but for the ends of lines, which JSON has between its parts alone. */
const OBEYED_IN_JSON = new RegExp(`(?:(?!\\n)${OBEYED.source.replace(/\+$/, '')})+`, 'gu')

function jsonText(value: unknown): string {
  const text = JSON.stringify(value, undefined, 2)
  return HARMLESS_LINES.test(text) ? text : text.replace(OBEYED_IN_JSON, escaped)
}

const escaped = (text: string) =>
  text.replace(/./gs, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

// biome-ignore lint/suspicious/noControlCharactersInRegex: the ends of lines and the three codes that bold and dim are made of
const OWN = /(\n|\u001b\[(?:1|2|22)m)/

/** Every line without what a terminal obeys, but for bold, dim and their end. */
function harmless(text: string): string {
  if (HARMLESS_LINES.test(text)) return text
  return text
    .split(OWN)
    .map((part, at) => (at % 2 === 1 ? part : plain(part)))
    .join('')
}

export const bold = (text: string) => styleText('bold', plain(text))
export const dim = (text: string) => styleText('dim', plain(text))

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

/** Writes blocks to stdout. */
export function sayBlocks(blocks: readonly Block[], { gap = 2 }: { gap?: number } = {}): void {
  say(terminalText(blocks, { bold, dim, plain, gap }))
}
