import type { OwnColumn, OwnData } from './data.ts'
import { datesIn } from './dates.ts'

/** What a column holds, over all its values. */
export interface Profile {
  readonly kind: 'numbers' | 'symbols' | 'dates' | 'mixed' | 'empty'
  /** `sequence` also where a value at each step is the same throughout every sequence. */
  readonly level: OwnColumn['level']
  readonly values: number
  readonly missing: number
  readonly infinite: number
  /** Different values; of numbers up to `MOST_DISTINCT` are told apart. */
  readonly distinct: number
  /** Of the finite numbers. */
  readonly least: number
  readonly most: number
  readonly isWhole: boolean
  /** Whether the value grows by one from each row to the next: it counts them. */
  readonly counts: boolean
}

export const MOST_DISTINCT = 1001

/** What a column of sequences holds, in one pass over its values. */
export function profileOf(data: OwnData, column: OwnColumn): Profile {
  const isStep = column.level === 'step'
  const seen = { numbers: new Set<number>(), codes: new Uint8Array(column.texts.length) }
  let [numbers, texts, infinite, missing] = [0, 0, 0, 0]
  let [least, most, isWhole, counts, isConstant] = [
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    true,
    true,
    true,
  ]
  let before = Number.NaN
  for (let k = 0; k < data.lengths.length; k++) {
    const [firstNumber, firstCode] = [column.number(k, 0), column.code(k, 0)]
    for (let t = 0; t < (isStep ? data.lengths[k] : 1); t++) {
      const [value, code] = [column.number(k, t), column.code(k, t)]
      if (code !== firstCode || !Object.is(value, firstNumber)) isConstant = false
      if (code >= 0) {
        texts += 1
        seen.codes[code] = 1
      } else if (Number.isNaN(value)) missing += 1
      else {
        numbers += 1
        if (Number.isFinite(value)) {
          if (value < least) least = value
          if (value > most) most = value
        } else infinite += 1
        if (isWhole && !Number.isInteger(value)) isWhole = false
        if (seen.numbers.size < MOST_DISTINCT) seen.numbers.add(value)
      }
      if (counts && numbers + texts + missing > 1 && value !== before + 1) counts = false
      before = value
    }
  }
  const several = data.lengths.length > 1 && data.lengths.some((length) => length > 1)
  return {
    kind: kindOf(column, numbers, texts),
    level: isStep && isConstant && several ? 'sequence' : column.level,
    values: numbers + texts,
    missing,
    infinite,
    distinct: seen.numbers.size + seen.codes.reduce((sum, one) => sum + one, 0),
    least,
    most,
    isWhole: isWhole && numbers > 0 && texts === 0,
    counts: counts && numbers > 2,
  }
}

function kindOf(column: OwnColumn, numbers: number, texts: number): Profile['kind'] {
  if (numbers + texts === 0) return 'empty'
  if (texts === 0) return 'numbers'
  if (numbers > 0) return 'mixed'
  return column.isLabel === undefined && datesIn(column.texts) !== undefined ? 'dates' : 'symbols'
}
