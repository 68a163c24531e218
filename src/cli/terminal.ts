import { stripVTControlCharacters, styleText } from 'node:util'
import Table from 'cli-table3'

/** Text from data, fit for a terminal: no control characters, on one line. */
export function plain(text: string): string {
  return stripVTControlCharacters(text).replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
}

/** Whether a stream understands colours; NO_COLOR is respected. */
export function strong(text: string): string {
  return styleText('bold', text, { stream: process.stdout })
}

/** A table in plain lines: columns that begin with `right` names are aligned right. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
): string {
  const made = new Table({
    head: [...head],
    colAligns: head.map((_, k) => (right.includes(k) ? 'right' : 'left')),
    style: { head: [], border: [], compact: true },
    chars: {
      top: '',
      'top-mid': '',
      'top-left': '',
      'top-right': '',
      bottom: '',
      'bottom-mid': '',
      'bottom-left': '',
      'bottom-right': '',
      left: '',
      'left-mid': '',
      mid: '',
      'mid-mid': '',
      right: '',
      'right-mid': '',
      middle: ' ',
    },
  })
  made.push(...rows.map((row) => row.map(plain)))
  return made
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
}

/** Prints one object for a machine, and nothing else. */
export function printJson(value: unknown): void {
  console.log(JSON.stringify(value, null, 2))
}
