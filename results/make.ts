/**
 * Every table and figure of the published results, from the committed trials alone: for each folder here with an about.md, its
 * archives of trials become report pages, and README.md with the sections that about.md is followed by.
 *
 *     npm run -s results [-- --check]     --check writes nothing and fails where a file is not what it would be
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { findingsOf } from '../src/analysis/findings.ts'
import { markdownOf } from '../src/report/markdown.ts'
import { report } from '../src/report/report.ts'
import type { SectionTitle } from '../src/report/sections.ts'
import { readArchive } from '../src/store/archive.ts'

/** What the README shows of each archive; the report pages have all. */
const SHOWN: Readonly<Record<string, readonly SectionTitle[]>> = {
  trials: [
    'What was found',
    'Cells compared',
    'The paper’s claims',
    'What explains the results',
    'Advice',
    'How many trials would have been enough',
    'Best trials',
    'How it was done',
  ],
  seeds: ['Repeated with other seeds'],
  wider: ['What was found', 'Learning rate', 'Advice'],
}

const { check } = parseArgs({ options: { check: { type: 'boolean', default: false } } }).values
const root = dirname(fileURLToPath(import.meta.url))
const folders = readdirSync(root).filter((name) => existsSync(join(root, name, 'about.md')))
const differing = folders.flatMap((name) => filesOf(join(root, name))).filter(([path, text]) => !settle(path, text))
for (const [path] of differing) console.log(`${path} is not what npm run results makes`)
process.exitCode = differing.length > 0 ? 1 : 0

type File = readonly [path: string, text: string]

function filesOf(folder: string): File[] {
  const archives = Object.keys(SHOWN).filter((name) => existsSync(join(folder, `${name}.jsonl.gz`)))
  const parts = archives.map((name) => {
    const [{ definition, trials }] = readArchive(join(folder, `${name}.jsonl.gz`))
    const page = report(definition, trials, findingsOf(definition, trials, { intervals: 100 }))
    return {
      name,
      question: definition.question,
      page,
      shown: markdownOf(page, { titles: SHOWN[name], folder: `figures/${name}` }),
    }
  })
  const text = [
    readFileSync(join(folder, 'about.md'), 'utf8'),
    ...parts.map(({ question, shown }) => `# ${question}\n\n${shown.text}`),
  ].join('\n')
  return [
    [join(folder, 'README.md'), text],
    ...parts.flatMap(({ name, page, shown }): File[] => [
      [join(folder, `${name}.html`), page],
      ...Object.entries(shown.figures).map(([file, svg]): File => [join(folder, 'figures', name, file), svg]),
    ]),
  ]
}

/** Writes a file, or says whether it is what it should be. */
function settle(path: string, text: string): boolean {
  if (check) return existsSync(path) && readFileSync(path, 'utf8') === text
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  return true
}
