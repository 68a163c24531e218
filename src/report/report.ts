import { type Findings, findingsOf } from '../analysis/findings.ts'
import { counted } from '../analysis/wording.ts'
import type { TrialRecord } from '../store/store.ts'
import type { StudyDefinition } from '../study/definition.ts'
import { escaped } from './html.ts'
import type { Material } from './material.ts'
import { sections } from './sections.ts'
import { style } from './style.ts'

/** What a study found, as one self-contained HTML page: no script, nothing from elsewhere, in light, in dark and on paper. */
export function report(
  definition: StudyDefinition,
  trials: readonly TrialRecord[],
  findings: Findings = findingsOf(definition, trials),
): string {
  const material: Material = { definition, trials, findings }
  const body = sections
    .map(({ title, render }) => ({ title, html: render(material) }))
    .filter(({ html }) => html !== '')
    .map(({ title, html }) => `<section><h2>${escaped(title)}</h2>\n${html}\n</section>`)
    .join('\n')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(definition.name)} · Odyssey</title>
<style>${style}</style>
</head>
<body>
<main>
<header>
<p class="kind">A study by Odyssey</p>
<h1>${escaped(definition.question)}</h1>
<p class="facts">${escaped(definition.name)} · ${Object.keys(definition.tasks).map(escaped).join(', ')} · ${Object.keys(definition.cells).map(escaped).join(', ')} · ${counted(trials.length, 'trial')}</p>
</header>
${body}
</main>
</body>
</html>
`
}
