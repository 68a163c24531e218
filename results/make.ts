/**
 * Every table and figure of the published results, from the committed trials alone: for each folder here with an about.md, its
 * archives of trials become report pages, as HTML and as Markdown, and the README.md, which is about.md with what was found in the
 * place marked for it; what FRONT names also goes on the first page of the project.
 *
 *     npm run -s results [-- --check]     --check writes nothing and fails where a file is not what it would be
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual, parseArgs } from 'node:util'
import { bestOfTasks } from '../src/findings/best.ts'
import { type Findings, findingsOf } from '../src/findings/findings.ts'
import type { RatePoint } from '../src/findings/learning-rates.ts'
import { endedOf, isTrained } from '../src/findings/pairs.ts'
import { mean, median } from '../src/math/statistics.ts'
import { compact, counted, grouped } from '../src/math/text.ts'
import { type Block, figuresIn, names, numbers, table } from '../src/report/blocks/block.ts'
import { markdownOf } from '../src/report/blocks/markdown.ts'
import { blocksIn, figureFiles, type Page, pageHtml } from '../src/report/page.ts'
import { reportOf } from '../src/report/report.ts'
import type { SectionId } from '../src/report/sections.ts'
import { amount, bare, duration } from '../src/report/words/numbers.ts'
import { headline } from '../src/report/words/verdict.ts'
import { readArchive } from '../src/store/archive.ts'
import type { StudyDefinition } from '../src/study/definition.ts'
import type { Range } from '../src/study/space.ts'
import { trialName } from '../src/study/trial.ts'
import type { Measure } from '../src/task/measure.ts'
import type { TrialRecord } from '../src/train/record.ts'
import { type Made, settle } from './settle.ts'

/** What is shown of each archive. */
interface Shown {
  /** Sections on the folder’s README, before and after its figures. */
  readonly first: readonly SectionId[]
  readonly figures: readonly string[]
  readonly last: readonly SectionId[]
  /** Sections on its own page, beside those; the HTML report has all. */
  readonly more: readonly SectionId[]
  /** The archive beyond whose learning rates this one searched. */
  readonly beyond?: string
  /** The archive that the settings of this one were found in. */
  readonly from?: string
}

const SHOWN: Readonly<Record<string, Shown>> = {
  trials: {
    first: ['found'],
    figures: ['jsb-best', 'jsb-shares'],
    last: ['claims', 'method'],
    more: ['cells', 'importance', 'advice', 'enough', 'best'],
  },
  seeds: {
    first: ['found', 'repeats'],
    figures: [],
    last: [],
    more: ['repeated-settings'],
    from: 'trials',
  },
  wider: {
    first: ['found'],
    figures: ['jsb-learning-rate'],
    last: [],
    more: ['learning-rate', 'advice'],
    beyond: 'trials',
  },
}

/** Whose findings and figure the project’s own README shows, between MARKS. */
const FRONT = { folder: 'jsb', archive: 'trials', figure: 'jsb-best' }
const MARKS = ['<!-- made by npm run -s results: -->\n', '<!-- end -->'] as const

/** Where about.md leaves room for what was found. */
const FINDINGS = '<!-- findings -->\n'

/** What the paper’s trainings took, by its text. */
const PAPER = { trials: 5400, years: 15 }

const { check } = parseArgs({ options: { check: { type: 'boolean', default: false } } }).values
const root = dirname(fileURLToPath(import.meta.url))
const folders = readdirSync(root).filter((name) => existsSync(join(root, name, 'about.md')))
const files = (await Promise.all(folders.map((name) => filesOf(join(root, name))))).flat()
settle(files, { check, command: 'npm run results' })

/** An archive, with all that is said of it. */
interface Part {
  readonly name: string
  readonly shown: Shown
  readonly definition: StudyDefinition
  readonly trials: readonly TrialRecord[]
  readonly findings: Findings
  /** The report. */
  readonly page: Page<SectionId>
}

async function filesOf(folder: string): Promise<Made[]> {
  const shown = Object.entries(SHOWN).filter(([name]) => existsSync(join(folder, `${name}.jsonl.gz`)))
  const parts: Part[] = []
  for (const [name, each] of shown) parts.push(await partOf(folder, name, each))
  const [about, rest] = readFileSync(join(folder, 'about.md'), 'utf8').split(FINDINGS)
  if (rest === undefined) throw new Error(`${join(folder, 'about.md')} must have ${FINDINGS}`)
  const first = parts.find(({ name }) => basename(folder) === FRONT.folder && name === FRONT.archive)
  return [
    [join(folder, 'README.md'), [about, ...parts.map((part) => brief(part, folder, parts)), rest].join('\n')],
    ...parts.flatMap((part) => whole(part, folder)),
    ...(first === undefined ? [] : [frontPage(first)]),
  ]
}

async function partOf(folder: string, name: string, shown: Shown): Promise<Part> {
  const [{ definition, trials }] = await readArchive(join(folder, `${name}.jsonl.gz`))
  const findings = findingsOf(definition, trials, { intervals: 100 })
  return { name, shown, definition, trials, findings, page: reportOf(definition, findings) }
}

/** What the folder’s README says of an archive. */
function brief(part: Part, folder: string, parts: readonly Part[]): string {
  const { name, shown, definition, page } = part
  const figures = `figures/${name}`
  const sections = (ids: readonly SectionId[]) => (ids.length > 0 ? [markdownOf(blocksIn(page, ids), { figures })] : [])
  return [
    `# ${definition.question}\n`,
    ...sections(shown.first),
    ...beyondText(part, parts),
    ...thenAndNow(part, parts),
    ...shown.figures.map((id) => markdownOf([figureNamed(page, id)], { figures })),
    `More tables and figures: [${name}.md](${name}.md); all of them: [${name}.html](${name}.html).\n`,
    ...sections(shown.last),
    costText(part),
    againText(part, folder),
  ].join('\n')
}

/** The pages of an archive, with all figures that they show. */
function whole({ name, shown, definition, page }: Part, folder: string): Made[] {
  const blocks = blocksIn(page, [...shown.first, ...shown.more, ...shown.last])
  return [
    [join(folder, `${name}.html`), pageHtml(page)],
    [join(folder, `${name}.md`), `# ${definition.question}\n\n${markdownOf(blocks, { figures: `figures/${name}` })}`],
    ...Object.entries(figureFiles(blocks)).map(([file, svg]): Made => [join(folder, 'figures', name, file), svg]),
  ]
}

/** One figure of a report. */
function figureNamed(page: Page<SectionId>, id: string): Block {
  const found = figuresIn(blocksIn(page)).find((figure) => figure.id === id)
  if (found === undefined) throw new Error(`the report has no figure ${id}`)
  return found
}

/** What the trials took, beside the paper’s where they are held against it. */
function costText({ shown, findings }: Part): string {
  const { counts, seconds } = findings.overview
  const done = endedOf(counts)
  const took = `${counted(done, 'trial')} took ${duration(seconds)} of one core, ${duration(seconds / done)} each.`
  const each = (PAPER.years * 365.25 * 24 * 3600) / PAPER.trials
  const paper =
    `The paper’s ${grouped(PAPER.trials)} trials, on three tasks, took about ${PAPER.years} years of one core ` +
    `(Greff et al., 2017), ${duration(each)} each; this is the smallest of the three (docs/hours.md).`
  return ['## What it cost\n', `${shown.last.includes('claims') ? `${took} ${paper}` : took}\n`].join('\n')
}

/** What lies beyond the learning rates that another archive’s study searched, for each cell. */
function beyondText({ shown, findings }: Part, parts: readonly Part[]): string[] {
  const other = parts.find(({ name }) => name === shown.beyond)
  if (other === undefined) return []
  const end = upperEnd(other.definition.space.learningRate)
  const sentences = findings.learningRates.flatMap(({ task, measure, cells }) => {
    const compared = findings.comparisons.find((one) => one.task === task)?.cells
    return cells.map((found) => {
      const best = compared?.find(({ cell }) => cell === found.cell)?.best?.trials ?? []
      return `- ${found.cell}: ${beyondSentence(found.points, { end, best, measure })}`
    })
  })
  return [`### Beyond the range of the study\n\n${sentences.join('\n')}\n`]
}

function beyondSentence(
  points: readonly RatePoint[],
  { end, best, measure }: { end: number; best: readonly number[]; measure: Measure },
): string {
  const beyond = points.filter(({ rate }) => rate > end)
  const decade = points.filter(({ rate }) => rate > end / 10 && rate <= end)
  const ofBest = beyond.filter(({ number }) => best.includes(number)).length
  const middle = (some: readonly RatePoint[]) => amount(median(some.map(({ test }) => test)), measure)
  return (
    `${beyond.length} of ${counted(points.length, 'trial')} have a learning rate above ${compact(end)}, where the study’s range ends, ` +
    `and ${ofBest} of the best ${best.length} by validation, where ${compact((best.length * beyond.length) / points.length)} would be by chance; the median of those trials is ${middle(beyond)} on test, ` +
    `that of the ${counted(decade.length, 'trial')} in the decade below ${middle(decade)}.`
  )
}

function upperEnd(range: Range | undefined): number {
  if (range?.kind !== 'log') throw new Error('the learning rate has no range')
  return range.high
}

/** The trials by which settings were found, beside the same settings with other seeds. */
function thenAndNow({ shown, findings }: Part, parts: readonly Part[]): string[] {
  const source = parts.find(({ name }) => name === shown.from)
  if (source === undefined) return []
  const tables = findings.repeats.map(({ task, measure, cells }) => {
    const rows = cells.map(({ cell, groups, mean: now, median: middle, diverged, trainings }) => {
      const then = source.trials
        .filter((trial) => trial.task === task && trial.cell === cell)
        .filter(isTrained)
        .filter((trial) => groups.some(({ settings }) => isDeepStrictEqual(settings, trial.settings)))
      const lost = then.filter(({ outcome }) => outcome.kind === 'diverged').length
      const test = mean(then.map(({ outcome }) => outcome.test))
      const results = [test, now, middle].map((value) => bare(value, measure))
      return [cell, results[0], `${lost} of ${then.length}`, ...results.slice(1), `${diverged} of ${trainings}`]
    })
    const columns = numbers('when found', 'diverged', 'mean again', 'median again', 'diverged again')
    return markdownOf([table('again', [...names('cell'), ...columns], rows)])
  })
  const text =
    'Test results of the trials by which the settings were found, and of the same settings with other seeds, as above. What is lost ' +
    'from the one to the other is luck of the first seed: settings were chosen by validation, and a seed that fails is not chosen.'
  return [`### When found, and again\n\n${tables.join('\n')}\n${text}\n`]
}

/** How to train the best trial again. */
function againText({ name, findings }: Part, folder: string): string {
  const [trial] = bestOfTasks(findings.best)
  const archive = `results/${basename(folder)}/${name}.jsonl.gz`
  return [
    '## To train the best trial again\n',
    'With the data in `DIR`, this says whether the same bits come out:\n',
    `\`\`\`sh\nnpm run -s odyssey -- verify ${trialName(trial)} --store ${archive} --data DIR\n\`\`\`\n`,
  ].join('\n')
}

/** The project’s README with its first finding. */
function frontPage({ definition, page, findings }: Part): Made {
  const { folder, archive, figure } = FRONT
  const { overview } = findings
  const { planned } = overview.counts
  const done = endedOf(overview.counts)
  const trainings =
    done < planned ? `${grouped(done)} of ${grouped(planned)} trainings so far` : `${grouped(done)} trainings`
  const path = join(root, '..', 'README.md')
  const [before, inside, after] = readFileSync(path, 'utf8').split(new RegExp(MARKS.join('|')))
  if (inside === undefined || after === undefined) throw new Error(`${path} must have ${MARKS.join('… ')}`)
  const front = [
    `**${definition.question}** ${trainings} took ${duration(overview.seconds)} of one core. ${headline(findings)} ` +
      `All of it: [results/${folder}](results/${folder}/README.md).`,
    `${markdownOf([figureNamed(page, figure)], { figures: `results/${folder}/figures/${archive}` }).split('\n')[0]}\n`,
  ]
  return [path, [before, MARKS[0], front.join('\n\n'), MARKS[1], after].join('')]
}
