import { statSync } from 'node:fs'
import { basename } from 'node:path'
import type { Command } from 'commander'
import { type ForestParts, forestParts } from '../fanova/external.ts'
import type { TransformName } from '../fanova/target.ts'
import { readForest } from '../fanova/tree.ts'
import { decoded } from '../files/kinds.ts'
import { readWhole } from '../files/read-whole.ts'
import { writeWhole } from '../files/write-whole.ts'
import { InputError, namedList, reason } from '../math/input-error.ts'
import { compact, percentage } from '../math/text.ts'
import { type Block, blocksOf } from '../report/blocks/block.ts'
import { columnBlocks, tableBlocks } from '../report/sections/table.ts'
import { tableReport } from '../report/table.ts'
import { constantTreesText } from '../report/words/importance.ts'
import { columnWords } from '../report/words/table.ts'
import { type TableFindings, tableFindings } from '../table/findings.ts'
import { ROLES } from '../table/names.ts'
import { readTableFile } from '../table/read.ts'
import { readRoles, rolesOf } from '../table/roles.ts'
import { readWishes } from '../table/scales.ts'
import type { Table } from '../table/table.ts'
import { type TableOptions, tableTrials } from '../table/trials.ts'
import { intervalsOption, jsonOption, nameList, transformNamed, wholeNumber } from './options.ts'
import { countingResamples } from './progress.ts'
import { checkReportPlace } from './report.ts'
import { bold, say, sayBlocks, sayJson, table } from './terminal.ts'

/** `odyssey analyse trials.csv`: what matters in trials that were made elsewhere, or in a forest. */
export function addAnalyse(program: Command): void {
  const command = program
    .command('analyse')
    .description(
      'explain which hyperparameters matter in a table of trials from another tool (Optuna, W&B …), or in a regression forest',
    )
    .argument('[table]', 'a file in CSV (commas, semicolons or tabs), JSON, JSON Lines or Parquet; - reads stdin')
    .option('--target <column>', 'the column to explain')
    .option('--columns', 'only print the role of each column')
    .option('--settings <list>', 'the hyperparameters, as in lr:log:1e-6:1e-2,units:int,kind:choice (default: guessed)')
    .option('--ignore <list>', 'columns to leave out of the guessed hyperparameters')
    .option(
      '--role <list>',
      `set the role of columns, as in f1=result,run=identifier; the roles are ${ROLES.join(', ')}`,
    )
    .option('--ended <list>', 'more words that mark a finished trial in a column of states')
    .option('--maximise', 'higher values of the target are better (default: lower)')
    .option(
      '--transform <how>',
      'how to transform the target before explaining its variance: raw, ranks or clipped (default: clipped at the 0.9 quantile)',
      transformNamed,
    )
    .option('--cell <column>', 'compare the groups of trials named in this column, as a study compares cells')
    .option('--validation <column>', 'with --cell: the column by which the best tenth of each group is selected')
    .option('--baseline <group>', 'with --cell: the group to compare the others with (default: the first)')
    .option('--triples', 'also report interactions of three hyperparameters')
    .option('--seed <number>', 'seed of the random forest', wholeNumber('--seed', 0))
    .option(
      '--forest <file>',
      'explain this forest instead of a table: JSON with names, bounds and trees (docs/analyse.md)',
    )
    .option('-o, --output <file>', 'also write a report as one HTML file')
    .addHelpText('after', EXAMPLES)
  jsonOption(intervalsOption(command)).action(analyse)
}

const EXAMPLES = `
The scales are uniform, int, log, log-int, one-minus-log and choice. Odyssey guesses what you do not say, and prints every guess.
To correct a guess, use --settings for hyperparameters and their scales, and --role and --ignore for all other columns.

  odyssey analyse trials.csv --columns
  odyssey analyse trials.csv --target value -o report.html
  odyssey analyse runs.csv --target val_acc --maximise --settings lr:log:1e-5:1e-1,layers:int,optimizer
  odyssey analyse --forest forest.json --json`

interface AnalyseOptions {
  readonly target?: string
  readonly columns?: true
  readonly settings?: string
  readonly ignore?: string
  readonly role?: string
  readonly ended?: string
  readonly maximise?: true
  readonly transform?: TransformName
  readonly cell?: string
  readonly validation?: string
  readonly baseline?: string
  readonly intervals?: number
  readonly triples?: true
  readonly seed?: number
  readonly forest?: string
  readonly output?: string
  readonly json?: true
}

async function analyse(path: string | undefined, options: AnalyseOptions): Promise<void> {
  const { forest } = options
  if (forest !== undefined) analyseForest(path, forest, options)
  else if (path !== undefined) await analyseTable(path, options)
  else throw new InputError('name a table to analyse (- reads it from stdin), or a forest with --forest')
}

async function analyseTable(path: string, options: AnalyseOptions): Promise<void> {
  const { json, output, columns } = options
  if (output !== undefined) checkReportPlace(output, [['the table', path]])
  const given = await readTableFile(nameOf(path), await bytesOf(path))
  if (columns) {
    sayColumns(path, given, options)
    return
  }
  const total = options.intervals ?? 0
  const findings = countingResamples((count) => findingsFor(given, options, (done) => count({ done, total })))
  if (output !== undefined) writeWhole(output, tableReport(basename(nameOf(path)), findings))
  if (json) sayJson({ table: path, report: output ?? null, ...findings })
  else sayFindings(nameOf(path), findings)
  if (output !== undefined && !json) say(`\n${output}`)
}

const nameOf = (path: string) => (path === '-' ? 'stdin' : path)

/** What each column is taken for, and nothing more. */
function sayColumns(path: string, given: Table, { target, json, ...options }: AnalyseOptions): void {
  const told = options.role === undefined ? {} : { told: readRoles(options.role) }
  const roles = rolesOf(given, { ...(target !== undefined && { target }), ...told })
  const found = target === undefined ? { roles, settings: [] } : tableTrials(given, readingOf(target, options))
  if (json) sayJson({ table: path, columns: found.roles })
  else sayBlocks(columnBlocks(columnWords(found.roles, found.settings)))
}

function findingsFor(given: Table, options: AnalyseOptions, onResample: (done: number) => void): TableFindings {
  const { target, cell, validation, baseline, intervals, triples, seed } = options
  if (target === undefined) throw new InputError(`--target must name the column to explain; ${targetsIn(given)}`)
  if ((cell === undefined) !== (validation === undefined))
    throw new InputError('--cell names the groups and --validation what selects their best: give both or neither')
  if (cell === undefined && baseline !== undefined)
    throw new InputError('--baseline names a group of --cell, which is not given')
  return tableFindings(given, {
    ...readingOf(target, options),
    ...(intervals !== undefined && { intervals }),
    ...(triples && { triples }),
    ...(seed !== undefined && { seed }),
    onResample,
    ...(cell !== undefined &&
      validation !== undefined && {
        groups: { column: cell, validation, ...(baseline !== undefined && { baseline }) },
      }),
  })
}

/** The columns that look like results, or all. */
function targetsIn(given: Table): string {
  const results = rolesOf(given, {}).filter(({ role }) => role === 'result')
  const names = (results.length > 0 ? results : given.columns.map(({ name }) => ({ column: name }))).map(
    ({ column }) => column,
  )
  return `there ${names.length === 1 ? 'is' : 'are'} ${namedList(names)}`
}

/** How a table is to be read. */
function readingOf(
  target: string,
  { settings, role, ignore, ended, maximise, transform }: AnalyseOptions,
): TableOptions {
  return {
    target,
    ...(settings !== undefined && { settings: readWishes(settings) }),
    ...(role !== undefined && { roles: readRoles(role) }),
    ...(ignore !== undefined && { ignore: nameList(ignore) }),
    ...(ended !== undefined && { ended: nameList(ended) }),
    ...(maximise && { maximise }),
    ...(transform !== undefined && { transform }),
  }
}

/** A text must fit into memory several times over: 256 MB. */
const LARGEST = 256 * 2 ** 20

async function bytesOf(path: string): Promise<Uint8Array<ArrayBuffer>> {
  return path === '-' ? bytesOfStdin() : bytesOfFile(path)
}

function bytesOfFile(path: string): Uint8Array<ArrayBuffer> {
  try {
    const { size } = ofFile(path)
    if (size > LARGEST) throw new InputError(`${path} has ${size} bytes, ${TOO_MANY}`)
    return readWhole(path, { largest: LARGEST })
  } catch (error) {
    if (error instanceof InputError) throw error
    throw new InputError(`cannot read ${path} (${reason(error)})`)
  }
}

const TOO_MANY = `more than the ${LARGEST} that are read: take a part of its rows`

async function bytesOfStdin(): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of process.stdin) {
    size += chunk.length
    if (size > LARGEST) throw new InputError(`stdin has ${TOO_MANY}`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function ofFile(path: string) {
  const stats = statSync(path)
  if (!stats.isFile()) throw new InputError(`${path} is no file`)
  return stats
}

function analyseForest(path: string | undefined, forest: string, options: AnalyseOptions): void {
  const { json, triples = false, forest: _, ...others } = options
  const [other] = [...(path === undefined ? [] : ['a table']), ...Object.keys(others).map((name) => `--${name}`)]
  if (other !== undefined) throw new InputError(`--forest is analysed alone, without ${other}`)
  const parts = forestParts(readForest(jsonIn(forest)), { triples })
  if (json) sayJson({ forest, ...parts })
  else sayForest(parts)
}

function jsonIn(path: string): unknown {
  const text = decoded(path, bytesOfFile(path))
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new InputError(`${path} is no JSON (${(error as Error).message.replace(/\s+/g, ' ').slice(0, 120)})`)
  }
}

function sayForest({ trees, average, remainder, constant }: ForestParts): void {
  const head = ['settings', 'variance', 'alone', 'share', 'share alone', 'spread']
  const shown = average.map(({ settings, total, individual, totalShare, share, spread }) => [
    settings.join(' × '),
    ...[total, individual].map(compact),
    ...[totalShare, share, spread].map(percentage),
  ])
  say(bold(`Mean over ${trees.length === 1 ? 'one tree' : `${trees.length} trees`}`))
  say(table(head, shown, { right: head.slice(1) }))
  say(`Interactions of more settings: ${percentage(remainder.share)}.`)
  for (const note of constantTreesText(constant, trees.length)) say(note)
}

function sayFindings(name: string, findings: TableFindings): void {
  const title: Block = { kind: 'lead', text: `${name}: ${findings.target}, ${findings.better} is better` }
  sayBlocks([title, ...blocksOf(tableBlocks(findings))])
}
