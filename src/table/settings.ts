import { InputError } from '../math/input-error.ts'
import { position, type Range, type Setting } from '../study/space.ts'
import { bareName } from './names.ts'
import { groupsOf } from './repeats.ts'
import { type ColumnRole, columnNamed, isText, MOST_OPTIONS, type Unused } from './roles.ts'
import { rangeOfNumbers, rangeOfTexts, type Scaled, type Wish } from './scales.ts'
import { type Column, isNothingAt, isNumberAt, type Table, textAt } from './table.ts'

/** A setting of a table: the column it comes from, its range, and what it means where a trial has none. */
export interface TableSetting extends Scaled {
  readonly name: string
  readonly column: string
  readonly missing?: Missing
}

/** Trials without a setting: how many, and the setting that says which they are; without it that is a value of its own. */
export interface Missing {
  readonly trials: number
  /** The name of the value of its own: as the table writes it. */
  readonly called?: string
  readonly follows?: string
}

/** A column as a setting, before its range is known. */
export interface Candidate {
  readonly index: number
  readonly column: Column
  readonly wish: Wish
  readonly isNumeric: boolean
  /** In a row of the table; undefined where it has none. */
  readonly valueAt: (row: number) => Setting | undefined
  /** The one word that stands in many cells of a column of numbers, a value of its own. */
  readonly word?: string
}

/** Columns named as settings. */
export function namedCandidates(
  table: Table,
  wishes: readonly Wish[],
  target: number,
  rows: readonly number[],
): Candidate[] {
  const found = wishes.map((wish) => ({ wish, index: columnNamed(table, wish.column) }))
  found.forEach(({ wish, index }, k) => {
    if (index === target) throw new InputError(`${wish.column} is the target and cannot be a setting`)
    if (found.findIndex((other) => other.index === index) < k)
      throw new InputError(`setting ${wish.column} is named twice, as column ${table.columns[index].name}`)
  })
  return found.map(({ wish, index }) => candidate(table.columns[index], index, wish, rows))
}

/** A column read as numbers or as text: what most of its cells are, or what was wished. */
export function candidate(column: Column, index: number, wish: Wish, rows: readonly number[]): Candidate {
  const { scale } = wish
  const isNumeric = scale === 'choice' ? false : scale !== undefined || !isText(column, rows)
  const word = isNumeric ? returningWord(column, rows) : undefined
  const valueAt = (row: number) => {
    if (isNothingAt(column, row)) return undefined
    const number = isNumberAt(column, row) ? column.numbers[row] : undefined
    if (number !== undefined && (isNumeric || Number.isNaN(number))) return Number.isFinite(number) ? number : undefined
    return isNumeric ? undefined : (textAt(column, row) ?? String(number))
  }
  return { index, column, wish, isNumeric, valueAt, ...(word !== undefined && { word }) }
}

/** The only text in a column of numbers, where it stands more than once: an option such as `auto`, and no slip. */
function returningWord(column: Column, rows: readonly number[]): string | undefined {
  const texts = rows.flatMap((row) => (isNothingAt(column, row) ? [] : (textAt(column, row) ?? [])))
  return texts.length > 1 && new Set(texts).size === 1 ? texts[0] : undefined
}

/** Whether a row has text where numbers are: it says nothing of the setting. */
export function isSlip({ column, isNumeric, word }: Candidate, row: number): boolean {
  const text = isNumeric && !isNothingAt(column, row) ? textAt(column, row) : undefined
  return text !== undefined && text !== word
}

/** The share of rows a column must fill to be a setting, unless a program marks it as one or another setting says which rows have it. */
const FILLED = 0.5

/** Why a column with the role of a hyperparameter is not explained; undefined where it is. */
export function whyUnused(role: ColumnRole, found: Candidate, rows: readonly number[]): Unused | undefined {
  const { column, valueAt, isNumeric } = found
  const there = rows.map(valueAt).filter((value) => value !== undefined)
  if (there.length === 0) return 'empty'
  const different = new Set(there).size
  if (different === 1 && there.length === rows.length) return 'constant'
  if (!isNumeric && different > MOST_OPTIONS) return 'many texts'
  const isSaid = rows.some((row) => valueAt(row) === undefined && textAt(column, row) !== undefined)
  if (role.because !== 'rest' || isSaid) return undefined
  return there.length < FILLED * rows.length ? 'mostly empty' : different === 1 ? 'constant' : undefined
}

/** Categories beyond which a choice is none. */
const MOST_CATEGORIES = 200

/** Settings with their ranges, from candidates over the rows that count. */
export function rangedSettings(table: Table, candidates: readonly Candidate[], rows: readonly number[]): Described[] {
  const names = candidates.map(({ column }) => nameOf(table, column))
  return candidates.map((found, k) => {
    const follows = parentOf(found, candidates, rows)
    return ranged(table, found, { name: names[k], rows, ...(follows !== undefined && { follows: names[follows] }) })
  })
}

/** A setting, and its value in each row of the table; undefined where it is absent and that is no value of its own. */
export interface Described {
  readonly setting: TableSetting
  readonly index: number
  readonly valueAt: (row: number) => Setting | undefined
}

function ranged(
  table: Table,
  found: Candidate,
  { name, rows, follows }: { name: string; rows: readonly number[]; follows?: string },
): Described {
  const { column, wish, isNumeric, index } = found
  const without = rows.filter((row) => found.valueAt(row) === undefined)
  const called = without.length === 0 || follows !== undefined ? undefined : calledIn(found, without)
  const isOption = called !== undefined && (!isNumeric || isChoiceOfNumbers(found, rows))
  const valueAt = (row: number) => found.valueAt(row) ?? (isOption ? called : undefined)
  const there = rows.flatMap((row) => valueAt(row) ?? [])
  if (there.length === 0) throw new InputError(`no row is left: ${column.name} has no values where the target has`)
  const scaled =
    isNumeric && !isOption ? rangeOfNumbers(there as number[], wish) : rangeOfTexts(there.map(String), wish)
  checkChoice(scaled, column)
  const outside = rows.find((row) => valueAt(row) !== undefined && !isWithin(scaled.range, valueAt(row)!))
  if (outside !== undefined)
    throw new InputError(
      `${column.name} in ${table.counted} ${table.places[outside]} is ${valueAt(outside)}, outside of ${wish.low} to ${wish.high}`,
    )
  const missing = {
    trials: without.length,
    ...(called !== undefined && { called }),
    ...(follows !== undefined && { follows }),
  }
  return {
    setting: { name, column: column.name, ...scaled, ...(without.length > 0 && { missing }) },
    index,
    valueAt,
  }
}

/** What the cells without a value hold: their own word, or `none`. */
function calledIn({ column, word }: Candidate, without: readonly number[]): string {
  const own = without.map((row) => textAt(column, row) ?? (isNumberAt(column, row) ? 'nan' : undefined))
  return word ?? own.find((text) => text !== undefined) ?? 'none'
}

function isChoiceOfNumbers({ valueAt, wish }: Candidate, rows: readonly number[]): boolean {
  const numbers = rows.flatMap((row) => valueAt(row) ?? []) as number[]
  return numbers.length > 0 && rangeOfNumbers(numbers, wish).scale === 'choice'
}

function checkChoice({ range }: Scaled, { name }: Column): void {
  if (range.kind === 'choice' && range.of.length > MOST_CATEGORIES) {
    throw new InputError(
      `${name} has ${range.of.length} different values, too many for a choice (at most ${MOST_CATEGORIES})`,
    )
  }
}

/** The candidate whose values say which rows have a setting: of each of its values, all rows have it or none. */
function parentOf(found: Candidate, candidates: readonly Candidate[], rows: readonly number[]): number | undefined {
  const has = rows.map((row) => found.valueAt(row) !== undefined)
  if (has.every((one) => one === has[0])) return undefined
  const parent = candidates.findIndex((other) => {
    if (other === found || !rows.every((row) => other.valueAt(row) !== undefined)) return false
    const values = groupsOf([other.column], rows)
    const different = new Set(values).size
    if (different > MOST_OPTIONS || different * 2 > rows.length) return false
    const first = new Map<number, boolean>()
    return values.every((value, k) => {
      if (!first.has(value)) first.set(value, has[k])
      return first.get(value) === has[k]
    })
  })
  return parent < 0 ? undefined : parent
}

const ROUNDING = 1e-9

function isWithin(range: Range, value: Setting): boolean {
  const at = position(range, value)
  return range.kind === 'fixed' || (at >= -ROUNDING && at <= 1 + ROUNDING)
}

/** A column’s name without what a program put before it, where that is no other column’s. */
function nameOf({ columns }: Table, { name }: Column): string {
  const bare = bareName(name)
  return columns.filter((column) => bareName(column.name) === bare).length === 1 ? bare : name
}
