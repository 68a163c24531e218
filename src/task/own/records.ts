import { sized } from '../../files/field.ts'
import { briefly, InputError, oneLine } from '../../math/input-error.ts'
import { arranged } from './arrange.ts'
import { type GrowingColumn, type GrowingTable, growingTable } from './columns.ts'
import { columnAt, type OwnColumn, type OwnData } from './data.ts'
import { SEQUENCE, SPLIT, TARGET } from './names.ts'
import type { Reading } from './options.ts'

/** A record of names and values: a step, or with lists in it a whole sequence. */
export type OwnRow = Readonly<Record<string, unknown>>

/** What is fed with records one after the other. */
export interface RecordsReader {
  /** `place` is told in errors, as in `line 3`. */
  put(record: unknown, place: string): void
  end(): OwnData
}

/** How the inputs of a sequence are commonly called. */
const INPUTS = /^(x|inputs?|features?|values?|sequence|series|data|text|tokens?|signal|frames?|steps?)$/i

const isRow = (value: unknown): value is OwnRow =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)

/**
 * Sequences from records: `{ x: [[…], …], y: … }` is a sequence with its steps in lists, where `y` may be one value, a value for each
 * step, or a label of any length; records without lists are steps, or texts, as the rows of a table are.
 */
export function recordsReader(name: string, options: Reading = {}): RecordsReader {
  let reader: RecordsReader | undefined
  return {
    put(record, place) {
      if (!isRow(record))
        throw new InputError(`${name}, ${place}: must be an object of names and values, not ${briefly(record)}`)
      if (reader === undefined) {
        const lists = Object.keys(record).filter((key) => isList(record[key]))
        reader = lists.length === 0 ? flatReader(name, options) : sequenceReader(name, record, lists, options)
      }
      reader.put(record, place)
    },
    end() {
      if (reader === undefined) throw new InputError(`${name} is empty`)
      return reader.end()
    },
  }
}

const isList = (value: unknown): value is ArrayLike<unknown> => Array.isArray(value) || ArrayBuffer.isView(value)

/** Records that are rows of a table. */
function flatReader(name: string, options: Reading): RecordsReader {
  const table = growingTable()
  const places = new Map<string, number>()
  return {
    put(record, place) {
      for (const [key, value] of Object.entries(record as OwnRow)) {
        const column = places.get(key) ?? table.add(key)
        places.set(key, column)
        putValue(table.columns[column], table.rows, value, () => `${name}, ${place}: ${oneLine(key)}`)
      }
      table.endRow()
    },
    end: () => arranged(name, table, options, []),
  }
}

/** Records that are sequences, each with the same names and the same quantities a step. */
function sequenceReader(name: string, first: OwnRow, lists: readonly string[], options: Reading): RecordsReader {
  const inputs =
    Object.keys(first).find((key) => INPUTS.test(key)) ?? lists.find((key) => !TARGET.test(key)) ?? lists[0]
  const steps = growingTable()
  const about = growingTable()
  const lengths: number[] = []
  let empty = 0
  const fields = new Map<string, Field>()
  const fieldFor = (key: string) => {
    const field = fields.get(key) ?? { key, level: undefined, columns: [] }
    fields.set(key, field)
    return field
  }
  return {
    put(record, place) {
      const row = record as OwnRow
      const length = stepsIn(row[inputs], `${name}, ${place}: ${oneLine(inputs)}`)
      if (length === 0) {
        empty += 1
        return
      }
      for (const [key, value] of Object.entries(row)) {
        const where = `${name}, ${place}: ${oneLine(key)}`
        const field = fieldFor(key)
        if (levelOf(field, value, length, key === inputs) === 'step')
          putSteps(
            steps,
            field,
            key === inputs && typeof value === 'string' ? [...value] : (value as ArrayLike<unknown>),
            where,
          )
        else {
          if (field.level === 'step') toLabels(field, { steps, about, lengths })
          putWhole(about, field, value, where)
        }
      }
      for (let t = 0; t < length; t++) steps.endRow()
      about.endRow()
      lengths.push(length)
    },
    end() {
      if (lengths.length === 0) throw new InputError(`${name}: all sequences are empty`)
      return sequencesOf(name, { steps, about, lengths, fields: [...fields.values()], inputs, empty }, options)
    },
  }
}

/** What a name of the records holds, as far as they were read. */
interface Field {
  readonly key: string
  level: 'step' | 'sequence' | undefined
  /** Its columns in the table of its level. */
  columns: number[]
  isLabel?: true
}

/** Whether a value belongs to the steps: it is the input, or a list that is as long. */
function levelOf(field: Field, value: unknown, length: number, isInput: boolean): 'step' | 'sequence' {
  if (isInput) return 'step'
  return isList(value) && value.length === length && field.level !== 'sequence' ? 'step' : 'sequence'
}

function stepsIn(value: unknown, where: string): number {
  if (typeof value === 'string') return [...value].length
  if (isList(value)) return value.length
  throw new InputError(`${where} must be a list of steps or a text, not ${briefly(value)}`)
}

/** Puts the values of all steps into columns: one, one for each number of a step, or one for each name of a step. */
function putSteps(table: GrowingTable, field: Field, values: ArrayLike<unknown>, where: string): void {
  field.level = 'step'
  for (let t = 0; t < values.length; t++) {
    const value = values[t]
    const parts: [string, unknown][] = isList(value)
      ? Array.from(value, (part, k) => [`${field.key}${k + 1}`, part])
      : isRow(value)
        ? Object.entries(value)
        : [[field.key, value]]
    if (field.columns.length === 0) field.columns = parts.map(([name]) => table.add(name))
    if (parts.length !== field.columns.length)
      throw new InputError(
        `${where}: step ${t + 1} has ${parts.length} values, the first of all has ${field.columns.length}`,
      )
    parts.forEach(([, part], k) => {
      putValue(table.columns[field.columns[k]], table.rows + t, part, () => `${where}, step ${t + 1}`)
    })
  }
}

/** Puts the one value of a sequence, or its label, whose symbols are then joined by blanks. */
function putWhole(table: GrowingTable, field: Field, value: unknown, where: string): void {
  if (field.columns.length === 0) field.columns = [table.add(field.key)]
  field.level = 'sequence'
  const [column] = field.columns
  if (!isList(value)) putValue(table.columns[column], table.rows, value, () => where)
  else {
    field.isLabel = true
    table.text(column, Array.from(value, (symbol) => symbolIn(symbol, where)).join(' '))
  }
}

function symbolIn(value: unknown, where: string): string {
  const isSymbol = typeof value === 'string' ? value !== '' && !/\s/.test(value) : Number.isInteger(value)
  if (!isSymbol && typeof value !== 'bigint')
    throw new InputError(`${where}: a list of another length than the steps must hold symbols, not ${briefly(value)}`)
  return String(value)
}

/** What was taken for values of steps, as all lists were as long as their sequences, were labels after all. */
function toLabels(
  field: Field,
  { steps, about, lengths }: { steps: GrowingTable; about: GrowingTable; lengths: readonly number[] },
): void {
  const [from] = field.columns
  const column = about.add(field.key)
  let row = 0
  lengths.forEach((length, sequence) => {
    const symbols = Array.from({ length }, (_, t) => {
      const code = steps.columns[from].code(row + t)
      return code < 0 ? String(steps.columns[from].number(row + t)) : steps.columns[from].texts[code]
    })
    about.columns[column].putText(sequence, symbols.join(' '))
    row += length
  })
  field.columns = [column]
  field.level = 'sequence'
  field.isLabel = true
}

/** Puts a value as the number or text that it is; nothing where it is null. */
function putValue(column: GrowingColumn, row: number, value: unknown, where: () => string): void {
  if (value === null || value === undefined) return
  if (typeof value === 'number') column.put(row, sized(value))
  else if (typeof value === 'boolean' || typeof value === 'bigint') column.put(row, Number(value))
  else if (typeof value === 'string') {
    if (value !== '') column.putText(row, value)
  } else if (value instanceof Date) column.putText(row, value.toISOString())
  else throw new InputError(`${where()} must be a number or a text, not ${briefly(value)}`)
}

interface Gathered {
  readonly steps: GrowingTable
  readonly about: GrowingTable
  readonly lengths: readonly number[]
  readonly fields: readonly Field[]
  readonly inputs: string
  readonly empty: number
}

function sequencesOf(
  name: string,
  { steps, about, lengths, fields, inputs, empty }: Gathered,
  options: Reading,
): OwnData {
  const starts = new Float64Array(lengths.length + 1)
  lengths.forEach((length, k) => (starts[k + 1] = starts[k] + length))
  const columns = fields.flatMap((field) => {
    const table = field.level === 'step' ? steps : about
    return field.columns.map(
      (k): OwnColumn => ({
        ...(field.level === 'step'
          ? columnAt(steps.columns[k], 'step', (sequence, step) => starts[sequence] + step)
          : columnAt(table.columns[k], 'sequence', (sequence) => sequence)),
        ...(field.key === inputs && { known: 'input' as const }),
        ...(field.key !== inputs && TARGET.test(field.key) && { known: 'target' as const }),
        ...(field.isLabel && { isLabel: true as const }),
      }),
    )
  })
  const named = (asked: string | undefined, usual: RegExp) =>
    columns.find(
      (column) =>
        column.level === 'sequence' && (asked === undefined ? usual.test(column.name) : column.name === asked),
    )
  const [id, split] = [named(options.sequence, SEQUENCE), named(options.split, SPLIT)]
  const time =
    options.time ??
    columns.find(({ level, name: own }) => level === 'step' && /^(t|time|times|timestamps?)$/i.test(own))?.name
  return {
    name,
    layout: 'sequences',
    lengths: Int32Array.from(lengths),
    columns,
    idOf: (k) => (id && (id.texts[id.code(k, 0)] ?? String(id.number(k, 0)))) ?? String(k + 1),
    made: {
      ...(id && { sequence: id.name }),
      ...(split && { split: split.name }),
      ...(time !== undefined && { time }),
    },
    notes: empty > 0 ? [{ kind: 'empty', sequences: empty }] : [],
  }
}
