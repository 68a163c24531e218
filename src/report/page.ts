import { escaped } from './html.ts'
import { style } from './style.ts'

/** The frame of every report: no script, nothing from elsewhere, in light, in dark and on paper. */
export interface Page {
  /** What it is about, in a few words. */
  readonly name: string
  /** What kind of report it is. */
  readonly kind: string
  readonly heading: string
  /** A line of facts. */
  readonly facts: readonly string[]
  /** In reading order; those without HTML are left out. */
  readonly sections: readonly { readonly title: string; readonly html: string }[]
}

/** One self-contained HTML page. Names, heading and facts are text and are escaped here. */
export function page({ name, kind, heading, facts, sections }: Page): string {
  const body = sections
    .filter(({ html }) => html !== '')
    .map(({ title, html }) => `<section><h2>${escaped(title)}</h2>\n${html}\n</section>`)
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
