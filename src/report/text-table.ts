/** Tables of text in columns, for a terminal or a file. Cells are single lines; what a terminal would obey is taken out before. */

export interface TextTableStyle {
  /** Titles of the columns that hold numbers: they end at one edge. */
  readonly right?: readonly string[]
  /** Spaces between columns. */
  readonly gap?: number
}

/** The lines of a table, its head first, each column as wide as its widest text. */
export function tableLines(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  style: TextTableStyle = {},
): string[] {
  const all = [head, ...rows]
  return all.map(lineWriter(head, columnWidths(all), style))
}

/** The width of the widest text of each column. */
export function columnWidths(rows: Iterable<readonly string[]>): number[] {
  const widths: number[] = []
  for (const row of rows) widen(widths, row)
  return widths
}

/** Makes columns as wide as the texts of one more row, in place. */
export function widen(widths: number[], row: readonly string[]): void {
  row.forEach((text, k) => (widths[k] = Math.max(widths[k] ?? 0, textWidth(text))))
}

/** What writes a row as a line, in columns of these widths: rows can be written one by one where the widths are known. */
export function lineWriter(
  head: readonly string[],
  widths: readonly number[],
  { right = [], gap = 2 }: TextTableStyle = {},
): (row: readonly string[]) => string {
  const space = ' '.repeat(gap)
  const ends = head.map((title) => right.includes(title))
  return (row) =>
    row
      .map((text, k) => padded(text, widths[k], ends[k]))
      .join(space)
      .trimEnd()
}

function padded(text: string, width: number, atEnd: boolean): string {
  const length = text.length + width - textWidth(text)
  return atEnd ? text.padStart(length) : text.padEnd(length)
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** How many columns of a terminal a text takes: two for each letter of Chinese, Japanese or Korean and each emoji, none for what joins the letter before. */
export function textWidth(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length
  let width = 0
  for (const { segment } of graphemes.segment(text)) width += EMOJI.test(segment) ? 2 : lettersWidth(segment)
  return width
}

const EMOJI =
  /^(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f|\p{Regional_Indicator}{2}|[0-9#*]\ufe0f?\u20e3)/u
/** Marks, formats and the vowels and final consonants of Hangul syllables that are spelled out. */
const JOINED = /^[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff]$/u
const NARROW_FORMS = /^[\uff61-\uffdc]$/u
/** Scripts of square letters, their punctuation and the full-width forms (East Asian Width W and F, Unicode Annex 11). */
const SQUARE =
  /^[\p{sc=Han}\p{sc=Hangul}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Bopomofo}\p{sc=Yi}\p{sc=Tangut}\u3001-\u303e\u3000\u30fb\u30fc\uff01-\uff60\uffe0-\uffe6]$/u

function lettersWidth(grapheme: string): number {
  let width = 0
  for (const letter of grapheme) {
    if (JOINED.test(letter)) continue
    width += SQUARE.test(letter) && !NARROW_FORMS.test(letter) ? 2 : 1
  }
  return width
}
