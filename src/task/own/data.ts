import type { RawColumn } from './columns.ts'
import type { DateOrder } from './dates.ts'
import type { Layout } from './options.ts'

/** Sequences of a user as they were read, before anything is asked of them. */
export interface OwnData {
  /** The file or folder. */
  readonly name: string
  readonly layout: Layout
  /** Steps of each sequence. */
  readonly lengths: Int32Array
  readonly columns: readonly OwnColumn[]
  /** Where a sequence is found again: its id in the file, or its place, from 1. */
  idOf(sequence: number): string
  /** The columns that made the sequences, which are none of their values. */
  readonly made: { readonly sequence?: string; readonly time?: string; readonly split?: string }
  readonly notes: readonly ReadingNote[]
}

/** A quantity: a value at each step, or one for each sequence. */
export interface OwnColumn {
  readonly name: string
  readonly level: 'step' | 'sequence'
  /** Whether it is known to be what a network sees or what it is to say, as `x` and `y` of JSON lines are. */
  readonly known?: 'input' | 'target'
  /** Whether a text is several symbols with blanks between them, or one for each character. */
  readonly isLabel?: true
  readonly texts: readonly string[]
  /** NaN where there is a text or nothing. At the level of sequences the step does not matter. */
  number(sequence: number, step: number): number
  /** Which of `texts`; −1 where there is a number or nothing. */
  code(sequence: number, step: number): number
}

/** What was noticed while reading, as codes and numbers. */
export type ReadingNote =
  | { readonly kind: 'separator'; readonly separator: string; readonly header: boolean }
  | { readonly kind: 'renamed'; readonly columns: readonly string[] }
  | { readonly kind: 'dates'; readonly column: string; readonly order: DateOrder; readonly guessed: boolean }
  | { readonly kind: 'unsorted'; readonly sequences: number; readonly column: string }
  | { readonly kind: 'scattered'; readonly sequences: number; readonly column: string }
  | { readonly kind: 'same time'; readonly steps: number; readonly column: string }
  | { readonly kind: 'restarts'; readonly column: string }
  | { readonly kind: 'duplicate ids'; readonly column: string; readonly ids: number }
  | { readonly kind: 'files'; readonly files: number; readonly folders: readonly string[] }
  | { readonly kind: 'empty'; readonly sequences: number }

/** A column of a table as one of sequences, by the row in which a step or a sequence stands. */
export function columnAt(
  { name, texts, number, code }: RawColumn,
  level: OwnColumn['level'],
  rowOf: (sequence: number, step: number) => number,
): OwnColumn {
  return {
    name,
    level,
    texts,
    number: (sequence, step) => number(rowOf(sequence, step)),
    code: (sequence, step) => code(rowOf(sequence, step)),
  }
}

/** The text of a step or a sequence; undefined where there is a number or nothing. */
export function textOf(column: OwnColumn, sequence: number, step = 0): string | undefined {
  const code = column.code(sequence, step)
  return code < 0 ? undefined : column.texts[code]
}

/** The value as it is told to people and compared: a text, a number as text, or undefined where there is nothing. */
export function valueAt(column: OwnColumn, sequence: number, step = 0): string | undefined {
  const text = textOf(column, sequence, step)
  if (text !== undefined) return text
  const number = column.number(sequence, step)
  return Number.isNaN(number) ? undefined : String(number)
}
