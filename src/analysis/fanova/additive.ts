/** A target as a sum of one curve a setting, and what is left of it. */
export interface Additive {
  readonly fitted: Float64Array
  readonly residuals: Float64Array
}

/** Pieces a broken line may have; none leaves the setting out. */
const PIECES = [0, 1, 2, 4, 8, 16, 32]
/** Times every setting’s pieces are chosen anew. */
const PASSES = 2

/**
 * The least-squares sum of one curve a setting, over columns in [0, 1]: broken lines with evenly spaced knots for numbers, a level for
 * each category. Setting by setting the number of pieces is that with the least generalised cross-validation error (Craven and Wahba,
 * 1979); a setting that does not lower it is left out, as a curve of noise would be one more effect than the trials have.
 */
export function additiveFit(
  columns: readonly Float64Array[],
  choices: readonly number[],
  target: Float64Array,
): Additive {
  const options = columns.map((column, k) => {
    return choices[k] > 0 ? [[], levels(column, choices[k])] : PIECES.map((pieces) => corners(column, pieces))
  })
  const constant = new Float64Array(target.length).fill(1)
  let chosen = options.map(() => 0)
  const fitOf = (choice: readonly number[]) =>
    fitTerms([constant, ...choice.flatMap((at, k) => options[k][at])], target)
  let best = fitOf(chosen)
  for (let pass = 0; pass < PASSES; pass++) {
    for (const [setting, { length }] of options.entries()) {
      for (const choice of Array.from({ length }, (_, at) => chosen.with(setting, at))) {
        const fit = fitOf(choice)
        if (!(crossValidation(fit) < crossValidation(best))) continue
        best = fit
        chosen = choice
      }
    }
  }
  return { fitted: best.fitted, residuals: target.map((value, row) => value - best.fitted[row]) }
}

interface Fit {
  readonly fitted: Float64Array
  readonly terms: number
  readonly squares: number
}

function crossValidation({ fitted, squares, terms }: Fit): number {
  return squares / (fitted.length - terms) ** 2
}

/** The fit of some terms; one without worth where they are more than a third of the trials. */
function fitTerms(terms: readonly Float64Array[], target: Float64Array): Fit {
  const used = terms.filter((term) => term.some((value) => value !== 0))
  if (used.length > Math.max(1, target.length / 3))
    return { fitted: target, terms: used.length, squares: Number.POSITIVE_INFINITY }
  const weights = leastSquares(used, target)
  const fitted = target.map((_, row) => used.reduce((sum, term, k) => sum + weights[k] * term[row], 0))
  return {
    fitted,
    terms: used.length,
    squares: target.reduce((sum, value, row) => sum + (value - fitted[row]) ** 2, 0),
  }
}

/** Broken lines that are 1 at one knot and 0 at all others; the first knot is left to the constant. */
function corners(column: Float64Array, pieces: number): Float64Array[] {
  return Array.from({ length: pieces }, (_, k) => column.map((at) => Math.max(0, 1 - Math.abs(at * pieces - k - 1))))
}

function levels(column: Float64Array, count: number): Float64Array[] {
  return Array.from({ length: count - 1 }, (_, k) => column.map((at) => Number(Math.floor(at * count) === k + 1)))
}

/** Far below what any term weighs, and enough for terms that say the same. */
const RIDGE = 1e-9

/** The weights of the terms with the least squared error, by Cholesky’s factor of the normal equations. */
function leastSquares(terms: readonly Float64Array[], target: Float64Array): Float64Array {
  const size = terms.length
  const factor = terms.map((row, k) => Float64Array.from(terms.slice(0, k + 1), (column) => dot(row, column)))
  for (let row = 0; row < size; row++) {
    factor[row][row] += RIDGE * target.length
    for (let column = 0; column <= row; column++) {
      let sum = factor[row][column]
      for (let k = 0; k < column; k++) sum -= factor[row][k] * factor[column][k]
      factor[row][column] = row === column ? Math.sqrt(sum) : sum / factor[column][column]
    }
  }
  const weights = Float64Array.from(terms, (term) => dot(term, target))
  for (let row = 0; row < size; row++) {
    for (let k = 0; k < row; k++) weights[row] -= factor[row][k] * weights[k]
    weights[row] /= factor[row][row]
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let k = row + 1; k < size; k++) weights[row] -= factor[k][row] * weights[k]
    weights[row] /= factor[row][row]
  }
  return weights
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0
  for (let k = 0; k < one.length; k++) sum += one[k] * other[k]
  return sum
}
