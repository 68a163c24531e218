import { tableLines } from '../text-table.ts'
import { type Block, cellText, type Table } from './block.ts'

/** How a terminal shows what stands out and what steps back, and what it must not be told. */
export interface TerminalStyle {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  /** Text from data without anything that a terminal would obey. */
  readonly plain: (text: string) => string
  /** Spaces between the columns of tables. */
  readonly gap?: number
}

/** Blocks as lines of text; of figures their captions. */
export function terminalText(blocks: readonly Block[], style: TerminalStyle): string {
  return blocks
    .flatMap((block, at) => [...(at > 0 ? spaceBetween(blocks[at - 1], block) : []), ...lines(block, style)])
    .join('\n')
}

/** Sentences follow each other; what is no sentence stands apart, but for what follows its heading. */
function spaceBetween(before: Block, block: Block): string[] {
  const areSentences = isSentence(before) && isSentence(block)
  return areSentences || before.kind === 'heading' ? [] : ['']
}

const isSentence = ({ kind }: Block) => kind !== 'table' && kind !== 'heading' && kind !== 'equations'

function lines(block: Block, style: TerminalStyle): string[] {
  const { bold, dim, plain } = style
  switch (block.kind) {
    case 'lead':
      return [bold(plain(block.text))]
    case 'text':
      return [plain(block.text)]
    case 'note':
      return [dim(plain(block.text))]
    case 'list':
      return block.items.map(plain)
    case 'notes':
      return block.items.map((item) => dim(plain(item)))
    case 'figure':
      return [plain(block.caption)]
    case 'heading':
      return [`${bold(plain(block.text))}${block.about === undefined ? '' : `  ${plain(block.about)}`}`]
    case 'equations':
      return block.lines.map((line) => `  ${plain(line)}`)
    case 'table':
      return tableText(block, style)
  }
}

function tableText({ columns, rows }: Table, { dim, plain, gap = 2 }: TerminalStyle): string[] {
  const titles = columns.map(({ title }) => plain(title))
  const right = titles.filter((_, k) => columns[k].holds === 'numbers')
  const texts = rows.map((row) => row.map((cell) => plain(cellText(cell))))
  const [head, ...body] = tableLines(titles, texts, { right, gap })
  return [dim(head), ...body]
}
