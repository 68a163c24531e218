import { sized } from '../files/field.ts'
import { InputError } from '../math/input-error.ts'
import { putCell } from './cells.ts'
import { startColumns, type Table } from './table.ts'

/**
 * A table from JSON: a list of records, as trials are kept; columns by name, each a list or an object by row (pandas `to_json`); names and
 * rows apart (`orient="split"`); a run history of SMAC. What lies within a record becomes columns with dots in their names.
 */
export function readJson(text: string): Table {
  const json = parsed(text)
  if (Array.isArray(json)) return tableOf(json, 'record')
  if (!isObject(json))
    throw new InputError('the JSON holds no table: a list of records is one, or an object of columns')
  if (isObject(json.configs) && Array.isArray(json.data)) return tableOf(runsOfSmac(json.data, json.configs), 'record')
  if (Array.isArray(json.columns) && Array.isArray(json.data)) return tableOf(splitRows(json.columns, json.data), 'row')
  const inner = Object.values(json).filter((value) => Array.isArray(value) && value.length > 0 && value.every(isObject))
  if (inner.length === 1 && !Object.values(json).every(isColumn)) return tableOf(inner[0] as unknown[], 'record')
  return columnsOf(json)
}

/** A table from lines that each hold a record as JSON; empty lines count for nothing. */
export function readJsonLines(text: string): Table {
  const lines = text.split('\n')
  const records = lines.flatMap((line, k) => {
    if (line.trim() === '') return []
    try {
      return [{ record: JSON.parse(line), place: k + 1 }]
    } catch {
      throw new InputError(`line ${k + 1} is no JSON, as the lines before it are`)
    }
  })
  return tableOf(
    records.map(({ record }) => record),
    'line',
    records.map(({ place }) => place),
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new InputError(`the table is no JSON (${(error as Error).message.replace(/\s+/g, ' ').slice(0, 120)})`)
  }
}

type Json = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Rows of records, whose columns are all names that any of them has, in the order in which they appear. */
export function tableOf(records: readonly unknown[], counted: Table['counted'], places?: readonly number[]): Table {
  const flat = records.map((record, k) => {
    if (!isObject(record)) throw new InputError(`record ${k + 1} of the table is no object with names and values`)
    return flattened(record)
  })
  const names = [...new Set(flat.flatMap((cells) => [...cells.keys()]))]
  const at = new Map(names.map((name, k) => [name, k]))
  const columns = startColumns(names)
  flat.forEach((cells, k) => {
    for (const [name, value] of cells) putValue(columns, at.get(name)!, value)
    columns.end(places?.[k] ?? k + 1)
  })
  return columns.table(counted)
}

function putValue(columns: ReturnType<typeof startColumns>, column: number, value: unknown): void {
  if (value === null || value === undefined) return
  if (typeof value === 'number') columns.number(column, sized(value))
  else if (typeof value === 'bigint') columns.number(column, Number(value))
  else if (value instanceof Date) columns.text(column, value.toISOString())
  else
    putCell(
      columns,
      column,
      typeof value === 'string' ? value.trim() : typeof value === 'boolean' ? String(value) : JSON.stringify(value),
      false,
    )
}

/** Levels below which a value is told as text. */
const DEEPEST = 4

/** Its values by their paths: `{ params: { lr: 0.1 } }` and `{ params: [{ name: 'lr', value: 0.1 }] }` both hold `params.lr`. */
function flattened(record: Json): Map<string, unknown> {
  const cells = new Map<string, unknown>()
  const add = (path: string, value: unknown, depth: number): void => {
    const inner = depth < DEEPEST ? (isObject(value) ? Object.entries(value) : pairsIn(value)) : undefined
    if (inner === undefined || value instanceof Date) cells.set(path, value)
    else for (const [name, below] of inner) add(`${path}.${name}`, below, depth + 1)
  }
  for (const [name, value] of Object.entries(record)) add(name, value, 0)
  return cells
}

const NAMES = ['name', 'key', 'parameterId', 'parameter_id', 'metricId', 'metric_id', 'id']

/** A list of names with values, as Katib and Vizier write settings and results. */
function pairsIn(value: unknown): [string, unknown][] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined
  const pairs = value.map((item): [unknown, unknown] => {
    const name = isObject(item) && NAMES.find((key) => typeof item[key] === 'string')
    return name
      ? [item[name], item.value ?? item.latest ?? item.floatValue ?? item.stringValue]
      : [undefined, undefined]
  })
  return pairs.every(([name]) => typeof name === 'string') ? (pairs as [string, unknown][]) : undefined
}

const isColumn = (value: unknown) => Array.isArray(value) || isObject(value)

function splitRows(columns: readonly unknown[], data: readonly unknown[]): Json[] {
  return data.map((row, k) => {
    if (!Array.isArray(row) || row.length !== columns.length)
      throw new InputError(`row ${k + 1} of the JSON has not the ${columns.length} values that its columns name`)
    return Object.fromEntries(
      columns.map((name, at) => [Array.isArray(name) ? name.filter(Boolean).join('_') : String(name), row[at]]),
    )
  })
}

/** Columns by name, each a list or an object by row. */
function columnsOf(json: Json): Table {
  const entries = Object.entries(json)
  const wrong = entries.find(([, value]) => !isColumn(value))
  if (entries.length === 0 || wrong !== undefined)
    throw new InputError(
      `the JSON holds no table: a list of records is one, or an object of columns${wrong === undefined ? '' : `, which ${wrong[0].slice(0, 40)} is not`}`,
    )
  const keys = [...new Set(entries.flatMap(([, column]) => Object.keys(column as object)))]
  return tableOf(
    keys.map((key) => Object.fromEntries(entries.map(([name, column]) => [name, (column as Json)[key]]))),
    'row',
  )
}

/** The states that SMAC counts. */
const SMAC = ['', 'SUCCESS', 'CRASHED', 'TIMEOUT', 'MEMORYOUT', '', '', '', 'RUNNING']

/** The trials of a run history of SMAC, of version 1 or 2, each with its configuration. */
function runsOfSmac(data: readonly unknown[], configs: Json): Json[] {
  return data.map((run) => {
    const fields = Array.isArray(run) ? (run.flat() as unknown[]) : undefined
    const [config_id, , seed, budget, cost, time, status] = fields ?? []
    const found: Json = fields === undefined ? (run as Json) : { config_id, seed, budget, cost, time, status }
    const state = isObject(found.status)
      ? found.status.__enum__
      : typeof found.status === 'number'
        ? SMAC[found.status]
        : found.status
    return { ...found, status: state, additional_info: undefined, config: configs[String(found.config_id)] ?? {} }
  })
}
