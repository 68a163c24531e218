import type { OwnData } from '../../../src/task/own/data.ts'
import { textOf } from '../../../src/task/own/data.ts'
import { checkReading, type ReadingOptions } from '../../../src/task/own/options.ts'
import { textReader } from '../../../src/task/own/read.ts'

/** The sequences in a text, as those in a file of this name would be read. */
export function read(text: string, options: ReadingOptions = {}, name = 'data.csv'): OwnData {
  const reader = textReader(name, text.slice(0, 10_000), checkReading(options))
  reader.push(text)
  return reader.end()
}

/** The values of a column, a list for each sequence. */
export function valuesOf(data: OwnData, name: string): (number | string)[][] {
  const column = data.columns.find((one) => one.name === name)!
  return Array.from(data.lengths, (length, k) =>
    Array.from({ length: column.level === 'step' ? length : 1 }, (_, t) => textOf(column, k, t) ?? column.number(k, t)),
  )
}

/** Rows of numbers or texts as CSV. */
export const csv = (head: string, rows: readonly (readonly (number | string)[])[]) =>
  [head, ...rows.map((row) => row.join(','))].join('\n')

/** So many rows. */
export const rows = <T>(count: number, of: (k: number) => T) => Array.from({ length: count }, (_, k) => of(k))
