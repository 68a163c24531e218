import { type Block, blocksOf, figuresIn, type Section } from './blocks/block.ts'
import { escaped, htmlOf } from './blocks/html.ts'
import { palette, style } from './style.ts'

/** A report before it is HTML, Markdown or files. */
export interface Page<Id extends string = string> {
  /** What it is about, in a few words. */
  readonly name: string
  /** What kind of report it is. */
  readonly kind: string
  readonly heading: string
  /** A line of facts. */
  readonly facts: readonly string[]
  /** In reading order; those without blocks are left out. */
  readonly sections: readonly (Section & { readonly id: Id })[]
}

/** One self-contained HTML page: no script, nothing from elsewhere, in light, in dark and on paper. */
export function pageHtml({ name, kind, heading, facts, sections }: Page): string {
  const body = sections
    .filter(({ blocks }) => blocks.length > 0)
    .map((section) => `<section>${htmlOf(blocksOf([section]))}\n</section>`)
    .join('\n')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(name)} · Odyssey</title>
<style>${style}</style>
</head>
<body>
<main>
<header>
<p class="kind">${escaped(kind)}</p>
<h1>${escaped(heading)}</h1>
<p class="facts">${facts.map(escaped).join(' · ')}</p>
</header>
${body}
</main>
</body>
</html>
`
}

/** The blocks of a page, or of those sections that are asked for, in the order of the page. */
export function blocksIn<Id extends string>({ sections }: Page<Id>, ids?: readonly Id[]): Block[] {
  return blocksOf(sections.filter(({ id }) => ids === undefined || ids.includes(id)))
}

/** Figures as files: SVG by a name such as `jsb-best.svg`, each by itself fit for light and dark pages. */
export function figureFiles(blocks: readonly Block[]): Record<string, string> {
  return Object.fromEntries(figuresIn(blocks).map(({ id, svg }) => [`${id}.svg`, standing(svg)]))
}

/** With the colours that a report’s page would give it. */
function standing(svg: string): string {
  const rule = (colours: string) => `svg{${colours};color:var(--ink)}`
  const own = `<style>${rule(palette.light)}@media (prefers-color-scheme:dark){${rule(palette.dark)}}</style>`
  return `${svg.replace(/^<svg[^>]*>/, (tag) => `${tag}${own}`)}\n`
}
