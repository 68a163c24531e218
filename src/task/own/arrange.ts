import { InputError, namedList, oneLine } from '../../math/input-error.ts'
import { type RawColumn, type RawTable, textIn } from './columns.ts'
import { columnAt, type OwnData, type ReadingNote } from './data.ts'
import { type DateOrder, datesIn, secondsOf } from './dates.ts'
import { type Numbered, numberedColumns, SEQUENCE, SPLIT, splitCalled, TIME } from './names.ts'
import type { Reading } from './options.ts'
import { spellingOf } from './spelling.ts'

/** The sequences in a table: a row is a step of one, or a whole one, as its columns and their names tell unless it is said. */
export function arranged(name: string, table: RawTable, options: Reading, notes: readonly ReadingNote[]): OwnData {
  for (const asked of [options.sequence, options.time, options.split]) if (asked !== undefined) columnOf(table, asked)
  const numbered = isUnnamed(table) ? [] : numberedColumns(table.columns.map((column) => column.name))
  const keys = keysOf(table, options)
  if (options.layout === 'sequences' || (options.layout === undefined && isRowEach(table, keys, numbered)))
    return rowEach(name, table, numbered.length > 0 ? numbered : unnamedSteps(table), { ...options, notes })
  return stepEach(name, table, keys, notes)
}

/** The column of a name; an error with those there are where there is none. */
export function columnOf<T extends { readonly name: string }>({ columns }: { columns: readonly T[] }, name: string): T {
  const found = columns.find((column) => column.name === name)
  if (found !== undefined) return found
  throw new InputError(
    `there is no column ${oneLine(name)}; there are ${namedList(columns.map((column) => column.name))}`,
  )
}

interface Keys {
  readonly sequence?: RawColumn
  readonly time?: RawColumn
  readonly split?: RawColumn
}

/** The columns that say to which sequence a row belongs, where in it, and to which split. */
function keysOf(table: RawTable, options: Reading): Keys {
  const asked = (name: string | undefined) => (name === undefined ? undefined : columnOf(table, name))
  const { columns } = table
  const sequence =
    asked(options.sequence) ?? columns.find((column) => SEQUENCE.test(column.name) && recurs(table, column))
  const time =
    asked(options.time) ??
    columns.find((column) => column !== sequence && TIME.test(column.name) && orders(table, column, sequence))
  const split = asked(options.split) ?? columns.find((column) => SPLIT.test(column.name) && isSplit(column))
  return { ...(sequence && { sequence }), ...(time && { time }), ...(split && { split }) }
}

/** Whether values name sequences of several rows: on average there are two of each, and none are parts of a whole. */
function recurs({ rows }: RawTable, column: RawColumn): boolean {
  const seen = new Set<string | number>()
  for (let row = 0; row < rows; row++) {
    const value = textIn(column, row) ?? column.number(row)
    if (typeof value === 'number' && !Number.isInteger(value)) return false
    seen.add(value)
    if (2 * seen.size > rows) return false
  }
  return true
}

/** Whether a column can order rows: all are dates, or all are numbers that nearly always differ from the one before. */
function orders({ rows }: RawTable, column: RawColumn, sequence: RawColumn | undefined): boolean {
  if (column.texts.length > 0) return datesIn(column.texts) !== undefined
  let same = 0
  for (let row = 0; row < rows; row++) {
    if (Number.isNaN(column.number(row))) return false
    if (row > 0 && column.number(row) === column.number(row - 1) && isSame(sequence, row)) same += 1
  }
  return 10 * same < rows
}

/** Whether a row is of the same sequence as the one before. */
const isSame = (sequence: RawColumn | undefined, row: number) =>
  sequence === undefined || valueIn(sequence, row) === valueIn(sequence, row - 1)

function isSplit(column: RawColumn): boolean {
  return column.texts.length > 1 && column.texts.every((text) => splitCalled(text) !== undefined)
}

/** Whether rows are sequences: steps are columns, or every row is a text of its own. */
function isRowEach(table: RawTable, keys: Keys, numbered: readonly Numbered[]): boolean {
  if (keys.sequence !== undefined || keys.time !== undefined) return false
  return numbered.length > 0 || unnamedSteps(table).length > 0 || spellingOf(table) !== undefined
}

const isUnnamed = ({ columns }: Pick<RawTable, 'columns'>) => columns.every(({ name }) => /^column \d+$/.test(name))

/** A table without names is one of rows with a class first, as the UCR archive has them, where it is so wide. */
const WIDE = 20

/** The steps of a table without names: all columns, or all but a first one of classes. */
function unnamedSteps({ columns, rows }: RawTable): Numbered[] {
  if (columns.length < WIDE || !isUnnamed({ columns })) return []
  const classes = new Set<number>()
  for (let row = 0; row < rows && classes.size <= 60; row++) classes.add(columns[0].number(row))
  const hasClass = classes.size <= Math.min(60, rows / 2) && [...classes].every(Number.isInteger)
  const steps = columns.map((_, k) => k)
  return [{ name: 'value', columns: hasClass ? steps.slice(1) : steps }]
}

/** A sequence in each row: steps in numbered columns, or the characters of a text. */
function rowEach(
  name: string,
  table: RawTable,
  numbered: readonly Numbered[],
  { notes, sequence, split }: Reading & { notes: readonly ReadingNote[] },
): OwnData {
  const spelling = numbered.length > 0 ? undefined : spellingOf(table)
  if (spelling === undefined && numbered.length === 0)
    throw new InputError(
      'no columns are the steps of sequences: number them, as in x1, x2, …, or give a row for each step',
    )
  const inSteps = new Set(numbered.flatMap(({ columns }) => columns))
  const others = table.columns.filter((_, k) => !inSteps.has(k))
  const id = others.find((column) => column.name === sequence) ?? others.find((column) => SEQUENCE.test(column.name))
  const splits = others.find((column) =>
    split === undefined ? SPLIT.test(column.name) && isSplit(column) : column.name === split,
  )
  const lengths = spelling?.lengths ?? lengthsIn(table, numbered)
  const rows = keptRows(lengths)
  const about = others.filter((column) => column !== spelling?.column && column !== id)
  const empty = table.rows - rows.length
  const ids = id === undefined ? 0 : table.rows - new Set(Array.from(rows, (row) => valueIn(id, row))).size - empty
  const data: Omit<OwnData, 'columns'> = {
    name,
    layout: 'sequences',
    lengths: Int32Array.from(rows, (row) => lengths[row]),
    idOf: (k) => (id === undefined ? undefined : valueIn(id, rows[k])) ?? String(rows[k] + 1),
    made: { ...(id && { sequence: id.name }), ...(splits && { split: splits.name }) },
    notes: [
      ...notes,
      ...(empty > 0 ? [{ kind: 'empty', sequences: empty } as const] : []),
      ...(ids > 0 ? [{ kind: 'duplicate ids', column: id!.name, ids } as const] : []),
    ],
  }
  const steps = spelling
    ? [spelling.steps((sequence) => rows[sequence])]
    : numbered.map(({ name: quantity, columns }) =>
        acrossColumns(
          quantity,
          columns.map((k) => table.columns[k]),
          rows,
        ),
      )
  const whole = about.map((column) => ({
    ...columnAt(column, 'sequence', (sequence) => rows[sequence]),
    ...(spelling?.labels === column && { isLabel: true as const }),
  }))
  return { ...data, columns: [...steps, ...whole, ...(id ? [columnAt(id, 'sequence', (k) => rows[k])] : [])] }
}

/** Rows that have a step at all. */
function keptRows(lengths: Int32Array): Int32Array {
  return Int32Array.from(lengths.keys()).filter((row) => lengths[row] > 0)
}

/** The steps of each row up to the last that holds anything. */
function lengthsIn({ columns, rows }: RawTable, numbered: readonly Numbered[]): Int32Array {
  const steps = numbered[0].columns.length
  const isThere = (row: number, step: number) =>
    numbered.some((quantity) => {
      const column = columns[quantity.columns[step]]
      return column.code(row) >= 0 || !Number.isNaN(column.number(row))
    })
  return Int32Array.from({ length: rows }, (_, row) => {
    let length = steps
    while (length > 0 && !isThere(row, length - 1)) length -= 1
    return length
  })
}

/** A quantity whose steps lie in columns side by side. */
function acrossColumns(name: string, columns: readonly RawColumn[], rows: Int32Array) {
  const texts = [...new Set(columns.flatMap((column) => [...column.texts]))]
  const at = new Map(texts.map((text, k) => [text, k]))
  return {
    name,
    level: 'step' as const,
    texts,
    number: (sequence: number, step: number) => columns[step].number(rows[sequence]),
    code: (sequence: number, step: number) => {
      const text = textIn(columns[step], rows[sequence])
      return text === undefined ? -1 : at.get(text)!
    },
  }
}

const valueIn = (column: RawColumn, row: number) => {
  const text = textIn(column, row)
  return text ?? (Number.isNaN(column.number(row)) ? undefined : String(column.number(row)))
}

/** A step in each row: rows of a sequence belong together wherever they stand, and are ordered by time. */
function stepEach(
  name: string,
  table: RawTable,
  { sequence, time, split }: Keys,
  notes: readonly ReadingNote[],
): OwnData {
  const restarts = sequence === undefined && time !== undefined && countsFromStart(table, time)
  const keys = [...(sequence ? [sequence] : []), ...(split ? [split] : [])]
  const groups = grouped(table, keys, restarts ? time : undefined)
  const found: ReadingNote[] = [
    ...notes,
    ...(restarts ? [{ kind: 'restarts', column: time.name } as const] : []),
    ...(groups.scattered > 0
      ? [{ kind: 'scattered', sequences: groups.scattered, column: (sequence ?? split)!.name } as const]
      : []),
    ...(time !== undefined && !restarts ? sortedByTime(table, groups, time) : []),
  ]
  const { order, starts } = groups
  const rowOf = (at: number, step: number) => order[starts[at] + step]
  return {
    name,
    layout: 'steps',
    lengths: Int32Array.from({ length: starts.length - 1 }, (_, k) => starts[k + 1] - starts[k]),
    columns: table.columns.map((column) => columnAt(column, 'step', rowOf)),
    idOf: (k) => (sequence === undefined ? undefined : valueIn(sequence, order[starts[k]])) ?? String(k + 1),
    made: {
      ...(sequence && { sequence: sequence.name }),
      ...(time && { time: time.name }),
      ...(split && { split: split.name }),
    },
    notes: found,
  }
}

interface Groups {
  /** Rows, those of a sequence side by side. */
  readonly order: Int32Array
  readonly starts: Int32Array
  /** Sequences whose rows do not stand side by side in the file. */
  readonly scattered: number
}

/** Rows by their values in some columns, and cut where a column of time starts again. */
function grouped({ rows }: RawTable, keys: readonly RawColumn[], restarting: RawColumn | undefined): Groups {
  const known = new Map<string, number>()
  const of = new Int32Array(rows)
  let [runs, part, before] = [0, 0, '']
  for (let row = 0; row < rows; row++) {
    if (restarting !== undefined && row > 0 && restarting.number(row) < restarting.number(row - 1)) part += 1
    const key = `${part} ${keys.map((column) => valueIn(column, row) ?? '').join(' ')}`
    if (row === 0 || key !== before) runs += 1
    before = key
    const group = known.get(key) ?? known.size
    known.set(key, group)
    of[row] = group
  }
  const starts = new Int32Array(known.size + 1)
  for (const group of of) starts[group + 1] += 1
  for (let group = 0; group < known.size; group++) starts[group + 1] += starts[group]
  const next = starts.slice()
  const order = new Int32Array(rows)
  of.forEach((group, row) => (order[next[group]++] = row))
  return { order, starts, scattered: Math.max(0, runs - known.size) }
}

/** Whether time begins anew, always with the same number and never going back otherwise, several times. */
function countsFromStart({ rows }: RawTable, time: RawColumn): boolean {
  const first = time.number(0)
  let restarts = 0
  for (let row = 1; row < rows; row++) {
    if (time.number(row) > time.number(row - 1)) continue
    if (time.number(row) !== first) return false
    restarts += 1
  }
  return restarts > 0
}

/** Sorts the rows of each sequence by time, in place, and says where that was needed. */
function sortedByTime({ rows }: RawTable, { order, starts }: Groups, time: RawColumn): ReadingNote[] {
  const at = momentsOf(rows, time)
  let [unsorted, same] = [0, 0]
  for (let k = 0; k + 1 < starts.length; k++) {
    const own = order.subarray(starts[k], starts[k + 1])
    if (!isSorted(own, at)) {
      unsorted += 1
      own.set([...own].sort((a, b) => at(a) - at(b) || a - b))
    }
    for (let step = 1; step < own.length; step++) if (at(own[step]) === at(own[step - 1])) same += 1
  }
  const dates = time.texts.length === 0 ? undefined : datesIn(time.texts)!
  return [
    ...(dates ? [{ kind: 'dates', column: time.name, ...dates } as const] : []),
    ...(unsorted > 0 ? [{ kind: 'unsorted', sequences: unsorted, column: time.name } as const] : []),
    ...(same > 0 ? [{ kind: 'same time', steps: same, column: time.name } as const] : []),
  ]
}

function isSorted(rows: Int32Array, at: (row: number) => number): boolean {
  for (let k = 1; k < rows.length; k++) if (at(rows[k]) < at(rows[k - 1])) return false
  return true
}

/** The time of each row, a number or a date; an error where some row has none. */
function momentsOf(rows: number, time: RawColumn): (row: number) => number {
  const dates = datesIn(time.texts)
  if (time.texts.length > 0 && dates === undefined)
    throw new InputError(`column ${oneLine(time.name)} orders nothing: some of its texts are no dates`)
  const seconds = secondsIn(time.texts, dates?.order)
  const at = (row: number) => (time.code(row) < 0 ? time.number(row) : seconds[time.code(row)])
  for (let row = 0; row < rows; row++)
    if (!Number.isFinite(at(row)))
      throw new InputError(`column ${oneLine(time.name)} orders the steps, but row ${row + 1} has no time`)
  return at
}

/** The moments of the texts of a column of dates, in seconds. */
export function secondsIn(texts: readonly string[], order: DateOrder | undefined): Float64Array {
  return Float64Array.from(texts, (text) => secondsOf(text, order) ?? Number.NaN)
}
