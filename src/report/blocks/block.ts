/**
 * What a report is made of, before anything is markup: a section turns a finding into blocks, and a compiler turns blocks into HTML,
 * Markdown or lines of a terminal. All text is plain; compilers escape it.
 */
export type Block =
  /** A paragraph: the first and largest of a report, an ordinary one, or a quiet one. */
  | { readonly kind: 'lead' | 'text' | 'note'; readonly text: string }
  /** Sentences, each on its own; `notes` are quiet. */
  | { readonly kind: 'list' | 'notes'; readonly items: readonly string[] }
  | Table
  | Figure
  /** The heading of a section is its title, of level 2; `about` says more in a few quiet words. */
  | {
      readonly kind: 'heading'
      readonly level: 2 | 3
      readonly id: string
      readonly text: string
      readonly about?: string
    }
  /** Lines in which `_z` and `_{t−1}` are subscripts. */
  | { readonly kind: 'equations'; readonly lines: readonly string[] }

export interface Table {
  readonly kind: 'table'
  readonly id: string
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly Cell[])[]
}

export interface Column {
  readonly title: string
  /** Numbers stand to the right; prose needs room. */
  readonly holds: 'names' | 'numbers' | 'prose'
}

/** Text, with the value it stands for where there is one: to sort by, and for who wants all digits. */
export type Cell = string | { readonly text: string; readonly value: number }

/** A drawing with the sentence that it shows. Its id is also the name of its file, without an ending. */
export interface Figure extends Drawing {
  readonly kind: 'figure'
  readonly id: string
  readonly caption: string
}

export interface Drawing {
  /** One SVG element. */
  readonly svg: string
  readonly title: string
}

/** Blocks under a title and an id to address them by; without any where there is nothing to say. */
export interface Section {
  readonly id: string
  readonly title: string
  readonly blocks: readonly Block[]
}

export const text = (sentence: string): Block => ({ kind: 'text', text: sentence })
export const note = (sentence: string): Block => ({ kind: 'note', text: sentence })

/** Sentences as a list; no block where there are none. */
export function list(items: readonly string[], kind: 'list' | 'notes' = 'list'): Block[] {
  return items.length === 0 ? [] : [{ kind, items }]
}

/** A heading within a section. */
export function heading(id: string, title: string, about?: string): Block {
  return { kind: 'heading', level: 3, id: idOf(id), text: title, ...(about !== undefined && { about }) }
}

/** A table whose id may be any text. */
export function table(id: string, columns: readonly Column[], rows: readonly (readonly Cell[])[]): Table {
  return { kind: 'table', id: idOf(id), columns, rows }
}

/** A figure whose id may be any text. */
export function figure(id: string, drawing: Drawing, caption: string): Figure {
  return { kind: 'figure', id: idOf(id), ...drawing, caption }
}

export const names = (...titles: readonly string[]): Column[] => titles.map((title) => ({ title, holds: 'names' }))
export const numbers = (...titles: readonly string[]): Column[] => titles.map((title) => ({ title, holds: 'numbers' }))
export const prose = (...titles: readonly string[]): Column[] => titles.map((title) => ({ title, holds: 'prose' }))

export const cellText = (cell: Cell) => (typeof cell === 'string' ? cell : cell.text)

/** The blocks of all sections in a row, each under its title; sections without any are left out. */
export function blocksOf(sections: readonly Section[]): Block[] {
  return sections.flatMap(({ id, title, blocks }): Block[] =>
    blocks.length === 0 ? [] : [{ kind: 'heading', level: 2, id, text: title }, ...blocks],
  )
}

export function figuresIn(blocks: readonly Block[]): Figure[] {
  return blocks.filter((block) => block.kind === 'figure')
}

/** An id that HTML and file names allow, from any text. */
function idOf(text: string): string {
  return text.replace(/[^\w.-]+/g, '-')
}
