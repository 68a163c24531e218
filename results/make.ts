/**
 * Every table and figure of the published results, from the committed trials alone: for each folder here with an about.md, its
 * archives of trials become report pages, and README.md with the sections that about.md is followed by. What FRONT names also goes
 * on the first page of the project.
 *
 *     npm run -s results [-- --check]     --check writes nothing and fails where a file is not what it would be
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { bestOfTasks } from '../src/analysis/best.ts'
import { type Findings, findingsOf } from '../src/analysis/findings.ts'
import type { Counts } from '../src/analysis/pairs.ts'
import { counted, duration, grouped } from '../src/analysis/wording.ts'
import { markdownOf } from '../src/report/markdown.ts'
import { report } from '../src/report/report.ts'
import type { SectionTitle } from '../src/report/sections.ts'
import { readArchive } from '../src/store/archive.ts'
import { trialName } from '../src/study/trial.ts'

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

/** Whose findings and figure the project’s own README shows, between MARKS. */
const FRONT = { folder: 'jsb', archive: 'trials', figure: 'jsb-best.svg' }
const MARKS = ['<!-- made by npm run -s results: -->\n', '<!-- end -->'] as const

/** What the paper’s trainings took, by its text. */
const PAPER = { trials: 5400, years: 15 }

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
    const findings = findingsOf(definition, trials, { intervals: 100 })
    const page = report(definition, trials, findings)
    return {
      name,
      question: definition.question,
      findings,
      page,
      shown: markdownOf(page, { titles: SHOWN[name], folder: `figures/${name}` }),
    }
  })
  const text = [
    readFileSync(join(folder, 'about.md'), 'utf8'),
    ...parts.map(({ name, question, findings, shown }) =>
      [`# ${question}\n\n${shown.text}`, costText(findings), againText(findings, name, folder)].join('\n'),
    ),
  ].join('\n')
  const first = parts.find(({ name }) => basename(folder) === FRONT.folder && name === FRONT.archive)
  return [
    [join(folder, 'README.md'), text],
    ...parts.flatMap(({ name, page, shown }): File[] => [
      [join(folder, `${name}.html`), page],
      ...Object.entries(shown.figures).map(([file, svg]): File => [join(folder, 'figures', name, file), svg]),
    ]),
    ...(first === undefined ? [] : [frontPage(first)]),
  ]
}

/** What the trials took, beside the paper’s. */
function costText({ overview: { counts, seconds } }: Findings): string {
  const done = ended(counts)
  const each = (PAPER.years * 365.25 * 24 * 3600) / PAPER.trials
  return [
    '## What it cost\n',
    `${counted(done, 'trial')} took ${duration(seconds)} of one core, ${duration(seconds / done)} each. The paper’s ` +
      `${grouped(PAPER.trials)} trials, on three tasks, took about ${PAPER.years} years of one core (Greff et al., 2017), ${duration(each)} each.\n`,
  ].join('\n')
}

/** How to train the best trial again. */
function againText({ best }: Findings, name: string, folder: string): string {
  const [trial] = bestOfTasks(best)
  const archive = `results/${basename(folder)}/${name}.jsonl.gz`
  return [
    '## To train the best trial again\n',
    'With the data in `DIR`, this says whether the same bits come out:\n',
    `\`\`\`sh\nnpm run -s odyssey -- verify ${trialName(trial)} --store ${archive} --data DIR\n\`\`\`\n`,
  ].join('\n')
}

/** The project’s README with its first finding. */
function frontPage({ question, page, findings }: { question: string; page: string; findings: Findings }): File {
  const { folder, archive, figure } = FRONT
  const { overview, verdict } = findings
  const { planned } = overview.counts
  const done = ended(overview.counts)
  const { text } = markdownOf(page, { titles: ['Cells compared'], folder: `results/${folder}/figures/${archive}` })
  const blocks = text.split('\n\n')
  const picture = blocks.findIndex((block) => block.includes(`/${figure})`))
  const path = join(root, '..', 'README.md')
  const [before, , after] = readFileSync(path, 'utf8').split(new RegExp(MARKS.join('|')))
  const front = [
    `**${question}** ${done < planned ? `${grouped(done)} of ${grouped(planned)} trainings so far` : `${grouped(done)} trainings`}, ` +
      `${duration(overview.seconds)} of one core, say: ${verdict.headline} All of it: [results/${folder}](results/${folder}/README.md).`,
    ...blocks.slice(picture, picture + 2),
  ]
  return [path, [before, MARKS[0], `${front.join('\n\n')}\n`, MARKS[1], after].join('')]
}

/** Trials that came to an end, whichever. */
function ended({ completed, diverged, failed }: Counts): number {
  return completed + diverged + failed
}

/** Writes a file, or says whether it is what it should be. */
function settle(path: string, text: string): boolean {
  if (check) return existsSync(path) && readFileSync(path, 'utf8') === text
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  return true
}
