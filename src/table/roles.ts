import { InputError } from '../math/input-error.ts'
import { bareName, isAmbiguous, isMarked, ROLES, type Role, roleByName } from './names.ts'
import { type Column, columnNames, isNothingAt, isNumberAt, type Table, textAt } from './table.ts'

/** What a column was taken for, and why. */
export interface ColumnRole {
  /** Its place in the table. */
  readonly index: number
  readonly column: string
  readonly role: Role
  readonly because: Because
  /** Why a hyperparameter is not explained; absent where it is, and for other roles. */
  readonly unused?: Unused
}

/** What told the role of a column: the command line, its name or a program’s prefix, its cells, or that all else was told. */
export type Because =
  | 'told'
  | 'target'
  | 'prefix'
  | 'name'
  | 'beside marked ones'
  | 'all different'
  | 'counts the rows'
  | 'dates'
  | 'many texts'
  | 'empty'
  | 'rest'

/** Why a hyperparameter is not explained. */
export type Unused =
  | 'not named'
  | 'ignored'
  | 'constant'
  | 'empty'
  | 'mostly empty'
  | 'many texts'
  | 'name occurs twice'
  | 'screened'

export interface RoleOptions {
  readonly target?: string
  /** Roles that were told, by the names of columns. */
  readonly told?: Readonly<Record<string, Role>>
}

/** Reads `f1=result,run=identifier`. */
export function readRoles(text: string): Record<string, Role> {
  const pairs = text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
  return Object.fromEntries(
    pairs.map((item) => {
      const at = item.lastIndexOf('=')
      const role = ROLES.find((name) => name === item.slice(at + 1).trim())
      if (at < 1 || role === undefined)
        throw new InputError(`a role is written column=role, with one of ${ROLES.join(', ')}, not ${item}`)
      return [item.slice(0, at).trim(), role]
    }),
  )
}

/** The column of a name, with or without what a program put before it. */
export function columnNamed({ columns }: Pick<Table, 'columns'>, name: string): number {
  const all = [...columns.keys()]
  const exact = all.filter((k) => columns[k].name === name)
  const found = exact.length > 0 ? exact : all.filter((k) => bareName(columns[k].name) === name)
  if (found.length === 1) return found[0]
  if (found.length === 0) throw new InputError(`no column named ${name}; there are ${columnNames(columns)}`)
  const names = found.map((k) => columns[k])
  const are =
    new Set(names.map((column) => column.name)).size > 1
      ? columnNames(names).replace(/, ([^,]*)$/, ' and $1')
      : `${found.length} columns of one name`
  throw new InputError(`which column is ${name}? There are ${are}; rename them`)
}

/** The role of every column, in their order. */
export function rolesOf(table: Table, { target, told = {} }: RoleOptions): ColumnRole[] {
  const result = target === undefined ? -1 : columnNamed(table, target)
  const given = new Map(Object.entries(told).map(([name, role]) => [columnNamed(table, name), role]))
  const marked = table.columns.some(({ name }) => isMarked(name))
  const afterResults = isFromMlflowPage(table) ? firstResult(table) : Number.POSITIVE_INFINITY
  const roles = table.columns.map((column, index): ColumnRole => {
    const { role, because } = ((): Pick<ColumnRole, 'role' | 'because'> => {
      if (index === result) return { role: 'result', because: 'target' }
      const known = given.get(index)
      if (known !== undefined) return { role: known, because: 'told' }
      if (isMarked(column.name)) return { role: 'hyperparameter', because: 'prefix' }
      const named = namedRole(column)
      if (named !== undefined) return named
      const content = roleByContent(column, table.rows)
      if (content !== undefined) return content
      if (index > afterResults) return { role: 'result', because: 'beside marked ones' }
      return marked
        ? { role: isText(column) ? 'identifier' : 'result', because: 'beside marked ones' }
        : { role: 'hyperparameter', because: 'rest' }
    })()
    return { index, column: column.name, role, because }
  })
  if (roles.some(({ role }) => role === 'hyperparameter')) return roles
  return roles.map((one) =>
    one.because === 'counts the rows' ? { ...one, role: 'hyperparameter', because: 'rest' } : one,
  )
}

/** What a column’s name tells, where its cells may be that. */
function namedRole(column: Column): Pick<ColumnRole, 'role' | 'because'> | undefined {
  const role = roleByName(column.name)
  if (role === 'state' && areTimes(column)) return { role: 'time', because: 'dates' }
  if (role === 'state' && column.codes === undefined && !/^(state|status)$/i.test(column.name))
    return /(state|status)$/i.test(column.name) ? undefined : { role: 'result', because: 'name' } // d_state is no state, failed a result
  if (role === 'result' && (isText(column) || (isAmbiguous(column.name) && isChoice(column)))) return undefined
  return role && { role, because: 'name' }
}

/** Whether a column holds at most six different numbers, each three times on average. */
function isChoice({ numbers, codes }: Column): boolean {
  const different = new Set(numbers).size
  return codes === undefined && different > 1 && different <= 6 && numbers.length >= 3 * different
}

/** MLflow’s page writes no prefixes, but all parameters before all metrics. */
function isFromMlflowPage({ columns }: Table): boolean {
  return ['Run ID', 'Source Name', 'Status'].every((name) => columns.some((column) => column.name === name))
}

function firstResult({ columns }: Table): number {
  const first = columns.findIndex(({ name }) => roleByName(name) === 'result')
  return first < 0 ? Number.POSITIVE_INFINITY : first
}

/** Categories beyond which text is no setting but a note. */
export const MOST_OPTIONS = 30
/** Fewer rows may well differ, or count, by chance. */
const FEWEST = 10

/** What the cells tell where the name does not. */
function roleByContent(column: Column, rows: number): Pick<ColumnRole, 'role' | 'because'> | undefined {
  const filled = Array.from({ length: rows }, (_, row) => row).filter((row) => !isNothingAt(column, row))
  const texts = filled.flatMap((row) => textAt(column, row) ?? [])
  if (texts.length > filled.length / 2) return roleOfTexts(texts)
  if (filled.length === 0) return { role: 'identifier', because: 'empty' }
  if (filled.length < FEWEST || filled.length < rows || texts.length > 0) return undefined
  if (isCounter(column.numbers)) return { role: 'identifier', because: 'counts the rows' }
  return isTimestamp(column.numbers) ? { role: 'time', because: 'dates' } : undefined
}

const DATE = /^\d{4}-\d\d-\d\d([ T_]\d|$)|^\d{1,2}[./]\d{1,2}[./]\d{4}/
const DURATION = /^\d+(\.\d+)? ?(ms|s|sec|min|m|h|d)( \d+ ?(ms|s|sec|min|m))*$|^(\d+ days? )?\d+:\d\d(:\d\d(\.\d+)?)?$/

/** Whether all texts of a column tell when or how long, as `completed` of Orion does. */
function areTimes({ texts }: Column): boolean {
  return texts.length > 0 && texts.every((text) => DATE.test(text) || DURATION.test(text))
}

function roleOfTexts(texts: readonly string[]): Pick<ColumnRole, 'role' | 'because'> | undefined {
  if (texts.every((text) => DATE.test(text) || DURATION.test(text))) return { role: 'time', because: 'dates' }
  const different = new Set(texts).size
  if (different === texts.length && texts.length >= FEWEST) return { role: 'identifier', because: 'all different' }
  return different > MOST_OPTIONS ? { role: 'identifier', because: 'many texts' } : undefined
}

/** Whole numbers that are those from 0 or 1 on, each once, in any order. */
function isCounter(numbers: Float64Array): boolean {
  const sorted = Float64Array.from(numbers).sort()
  return (sorted[0] === 0 || sorted[0] === 1) && sorted.every((value, k) => value === sorted[0] + k)
}

/** Whole seconds or milliseconds since 1970, of this century. */
function isTimestamp(numbers: Float64Array): boolean {
  const isDate = (value: number) => (value > 946e6 && value < 4.1e9) || (value > 946e9 && value < 4.1e12)
  return numbers.every(isDate) && new Set(numbers).size > 1
}

/** The share of numbers from which a column counts as one of numbers, with text in some of its cells. */
const NUMERIC = 0.8

/** Whether a column holds text, all but a few cells. */
export function isText(column: Column, rows?: readonly number[]): boolean {
  if (column.codes === undefined) return false
  const all = rows ?? Array.from(column.numbers, (_, row) => row)
  const there = all.filter((row) => !isNothingAt(column, row))
  const numbers = there.filter((row) => isNumberAt(column, row)).length
  return numbers === 0 ? there.length > 0 : numbers < NUMERIC * there.length
}
