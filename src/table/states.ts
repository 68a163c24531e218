import type { ColumnRole } from './roles.ts'
import { isNothingAt, isNumberAt, type Table, textAt } from './table.ts'

/** How programs call a trial that ended with its result, and one that did not; without `TrialState.`, spaces and strokes, in lower case. */
const ENDED = new Set(
  'complete completed finished success succeeded terminated diverged ok done inactive published closed'.split(' '),
)
const NOT_ENDED = new Set(
  `pruned fail failed crashed killed error errored running waiting pending preempting preempted scheduled new created started queued
  inprogress active stopped stopping aborted abandoned earlystopped paused invalid infeasible idle requested candidate staged draft
  timeout memoryout capped donotadvance stop cancelled canceled usercanceled syscanceled usercancelled syscancelled skipped unknown
  notevaluated broken interrupted reserved metricsunavailable suspended resuming restarting unfinished deleting deleted`.split(
    /\s+/,
  ),
)
/** What Hyperopt keeps as `state`: new, running, done, error, cancelled. */
const HYPEROPT = [false, false, true, false, false]

/** The rows whose trials ended, and what the columns of states said of the others. */
export interface Ended {
  readonly rows: readonly number[]
  readonly left: readonly { readonly column: string; readonly states: readonly Counted[] }[]
  /** Words that no program is known to write: their rows count. */
  readonly unknown: readonly { readonly column: string; readonly states: readonly Counted[] }[]
}

export interface Counted {
  readonly word: string
  readonly rows: number
}

/** The rows whose trials came to an end by every column that tells; `words` are further ones for that. */
export function endedRows(table: Table, roles: readonly ColumnRole[], words: readonly string[] = []): Ended {
  const all = Array.from({ length: table.rows }, (_, row) => row)
  return roles
    .filter(({ role }) => role === 'state')
    .map(({ index }) => judged(table, index, words))
    .reduce(
      (found, column) => {
        const out = found.rows.filter((row) => column.verdicts[row] === false)
        const unknown = countedBy(
          all.filter((row) => column.verdicts[row] === undefined),
          column.words,
        )
        return {
          rows: found.rows.filter((row) => column.verdicts[row] !== false),
          left:
            out.length === 0
              ? found.left
              : [...found.left, { column: column.name, states: countedBy(out, column.words) }],
          unknown: unknown.length === 0 ? found.unknown : [...found.unknown, { column: column.name, states: unknown }],
        }
      },
      { rows: all, left: [], unknown: [] } as Ended,
    )
}

function countedBy(rows: readonly number[], words: readonly string[]): Counted[] {
  return [...Map.groupBy(rows, (row) => words[row])].map(([word, of]) => ({ word, rows: of.length }))
}

/** By row: whether the trial ended; undefined where its word is not known. A column without any word for an end tells nothing. */
function judged(table: Table, index: number, told: readonly string[]) {
  const column = table.columns[index]
  const isHyperopt = table.columns.some(({ name }) => name === 'tid')
  const words = Array.from(
    { length: table.rows },
    (_, row) => textAt(column, row) ?? (isNumberAt(column, row) ? String(column.numbers[row]) : ''),
  )
  const plain = new Set(words.map(bareWord))
  const verdicts = words.map((word, row) => {
    if (isNothingAt(column, row)) return true // a program that has nothing to say of a trial did not end it
    if (told.includes(word)) return true
    if (isHyperopt && isNumberAt(column, row)) return HYPEROPT[column.numbers[row]]
    return verdictOn(bareWord(word), column.name, plain)
  })
  const speaks = verdicts.some((verdict) => verdict !== undefined)
  const flags = [...plain].every((word) => word === 'true' || word === 'false' || word === '')
  const useless = flags && !verdicts.includes(true)
  return {
    name: column.name,
    words,
    verdicts: speaks && !useless ? verdicts : words.map(() => (speaks ? true : undefined)),
  }
}

function verdictOn(word: string, column: string, words: ReadonlySet<string>): boolean | undefined {
  if (word === 'true' || word === 'false') return /fail|error|crash/i.test(column) ? word === 'false' : word === 'true'
  if (word === 'terminated' && words.has('completed')) return false // Guild: stopped by its user; Ray has no completed
  return ENDED.has(word) ? true : NOT_ENDED.has(word) ? false : undefined
}

const bareWord = (word: string) =>
  word
    .replace(/^.*\./, '')
    .replace(/[\s_-]/g, '')
    .toLowerCase()
