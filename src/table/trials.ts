import { createHash } from 'node:crypto'
import type { Ranged, Trials } from '../fanova/columns.ts'
import { InputError } from '../math/input-error.ts'
import { stream } from '../math/random.ts'
import { compact, counted, grouped } from '../math/text.ts'
import { position, type Range, type Setting } from '../study/space.ts'
import { isMissing, numberIn } from './cells.ts'
import { bareName, columnNamed, endedRows, looksNumeric, proposeSettings } from './columns.ts'
import { rangeOfNumbers, rangeOfTexts, type Scaled, type Wish } from './scales.ts'
import type { Column, Table } from './table.ts'

/** The trials of a table, what their settings were taken for, and what was left out, in sentences. */
export interface TableTrials {
  readonly trials: Trials
  readonly settings: readonly TableSetting[]
  /** The column that is explained. */
  readonly target: string
  /** Trials whose target is not finite, which count as the worst. */
  readonly diverged: number
  /** In the table, without its first line. */
  readonly rows: number
  /** By trial: its row, from 0. */
  readonly from: readonly number[]
  readonly notes: readonly string[]
}

export interface TableSetting extends Ranged, Scaled {
  readonly column: string
}

export interface TableOptions {
  /** The column to explain. */
  readonly target: string
  /** What the settings are; proposed from the columns if not given. */
  readonly settings?: readonly Wish[]
  /** Whether a higher target is better. */
  readonly maximise?: boolean
  /** Columns that are no settings. */
  readonly besides?: readonly string[]
  readonly seed?: number
}

/** Beyond this more trials add little and cost much. */
const MOST_TRIALS = 10_000
/** Categories beyond which a choice is none. */
const MOST_CATEGORIES = 200

/** The trials of a table. Every row that is left out is counted in a note. */
export function tableTrials(table: Table, options: TableOptions): TableTrials {
  const { target, maximise = false, besides = [], seed = 0 } = options
  const result = columnNamed(table, target)
  if (table.lines.length === 0) throw new InputError('the table has no rows below its first line')
  const ended = endedRows(table, [...table.lines.keys()])
  const judged = judge(table, result, ended.rows, maximise)
  const others = [result, ...besides.map((name) => columnNamed(table, name))]
  const chosen = chooseSettings(table, judged.rows, others, options.settings)
  const different = withoutRepeats(table, judged.rows)
  const read = chosen.columns.map(({ column, wish }) => readColumn(table, column, different.rows, wish))
  const filled = withoutGaps(table, different.rows, read)
  const rows = drawn(filled.rows, seed)
  const settings = read.map((column) => rangedOf(table, column, rows))
  return {
    trials: {
      settings: settings.map(({ name, range }) => ({ name, range })),
      points: rows.map((row) => Object.fromEntries(settings.map(({ name }, k) => [name, read[k].valueAt(row)!]))),
      target: rows.map((row) => judged.values[row]),
    },
    settings,
    target: result.name,
    diverged: rows.filter((row) => judged.wild.has(row)).length,
    rows: table.lines.length,
    from: rows,
    notes: [
      ...ended.notes,
      ...judged.notes,
      ...different.notes,
      ...chosen.notes,
      ...filled.notes,
      ...(rows.length < filled.rows.length
        ? [`Of ${grouped(filled.rows.length)} trials ${grouped(MOST_TRIALS)} were drawn at random.`]
        : []),
    ],
  }
}

interface Judged {
  readonly rows: readonly number[]
  /** By row of the table. */
  readonly values: Float64Array
  /** Rows whose target is not finite. */
  readonly wild: ReadonlySet<number>
  readonly notes: readonly string[]
}

/** The targets: rows without a number are left out, those that diverged count as the worst that is finite. */
function judge(table: Table, { name, cells }: Column, rows: readonly number[], maximise: boolean): Judged {
  const values = Float64Array.from(cells, (cell) => numberIn(cell, table.separator) ?? Number.NaN)
  const missing = rows.filter((row) => isMissing(cells[row]))
  const texts = rows.filter((row) => !isMissing(cells[row]) && numberIn(cells[row], table.separator) === undefined)
  const kept = rows.filter((row) => numberIn(cells[row], table.separator) !== undefined)
  const finite = kept.filter((row) => Number.isFinite(values[row]))
  const wild = new Set(kept.filter((row) => !Number.isFinite(values[row])))
  if (finite.length === 0) throw new InputError(nothingIn(table, name, cells, { rows, wild: wild.size, texts }))
  const worst = finite.map((row) => values[row]).reduce((a, b) => (maximise ? Math.min(a, b) : Math.max(a, b)))
  for (const row of wild) values[row] = worst
  const notes = [
    missing.length > 0 && `${counted(missing.length, 'row')} left out without ${name}.`,
    texts.length > 0 &&
      `${counted(texts.length, 'row')} left out with text as ${name}: ${exampleOf(table, cells, texts)}.`,
    wild.size > 0 &&
      `${counted(wild.size, 'trial')} diverged: ${name} is not finite, and counts as the worst that is, ${compact(worst)}.`,
  ]
  return { rows: kept, values, wild, notes: notes.filter((note) => note !== false) }
}

function nothingIn(
  table: Table,
  name: string,
  cells: readonly string[],
  { rows, wild, texts }: { rows: readonly number[]; wild: number; texts: readonly number[] },
): string {
  if (rows.length === 0) return 'no row of the table is a trial that ended'
  if (wild > 0) return `all ${counted(wild, 'trial')} diverged: no ${name} is finite, and nothing can be explained`
  if (texts.length > 0) return `${name} must hold numbers, as ${exampleOf(table, cells, texts)} does not`
  return `${name} is empty in all rows`
}

/** `“abc” in line 7` */
const exampleOf = ({ lines }: Table, cells: readonly string[], rows: readonly number[]) =>
  `“${cells[rows[0]].replace(/\s+/g, ' ').slice(0, 40)}” in line ${lines[rows[0]]}`

interface Chosen {
  readonly columns: readonly { readonly column: Column; readonly wish: Wish }[]
  readonly notes: readonly string[]
}

function chooseSettings(
  table: Table,
  rows: readonly number[],
  others: readonly Column[],
  wishes: readonly Wish[] | undefined,
): Chosen {
  if (wishes === undefined) {
    const { columns, notes } = proposeSettings(table, rows, others)
    return { columns: columns.map((column) => ({ column, wish: { column: column.name } })), notes }
  }
  const columns = wishes.map((wish) => ({ column: columnNamed(table, wish.column), wish }))
  const [result] = others
  columns.forEach(({ column, wish }, k) => {
    if (column === result) throw new InputError(`${wish.column} is the target and cannot be a setting`)
    if (columns.findIndex((other) => other.column === column) < k)
      throw new InputError(`setting ${wish.column} is named twice, as column ${column.name}`)
  })
  return { columns, notes: [] }
}

/** The rows that repeat no other in all columns. */
function withoutRepeats({ columns }: Table, rows: readonly number[]): { rows: readonly number[]; notes: string[] } {
  const seen = new Set<string>()
  const kept = rows.filter((row) => {
    const before = seen.size
    const text = JSON.stringify(columns.map(({ cells }) => cells[row]))
    return seen.add(createHash('sha256').update(text).digest('base64')).size > before // the texts would fill the memory
  })
  const repeats = rows.length - kept.length
  if (repeats === 0) return { rows, notes: [] }
  const repeat = repeats === 1 ? 'row that repeats another' : 'rows that repeat others'
  return { rows: kept, notes: [`${grouped(repeats)} ${repeat} in every column left out.`] }
}

interface ReadColumn {
  readonly column: Column
  readonly wish: Wish
  readonly isNumeric: boolean
  /** In a row of the table; read when it is asked for, as a large table would not fit into memory twice. */
  readonly valueAt: (row: number) => Setting | undefined
}

/** A column as numbers or as text: what most of its cells are, or what was wished. */
function readColumn({ separator }: Table, column: Column, rows: readonly number[], wish: Wish): ReadColumn {
  const there = rows.map((row) => column.cells[row]).filter((cell) => !isMissing(cell))
  const { scale } = wish
  const isNumeric = scale === 'choice' ? false : scale !== undefined || looksNumeric(there, separator)
  const read = (cell: string) => {
    if (isMissing(cell)) return undefined
    const number = numberIn(cell, separator)
    if (!isNumeric) return number === undefined ? cell : String(number)
    return Number.isFinite(number) ? number : undefined
  }
  return { column, wish, isNumeric, valueAt: (row) => read(column.cells[row]) }
}

/** The rows that have a value of every setting; the first setting without one is the one a row is counted under. */
function withoutGaps(table: Table, rows: readonly number[], read: readonly ReadColumn[]) {
  let left = rows
  const notes: string[] = []
  for (const { column, valueAt } of read) {
    const gaps = left.filter((row) => valueAt(row) === undefined)
    if (gaps.length === 0) continue
    const texts = gaps.filter((row) => !isMissing(column.cells[row]))
    left = left.filter((row) => valueAt(row) !== undefined)
    const example = texts.length === 0 ? '' : `, as ${exampleOf(table, column.cells, texts)}`
    const lack = texts.length === 0 ? column.name : `a number as ${column.name}`
    if (left.length === 0)
      throw new InputError(
        `no row is left: ${column.name} has no ${texts.length > 0 ? 'numbers' : 'values'} where the target has${example}`,
      )
    notes.push(`${counted(gaps.length, 'row')} left out without ${lack}${example}.`)
  }
  return { rows: left, notes }
}

/** At most so many of the rows, in their order. */
function drawn(rows: readonly number[], seed: number): readonly number[] {
  if (rows.length <= MOST_TRIALS) return rows
  const order = stream('table', seed).permutation(rows.length)
  return [...order.subarray(0, MOST_TRIALS)].sort((a, b) => a - b).map((at) => rows[at])
}

function rangedOf(
  table: Table,
  { column, wish, isNumeric, valueAt }: ReadColumn,
  rows: readonly number[],
): TableSetting {
  const there = rows.map((row) => valueAt(row)!)
  const scaled = isNumeric ? rangeOfNumbers(there as number[], wish) : rangeOfTexts(there as string[], wish)
  const { range, text } = scaled
  if (range.kind === 'choice' && range.of.length > MOST_CATEGORIES) {
    throw new InputError(
      `${column.name} has ${range.of.length} different values, too many for a choice (at most ${MOST_CATEGORIES})`,
    )
  }
  const outside = rows.find((row) => !isWithin(range, valueAt(row)!))
  if (outside !== undefined)
    throw new InputError(`${column.name} in line ${table.lines[outside]} is ${valueAt(outside)}, outside of ${text}`)
  return { name: nameOf(table, column), column: column.name, ...scaled }
}

const ROUNDING = 1e-9

function isWithin(range: Range, value: Setting): boolean {
  const at = position(range, value)
  return range.kind === 'fixed' || (at >= -ROUNDING && at <= 1 + ROUNDING)
}

/** A column’s name without what a tool put before it, where that is no other column’s. */
function nameOf({ columns }: Table, { name }: Column): string {
  const bare = bareName(name)
  return columns.filter((column) => bareName(column.name) === bare).length === 1 ? bare : name
}
