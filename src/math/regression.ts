import { twoSided } from './student.ts'

/** The coefficient of one column of a linear model. */
export interface Effect {
  readonly estimate: number
  /** Two-sided, of no effect; 1 where nothing scatters, so that no effect can be told from chance. */
  readonly p: number
}

/** What is left of a column is rounding where it is shorter than this part of the column. */
const ROUNDING = 1e-10

/**
 * The effect of a column on the values, beside a constant and other columns, by least squares. Its error is HC3 (MacKinnon and White,
 * 1985; Long and Ervin, 2000), which holds where some values scatter more than others; p is by Student's t. Undefined where the others
 * tell the column, or where too few rows are left to tell the scatter.
 */
export function effectOf(
  column: readonly number[],
  values: readonly number[],
  others: readonly (readonly number[])[],
): Effect | undefined {
  const bases = orthonormal([values.map(() => 1), ...others])
  const own = unexplained(column, bases)
  if (own === undefined) return undefined
  const squared = dot(own, own)
  const all = [...bases, unit(own)]
  const free = values.map((_, row) => 1 - all.reduce((sum, base) => sum + base[row] ** 2, 0)) // 1 − leverage
  const degreesOfFreedom = values.length - all.length
  if (degreesOfFreedom < 1 || free.some((share) => share < ROUNDING)) return undefined
  const left = unexplained(values, bases)
  if (left === undefined) return { estimate: 0, p: 1 }
  const estimate = dot(own, left) / squared
  const rest = unexplained(left, [unit(own)])
  if (rest === undefined) return { estimate, p: 1 }
  const error = Math.sqrt(own.reduce((sum, value, row) => sum + ((value * rest[row]) / free[row]) ** 2, 0)) / squared
  return { estimate, p: twoSided(estimate / error, degreesOfFreedom) }
}

/** Columns of length 1, each at right angles to those before it, that span the same (Gram and Schmidt); those that add nothing are left out. */
function orthonormal(columns: readonly (readonly number[])[]): number[][] {
  const bases: number[][] = []
  for (const column of columns) {
    const rest = unexplained(column, bases)
    if (rest !== undefined) bases.push(unit(rest))
  }
  return bases
}

/** What of a column these bases do not span; undefined where that is nothing but rounding. */
function unexplained(column: readonly number[], bases: readonly (readonly number[])[]): number[] | undefined {
  const rest = bases.reduce<readonly number[]>((left, base) => {
    const along = dot(base, left)
    return left.map((value, row) => value - along * base[row])
  }, column)
  return lengthOf(rest) > ROUNDING * lengthOf(column) ? [...rest] : undefined
}

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, row) => sum + value * b[row], 0)
const lengthOf = (column: readonly number[]) => Math.sqrt(dot(column, column))

function unit(column: readonly number[]): number[] {
  const length = lengthOf(column)
  return column.map((value) => value / length)
}
