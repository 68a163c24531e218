import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import type { Command } from 'commander'
import { type ForestParts, forestParts } from '../fanova/external.ts'
import type { TransformName } from '../fanova/target.ts'
import { readForest } from '../fanova/tree.ts'
import { writeWhole } from '../files/write-whole.ts'
import { InputError, reason } from '../math/input-error.ts'
import { compact, percentage } from '../math/text.ts'
import { tableReport } from '../report/table.ts'
import { tableWords } from '../report/words/table.ts'
import { type TableFindings, tableFindings } from '../table/findings.ts'
import { readWishes } from '../table/scales.ts'
import { readTable, type Table } from '../table/table.ts'
import { intervalsOption, jsonOption, transformNamed, wholeNumber } from './options.ts'
import { countingRedrawn } from './progress.ts'
import { checkReportPlace } from './report.ts'
import { bold, plain, say, sayJson, table } from './terminal.ts'

/** `odyssey analyse trials.csv`: what matters in trials that were made elsewhere, or in a forest. */
export function addAnalyse(program: Command): void {
  const command = program
    .command('analyse')
    .description('what matters in a table of trials made elsewhere (Optuna, W&B …), or in a regression forest')
    .argument('[table]', 'a file of values parted by commas, semicolons or tabs; its first line names the columns')
    .option('--target <column>', 'the column to explain')
    .option('--settings <list>', 'its settings, as in lr:log:1e-6:1e-2,units:int,kind:choice; proposed if not given')
    .option('--maximise', 'a higher target is better')
    .option(
      '--transform <how>',
      'what is explained: raw, ranks, or clipped at the 0.9 quantile, the default',
      transformNamed,
    )
    .option('--cell <column>', 'compare the groups that this column names, as a study compares cells')
    .option('--validation <column>', 'with --cell: what selects the best tenth of each group')
    .option('--baseline <group>', 'with --cell: the group to hold the others against; the first if not given')
    .option('--triples', 'also tell the triples of settings apart')
    .option('--seed <number>', 'of the forest', wholeNumber('--seed', 0))
    .option('--forest <file>', 'a forest as JSON instead of a table: names, bounds and trees')
    .option('-o, --output <file>', 'also write a report: one HTML file')
    .addHelpText('after', EXAMPLES)
  jsonOption(intervalsOption(command)).action(analyse)
}

const EXAMPLES = `
Scales are uniform, int, log, log-int, one-minus-log and choice; what is not told is guessed and said.

  odyssey analyse trials.csv --target value -o report.html
  odyssey analyse runs.csv --target val_acc --maximise --settings lr:log:1e-5:1e-1,layers:int,optimizer
  odyssey analyse --forest forest.json --json`

interface AnalyseOptions {
  readonly target?: string
  readonly settings?: string
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

function analyse(path: string | undefined, options: AnalyseOptions): void {
  const { forest } = options
  if (forest !== undefined) analyseForest(path, forest, options)
  else if (path !== undefined) analyseTable(path, options)
  else throw new InputError('name a table to analyse, or a forest with --forest')
}

function analyseTable(path: string, options: AnalyseOptions): void {
  const { json, output } = options
  if (output !== undefined) checkReportPlace(output)
  const given = readTable(textOf(path))
  const total = options.intervals ?? 0
  const findings = countingRedrawn((count) => findingsFor(given, options, (done) => count({ done, total })))
  if (output !== undefined) writeWhole(output, tableReport(basename(path), findings))
  if (json) sayJson({ table: path, report: output ?? null, ...findings })
  else sayFindings(path, findings)
  if (output !== undefined && !json) say(`\n${output}`)
}

function findingsFor(given: Table, options: AnalyseOptions, onRedrawn: (done: number) => void): TableFindings {
  const { target, settings, cell, validation, baseline, json: _, output: __, forest: ___, ...rest } = options
  if (target === undefined) {
    const names = given.columns.map(({ name }) => name)
    throw new InputError(`--target must name the column to explain; there are ${names.join(', ')}`)
  }
  if ((cell === undefined) !== (validation === undefined))
    throw new InputError('--cell names the groups and --validation what selects their best: give both or neither')
  if (cell === undefined && baseline !== undefined)
    throw new InputError('--baseline names a group of --cell, which is not given')
  return tableFindings(given, {
    ...rest,
    target,
    onRedrawn,
    ...(settings !== undefined && { settings: readWishes(settings) }),
    ...(cell !== undefined &&
      validation !== undefined && {
        groups: { column: cell, validation, ...(baseline !== undefined && { baseline }) },
      }),
  })
}

/** A text must fit into memory several times over: 256 MB. */
const LARGEST = 256 * 2 ** 20

function textOf(path: string): string {
  try {
    const { size } = ofFile(path)
    if (size > LARGEST)
      throw new InputError(`${path} has ${size} bytes, more than the ${LARGEST} that are read: take a part of its rows`)
    return decoded(path, readFileSync(path))
  } catch (error) {
    if (error instanceof InputError) throw error
    throw new InputError(`cannot read ${path} (${reason(error)})`)
  }
}

/** The text of a file in UTF-8. */
function decoded(path: string, bytes: Uint8Array): string {
  const mark = `${bytes[0]} ${bytes[1]}`
  if (mark === '255 254' || mark === '254 255') throw new InputError(`${path} is in UTF-16: save it as UTF-8`)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new InputError(`${path} is not in UTF-8, but perhaps in Latin-1 (Windows-1252): save it as UTF-8`)
  }
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
  const text = textOf(path)
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new InputError(`${path} is no JSON (${(error as Error).message.replace(/\s+/g, ' ').slice(0, 120)})`)
  }
}

function sayForest({ trees, average, remainder, notes }: ForestParts): void {
  const head = ['settings', 'variance', 'alone', 'share', 'share alone', 'spread']
  const shown = average.map(({ settings, total, individual, totalShare, share, spread }) => [
    settings.join(' × '),
    ...[total, individual].map(compact),
    ...[totalShare, share, spread].map(percentage),
  ])
  say(bold(`Mean over ${trees.length === 1 ? 'one tree' : `${trees.length} trees`}`))
  say(table(head, shown, { right: head.slice(1) }))
  say(`Interactions of more settings: ${percentage(remainder.share)}.`)
  for (const note of notes) say(plain(note))
}

function sayFindings(path: string, findings: TableFindings): void {
  const { settings, legend, groups, read, found, advice, compared } = tableWords(findings)
  say(bold(plain(`${path}: ${findings.target}, ${findings.better} is better`)))
  for (const lines of [read, found, advice]) {
    if (lines === found) say(`\n${table(settings.head, settings.rows, { right: settings.right })}\n\n${legend}`)
    if (lines.length > 0) say(`\n${lines.map(plain).join('\n')}`)
  }
  if (groups === undefined) return
  say(`\n${table(groups.head, groups.rows, { right: groups.right })}`)
  say(`\n${compared.map(plain).join('\n')}`)
}
