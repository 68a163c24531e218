/** What XML 1.0 does not allow: control characters but three, halves of surrogate pairs, two that are no characters. */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu

/** Text from data, fit for HTML and SVG, between tags and within quotes; what XML does not allow is left out. */
export function escaped(text: string): string {
  return text.replace(FORBIDDEN, '').replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`)
}

/** A sentence from data, fit for HTML, that breaks no line between a number and its unit or within `p = 0.05`. */
export function prose(sentence: string): string {
  return escaped(
    sentence
      .replace(/p ([<=]) (?=\d)/g, 'p\u00a0$1\u00a0')
      .replace(/(\d) (?=[%×]|nats)/g, '$1\u00a0')
      .replace(/× (?=10)/g, '×\u00a0'),
  )
}

/** A table; columns named in `right` hold numbers. Cells are text and are escaped here. */
export function htmlTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
): string {
  const kind = (k: number) => (right.includes(k) ? ' class="number"' : '')
  const cells = (tag: string, row: readonly string[]) =>
    row.map((cell, k) => `<${tag}${kind(k)}>${escaped(cell)}</${tag}>`).join('')
  const body = rows.map((row) => `<tr>${cells('td', row)}</tr>`).join('\n')
  return `<div class="wide"><table><thead><tr>${cells('th', head)}</tr></thead><tbody>\n${body}\n</tbody></table></div>`
}

/** Sentences as a list; empty where there are none. */
export function list(sentences: readonly string[]): string {
  const items = sentences.map((sentence) => `<li>${prose(sentence)}</li>`)
  return items.length === 0 ? '' : `<ul>${items.join('')}</ul>`
}

/** A figure with the sentence that it shows, under a name that a file may have too. */
export function figure(name: string, svg: string, caption: string): string {
  const id = name.replace(/[^\w.-]+/g, '-')
  return `<figure id="${id}">${svg}<figcaption>${prose(caption)}</figcaption></figure>`
}
