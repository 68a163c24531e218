import { parseHTML } from 'linkedom'
import { figuresOf } from './figures.ts'

/** A report as text for places that show Markdown, with the figures that it names. */
export interface MarkdownReport {
  readonly text: string
  /** SVG by file name. */
  readonly figures: Readonly<Record<string, string>>
}

/** Sections of a report’s page as Markdown, in their order on the page; all unless titles choose some. Figures are expected in `folder`. */
export function markdownOf(
  page: string,
  { titles, folder = 'figures' }: { titles?: readonly string[]; folder?: string } = {},
): MarkdownReport {
  const { document } = parseHTML(page)
  const chosen = [...document.querySelectorAll('section')].filter((section) => {
    return titles === undefined || titles.includes(section.querySelector('h2')?.textContent ?? '')
  })
  const text = chosen
    .flatMap((section) => [...section.children].flatMap((block) => blockText(block, folder)))
    .join('\n\n')
  const shown = new Set(
    chosen.flatMap((section) => [...section.querySelectorAll('figure')].map(({ id }) => `${id}.svg`)),
  )
  const figures = Object.entries(figuresOf(page)).filter(([name]) => shown.has(name))
  return { text: `${text}\n`, figures: Object.fromEntries(figures) }
}

/** One figure of a report’s page as Markdown with its caption; undefined where the page has none of this name. */
export function markdownFigure(page: string, id: string, folder = 'figures'): string | undefined {
  const figure = parseHTML(page).document.querySelector(`figure[id="${id}"]`)
  return figure === null ? undefined : figureText(figure, folder).join('\n\n')
}

/** A block of the page as blocks of Markdown. */
function blockText(block: Element, folder: string): string[] {
  switch (block.localName) {
    case 'h2':
      return [`## ${inline(block.textContent ?? '')}`]
    case 'h3':
      return [`### ${inline(block.textContent ?? '')}`]
    case 'ul':
      return [[...block.children].map((item) => `- ${inline(item.textContent ?? '')}`).join('\n')]
    case 'pre':
      return [`\`\`\`\n${spelled(block)}\n\`\`\``]
    case 'table':
      return [tableText(block)]
    case 'figure':
      return figureText(block, folder)
    case 'p':
      return [inline(block.textContent ?? '')]
    default:
      return [...block.children].flatMap((child) => blockText(child, folder))
  }
}

/** Text with its subscripts written as equations have them: `W_z`, `x_{t−1}`. */
function spelled(block: Element): string {
  for (const sub of block.querySelectorAll('sub')) {
    const text = sub.textContent ?? ''
    sub.textContent = text.length === 1 ? `_${text}` : `_{${text}}`
  }
  return block.textContent ?? ''
}

function figureText(figure: Element, folder: string): string[] {
  const [title, caption] = ['title', 'figcaption'].map((name) => inline(figure.querySelector(name)?.textContent ?? ''))
  return [`![${title}](${folder}/${figure.id}.svg)`, caption]
}

function tableText(table: Element): string {
  const rows = [...table.querySelectorAll('tr')].map((row) => [...row.children])
  const [head, ...body] = rows.map((cells) => cells.map((cell) => cell.textContent ?? ''))
  const numbers = rows[0].flatMap((cell, k) => (cell.getAttribute('class') === 'number' ? [k] : []))
  return markdownTable(head, body, numbers)
}

/** A table as Markdown, its columns of numbers to the right. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  numbers: readonly number[],
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const rule = line(head.map((_, k) => (numbers.includes(k) ? '--:' : '---')))
  const [first, ...others] = [head, ...rows].map((cells) => line(cells.map(inline)))
  return [first, rule, ...others].join('\n')
}

/** Text that Markdown leaves as it is, on one line. */
function inline(text: string): string {
  return text
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_|<>[\]#~]/g, (character) => `\\${character}`)
}
