import type { Command } from 'commander'
import { InputError } from '../math/input-error.ts'
import { compact, grouped } from '../math/text.ts'
import { columnWidths, lineWriter, widen } from '../report/text-table.ts'
import type { StudyDefinition } from '../study/definition.ts'
import { hyperparameters } from '../study/hyperparameters.ts'
import { trialName } from '../study/trial.ts'
import { measureOf } from '../task/measure.ts'
import type { TrialSummary } from '../train/record.ts'
import { jsonOption, type StudyOptions, studyOptions } from './options.ts'
import { reading, usualStudy } from './stored-study.ts'
import { dim, plain, sayEach, sayJsonList } from './terminal.ts'

/** `odyssey trials`: one row a finished trial. */
export function addTrials(program: Command): void {
  const command = program.command('trials').description('print all finished trials of a study, one per row')
  jsonOption(studyOptions(command))
    .option('--csv', 'print comma-separated values')
    .option('--sort <column>', 'sort by a column of --csv, as in test; -test sorts from high to low')
    .action(trials)
}

interface TrialsOptions extends StudyOptions {
  readonly json?: true
  readonly csv?: true
  readonly sort?: string
}

async function trials({ json, csv, sort, ...options }: TrialsOptions): Promise<void> {
  if (json && csv) throw new InputError('--json and --csv exclude each other')
  await reading(options.store, async (store) => {
    const definition = await store.study(options.study ?? (await usualStudy(store, options.store)))
    const order = sort === undefined ? undefined : orderOf(definition, sort)
    const found = store.summaries(definition.name)
    const records = order === undefined ? found : sorted(found, order)
    if (json) await sayJsonList({ study: definition.name }, 'trials', rowsOf(records))
    else if (csv) await sayEach(csvOf(definition, records))
    else await sayEach(tableOf(definition, records))
  })
}

/** Trials as they are read: some at a time. */
type Batches = AsyncIterable<readonly TrialSummary[]>

/** What trials are sorted by. */
interface Order {
  readonly value: (record: TrialSummary) => unknown
  readonly descending: boolean
}

function orderOf(definition: StudyDefinition, sort: string): Order {
  const descending = sort.startsWith('-')
  const name = descending ? sort.slice(1) : sort
  const columns = csvColumns(definition)
  const column = columns.find((each) => each.name === name)
  if (column === undefined)
    throw new InputError(`no column named ${name} to sort by; there are ${columns.map((each) => each.name).join(', ')}`)
  return { value: (record) => column.value(rowOf(record)), descending }
}

/** Trials in order; those without a value last. All are held in memory. */
async function* sorted(records: Batches, { value: of, descending }: Order): AsyncGenerator<TrialSummary[]> {
  const keyed: { record: TrialSummary; value: unknown }[] = []
  for await (const some of records) for (const record of some) keyed.push({ record, value: of(record) ?? undefined })
  const has = keyed.filter(({ value }) => value !== undefined)
  const sign = descending ? -1 : 1
  has.sort((a, b) => sign * compare(a.value, b.value))
  const none = keyed.filter(({ value }) => value === undefined)
  yield* inBatches([...has, ...none], ({ record }) => record)
}

/** What is made of the items of a list, some at a time. */
function* inBatches<T, U>(items: readonly T[], map: (item: T) => U): Generator<U[]> {
  const size = 1000
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size).map(map)
}

/** Numbers by size, with NaN above all, and texts by the alphabet. */
function compare(a: unknown, b: unknown): number {
  if (typeof a !== 'number' || typeof b !== 'number') return String(a) < String(b) ? -1 : Number(a !== b)
  return a === b ? 0 : Number(Number.isNaN(a)) - Number(Number.isNaN(b)) || a - b
}

type Row = ReturnType<typeof rowOf>

/** What is told of a trial; the same everywhere. Results are null where a trial failed. */
export function rowOf({ task, cell, number, settings, outcome, seconds, ...by }: TrialSummary) {
  const { arithmetic, version, worker, finished } = by
  const results =
    outcome.kind === 'failed'
      ? {
          validation: null,
          test: null,
          epochs: null,
          bestEpoch: null,
          parameters: null,
          weights: null,
          reason: outcome.reason,
        }
      : {
          validation: outcome.validation,
          test: outcome.test,
          epochs: outcome.epochs,
          bestEpoch: outcome.bestEpoch,
          parameters: outcome.parameters,
          weights: outcome.weights,
          reason: null,
        }
  return {
    task,
    cell,
    number,
    settings,
    outcome: outcome.kind,
    ...results,
    seconds,
    arithmetic,
    version,
    worker,
    finished,
  }
}

async function* rowsOf(records: Batches): AsyncGenerator<Row[]> {
  for await (const some of records) yield some.map(rowOf)
}

const facts = ['validation', 'test', 'epochs', 'bestEpoch', 'parameters', 'seconds', 'outcome', 'reason'] as const
const origins = ['arithmetic', 'version', 'worker', 'finished'] as const

/** A column of `--csv`, and what it holds of a trial. */
interface Column {
  readonly name: string
  readonly value: (row: Row) => unknown
}

function csvColumns(definition: StudyDefinition): Column[] {
  const own = (name: keyof Row): Column => ({ name, value: (row) => row[name] })
  const ofSetting = (name: string): Column => ({ name, value: ({ settings }) => settings[name] })
  return [
    ...(['task', 'cell', 'number'] as const).map(own),
    ...settingNames(definition).map(ofSetting),
    ...[...facts, ...origins].map(own),
  ]
}

async function* csvOf(definition: StudyDefinition, records: Batches): AsyncGenerator<string[]> {
  const columns = csvColumns(definition)
  yield [columns.map(({ name }) => csvField(name)).join(',')]
  for await (const rows of rowsOf(records))
    yield rows.map((row) => columns.map(({ value }) => csvField(value(row))).join(','))
}

/** What is written as it is: letters that no terminal, spreadsheet or reader of CSV takes for anything else. */
const AS_IT_IS = /^(?![=+\-@])[ !#-+\--~]*$/

/** A field of a CSV file (RFC 4180). Text that a spreadsheet would take for a formula gets an apostrophe. */
function csvField(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string' && AS_IT_IS.test(value)) return value
  const text = plain(String(value)).replace(/^[=+\-@]/, "'$&")
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** The settings of a study on any of its tasks, those of training before the ablations. */
function settingNames({ space, spaceOf }: StudyDefinition): string[] {
  const names = new Set([space, ...Object.values(spaceOf)].flatMap(Object.keys))
  return Object.keys(hyperparameters).filter((name) => names.has(name))
}

/** The heading of a setting's column. */
const headingOf = (name: string) => hyperparameters[name]?.short ?? name

/** Between the cells of a row while the widest of each column is looked for: a row as one text takes a tenth of the memory. */
const BETWEEN = '\t'

async function* tableOf(definition: StudyDefinition, records: Batches): AsyncGenerator<string[]> {
  const names = settingNames(definition)
  const head = ['trial', ...names.map(headingOf), 'valid.', 'test', 'best/of', 'params', 's', ''].map(plain)
  const widths = columnWidths([head])
  const rows: string[] = []
  for await (const some of records) {
    for (const record of some) {
      const row = rowTexts(definition, record, names).map(plain)
      widen(widths, row)
      rows.push(row.join(BETWEEN))
    }
  }
  const line = lineWriter(head, widths, { right: head.slice(1, -1), gap: 1 })
  yield [dim(line(head))]
  yield* inBatches(rows, (row) => line(row.split(BETWEEN)))
}

function rowTexts({ tasks }: StudyDefinition, record: TrialSummary, settingNames: readonly string[]): string[] {
  const { task, settings, outcome, seconds } = record
  const start = [trialName(record), ...settingNames.map((name) => settingText(settings[name]))]
  if (outcome.kind === 'failed') return [...start, '', '', '', '', seconds.toFixed(1), 'failed']
  const measure = measureOf(tasks[task].metric, [outcome.test])
  const results = [outcome.validation, outcome.test].map((value) => value.toFixed(Math.min(3, measure.decimals)))
  const epochs = `${outcome.bestEpoch}/${outcome.epochs}`
  const ending = outcome.kind === 'completed' ? '' : outcome.kind
  return [...start, ...results, epochs, grouped(outcome.parameters), seconds.toFixed(1), ending]
}

function settingText(value: number | string | undefined): string {
  if (typeof value !== 'number') return value ?? ''
  return value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential(1) : compact(value)
}
