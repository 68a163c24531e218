import { type Block, cellText, type Table } from './block.ts'

/** Blocks as Markdown; figures are named as files of a folder. */
export function markdownOf(blocks: readonly Block[], { figures = 'figures' }: { figures?: string } = {}): string {
  return blocks.map((block) => `${markdownOfBlock(block, figures)}\n`).join('\n')
}

function markdownOfBlock(block: Block, figures: string): string {
  switch (block.kind) {
    case 'lead':
    case 'text':
    case 'note':
      return inline(block.text)
    case 'list':
    case 'notes':
      return block.items.map((item) => `- ${inline(item)}`).join('\n')
    case 'table':
      return tableText(block)
    case 'figure':
      return `![${inline(block.title)}](${figures}/${block.id}.svg)\n\n${inline(block.caption)}`
    case 'heading':
      return `${'#'.repeat(block.level)} ${inline([block.text, block.about ?? ''].join(' '))}`
    case 'equations':
      return `\`\`\`\n${block.lines.join('\n')}\n\`\`\``
  }
}

/** A table, its columns of numbers to the right. */
function tableText({ columns, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const head = line(columns.map(({ title }) => inline(title)))
  const rule = line(columns.map(({ holds }) => (holds === 'numbers' ? '--:' : '---')))
  return [head, rule, ...rows.map((cells) => line(cells.map((cell) => inline(cellText(cell)))))].join('\n')
}

/** Text that Markdown leaves as it is, on one line. */
function inline(text: string): string {
  return text
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_|<>[\]#~]/g, (character) => `\\${character}`)
}
