import { InputError } from '../math/input-error.ts'
import { counted, listed } from '../math/text.ts'
import { isMissing, numberIn } from './cells.ts'
import type { Column, Table } from './table.ts'

/** What tools put before the names of settings: Optuna, W&B and MLflow. */
const SETTING = /^(params_|params\.|config\.|config\/)/
/** What they put before the names of results and of what they know about a trial. */
const RESULT = /^(values?_|user_attrs_|system_attrs_|intermediate_values|summary[./]|metrics\.|tags\.|_)/
/** Columns that tell of a trial, not of its settings: of Optuna, W&B, MLflow, Ray Tune and this package’s own `trials --csv`. */
const ABOUT = new Set(
  `number name id run_id run run_name experiment_id experiment_name trial trial_id state status outcome reason notes user tags created
  updated runtime duration seconds epochs bestepoch epoch step datetime_start datetime_complete start_time end_time date timestamp
  artifact_uri user_id hostname host worker version arithmetic finished group job_type job type sweep description commit value values
  index parameters`.split(/\s+/),
)

/** How people name results: `val_acc`, `train/loss`, `test error`. */
const LIKE_RESULT =
  /^(val|valid|validation|test|train|training|eval)([-_./ ]|$)|(loss|acc|accuracy|error|perplexity|rmse|mse|mae|auc)$/i
/** Why a column so named is left out, and how it is taken all the same. */
const NAMED_LIKE_RESULT = 'named like results, taken only if --settings names them'

/** The name of a setting or result without what a tool put before it. */
export function bareName(column: string): string {
  return column.replace(SETTING, '').replace(/^(values_|summary[./]|metrics\.)/, '') || column
}

/** The column of a name, with or without what a tool put before it. */
export function columnNamed({ columns }: Table, name: string): Column {
  const exact = columns.filter((column) => column.name === name)
  const found = exact.length > 0 ? exact : columns.filter((column) => bareName(column.name) === name)
  if (found.length === 1) return found[0]
  if (found.length === 0) throw new InputError(`no column named ${name}; there are ${namesOf(columns).join(', ')}`)
  const are = new Set(namesOf(found)).size > 1 ? listed(namesOf(found)) : `${found.length} columns of one name`
  throw new InputError(`which column is ${name}? There are ${are}; rename them`)
}

const namesOf = (columns: readonly Column[]) => columns.map(({ name }) => (name === '' ? '(no name)' : name))

/** Categories beyond which text is no setting but a note. */
const MOST_OPTIONS = 30
/** The share of rows a column must fill to be proposed. */
const FILLED = 0.5

/** The columns that may be settings, and why the others are not, a sentence each. */
export interface Proposal {
  readonly columns: readonly Column[]
  readonly notes: readonly string[]
}

/** The columns that look like settings: those that a tool marks as such, or else all that vary and are neither results nor notes. */
export function proposeSettings(table: Table, rows: readonly number[], besides: readonly Column[]): Proposal {
  const others = table.columns.filter((column) => !besides.includes(column))
  const marked = others.filter(({ name }) => SETTING.test(name))
  const candidates = marked.length > 0 ? marked : others
  const judged = candidates.map((column) => ({ column, why: whyNot(table, column, rows) }))
  const columns = judged.filter(({ why }) => why === undefined).map(({ column }) => column)
  const reasons = Map.groupBy(
    judged.filter(({ why }) => why !== undefined),
    ({ why }) => why!,
  )
  const left = [...reasons].map(([why, of]) => `${listed(namesOf(of.map(({ column }) => column)))} (${why})`)
  const kind = marked.length > 0 ? 'the columns marked as settings' : 'all columns that may be settings'
  if (columns.length === 0) {
    throw new InputError(`no column looks like a setting${left.length > 0 ? `: left out are ${left.join(', ')}` : ''}`)
  }
  const taken = `Settings taken: ${listed(namesOf(columns))}, ${kind}; name others with --settings.`
  return { columns, notes: left.length === 0 ? [taken] : [taken, `Left out: ${left.join('; ')}.`] }
}

function whyNot(table: Table, { name, cells }: Column, rows: readonly number[]): string | undefined {
  if (!SETTING.test(name) && (name === '' || /^unnamed: \d+$/i.test(name) || ABOUT.has(name.toLowerCase())))
    return 'about the trial'
  if (RESULT.test(name)) return 'a result'
  if (table.columns.filter((other) => other.name === name).length > 1) return 'a name that occurs twice'
  const there = rows.map((row) => cells[row]).filter((cell) => !isMissing(cell))
  if (there.length < FILLED * rows.length || there.length === 0) return 'mostly empty'
  const different = new Set(there).size
  if (different === 1) return 'the same in all rows'
  const isText = !looksNumeric(there, table.separator)
  if (!isText && !SETTING.test(name) && LIKE_RESULT.test(name)) return NAMED_LIKE_RESULT
  return isText && different > MOST_OPTIONS ? `text with more than ${MOST_OPTIONS} values` : undefined
}

/** The share of numbers from which a column counts as one of numbers, with text in some of its cells. */
const NUMERIC = 0.8

/** Whether cells hold numbers, all but a few. */
export function looksNumeric(cells: readonly string[], separator: string): boolean {
  const numbers = cells.filter((cell) => numberIn(cell, separator) !== undefined).length
  return numbers > 0 && numbers >= NUMERIC * cells.length
}

/** What a trial’s state may be called, and whether such trials count. */
const STATES: Readonly<Record<string, boolean>> = {
  complete: true,
  completed: true,
  finished: true,
  success: true,
  terminated: true,
  diverged: true,
  pruned: false,
  fail: false,
  failed: false,
  crashed: false,
  killed: false,
  error: false,
  running: false,
  waiting: false,
  pending: false,
  preempting: false,
  preempted: false,
  scheduled: false,
}

/** The rows whose trials came to an end, and a sentence on the others; all rows where no column tells. */
export function endedRows({ columns }: Table, rows: readonly number[]): { rows: readonly number[]; notes: string[] } {
  const state = columns.find(
    ({ name, cells }) =>
      /^(state|status|outcome)$/i.test(name) && rows.every((row) => Object.hasOwn(STATES, stateIn(cells[row]))),
  )
  if (state === undefined) return { rows, notes: [] }
  const counts = (row: number) => STATES[stateIn(state.cells[row])]
  const left = Map.groupBy(
    rows.filter((row) => !counts(row)),
    (row) => state.cells[row],
  )
  if (left.size === 0) return { rows, notes: [] }
  const kinds = [...left].map(([name, of]) => `${counted(of.length, 'row')} ${name}`)
  return { rows: rows.filter(counts), notes: [`Left out by ${state.name}: ${listed(kinds)}.`] }
}

const stateIn = (cell: string) => cell.toLowerCase().replace(/^trialstate\./, '')
