import { type Block, type Cell, type Column, cellText, type Table } from './block.ts'

/** What XML 1.0 does not allow: control characters but three, halves of surrogate pairs, two that are no characters. */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu

/** Text from data, fit for HTML and SVG, between tags and within quotes; what XML does not allow is left out. */
export function escaped(text: string): string {
  return text.replace(FORBIDDEN, '').replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`)
}

/** A sentence, escaped, that breaks no line between a number and its unit or within `p = 0.05`. */
export function unbroken(sentence: string): string {
  return escaped(
    sentence
      .replace(/p ([<=]) (?=\d)/g, 'p\u00a0$1\u00a0')
      .replace(/(\d) (?=[%×]|nats)/g, '$1\u00a0')
      .replace(/× (?=10)/g, '×\u00a0'),
  )
}

/** Blocks as HTML, for the body of a page with the style of a report. */
export function htmlOf(blocks: readonly Block[]): string {
  return blocks.map(htmlOfBlock).join('\n')
}

function htmlOfBlock(block: Block): string {
  switch (block.kind) {
    case 'text':
      return `<p>${unbroken(block.text)}</p>`
    case 'lead':
    case 'note':
      return `<p class="${block.kind}">${unbroken(block.text)}</p>`
    case 'list':
      return listed(block.items)
    case 'notes':
      return `<div class="note">${listed(block.items)}</div>`
    case 'table':
      return tableHtml(block)
    case 'figure':
      return `<figure id="${block.id}">${block.svg}<figcaption>${unbroken(block.caption)}</figcaption></figure>`
    case 'heading':
      return headingHtml(block)
    case 'equations':
      return `<pre>${block.lines.map(withSubscripts).join('\n')}</pre>`
  }
}

const listed = (items: readonly string[]) => `<ul>${items.map((item) => `<li>${unbroken(item)}</li>`).join('')}</ul>`

function headingHtml({ level, id, text, about }: Extract<Block, { kind: 'heading' }>): string {
  const more = about === undefined ? '' : ` <span class="about">${escaped(about)}</span>`
  return `<h${level} id="${id}">${escaped(text)}${more}</h${level}>`
}

const CLASSES = { names: '', numbers: ' class="number"', prose: ' class="prose"' } as const satisfies Record<
  Column['holds'],
  string
>

function tableHtml({ id, columns, rows }: Table): string {
  const head = columns.map(({ title, holds }) => `<th${CLASSES[holds]}>${escaped(title)}</th>`).join('')
  const data = (cell: Cell, k: number) =>
    `<td${CLASSES[columns[k].holds]}${dataValue(cell)}>${escaped(cellText(cell))}</td>`
  const body = rows.map((row) => `<tr>${row.map(data).join('')}</tr>`).join('\n')
  return `<div class="wide"><table id="${id}"><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table></div>`
}

/** The value of a cell where its text does not say it already. */
function dataValue(cell: Cell): string {
  return typeof cell === 'string' || String(cell.value) === cell.text ? '' : ` data-value="${cell.value}"`
}

/** `W_z x_{t−1}` with its subscripts set as such. */
function withSubscripts(line: string): string {
  return escaped(line).replace(/_(?:\{([^}]*)\}|(\w))/g, (_, many, one) => `<sub>${many ?? one}</sub>`)
}
