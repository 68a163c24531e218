/** A target as a sum of one curve a setting, and what is left of it. */
export interface Additive {
  readonly fitted: Float64Array
  readonly residuals: Float64Array
}

/** Pieces a broken line may have; none leaves the setting out. */
const PIECES = [0, 1, 2, 4, 8, 16, 32]
/** What a step counts as in cross-validation, since its place was searched for (as knots are in Friedman, 1991). */
const STEP_TERMS = 3

/**
 * The least-squares sum of one curve a setting, over columns in [0, 1]: a broken line with evenly spaced knots for numbers, a level for
 * each category, and steps, as broken lines cannot follow a cliff, such as that beyond which trainings diverge. From a constant on, the
 * one change (another number of pieces for a setting, a step more or less) that lowers the generalised cross-validation error most
 * (Craven and Wahba, 1979) is made until none lowers it: what does not help stays out, as a curve of noise would be one more effect
 * than the trials have.
 */
export function additiveFit(
  columns: readonly Float64Array[],
  choices: readonly number[],
  target: Float64Array,
): Additive {
  const options = columns.map((column, k) => {
    return choices[k] > 0 ? [[], levels(column, choices[k])] : PIECES.map((pieces) => corners(column, pieces))
  })
  const ladders = columns.filter((_, k) => choices[k] === 0).map(ladderOf)
  const constant = new Float64Array(target.length).fill(1)
  const fitOf = ({ pieces, steps }: Choice) =>
    fitTerms([constant, ...pieces.flatMap((at, k) => options[k][at]), ...steps], target, steps.length)
  const betterOf = (best: Candidate, choice: Choice): Candidate => {
    const fit = fitOf(choice)
    return crossValidation(fit) < crossValidation(best.fit) ? { choice, fit } : best
  }
  const nothing: Choice = { pieces: options.map(() => 0), steps: [] }
  let best: Candidate = { choice: nothing, fit: fitOf(nothing) }
  for (;;) {
    const { pieces, steps } = best.choice
    const changes = options.flatMap(({ length }, k) => {
      return Array.from({ length }, (_, at): Choice => ({ pieces: pieces.with(k, at), steps }))
    })
    const fewer = steps.map((_, k): Choice => ({ pieces, steps: steps.toSpliced(k, 1) }))
    const more = { pieces, steps: [...steps, bestStep(ladders, residualsOf(best.fit, target))] }
    const better = [...changes, ...fewer, more].reduce(betterOf, best)
    if (better === best) return { fitted: best.fit.fitted, residuals: residualsOf(best.fit, target) }
    best = better
  }
}

/** Which of its options each setting has, and the steps beside them. */
interface Choice {
  readonly pieces: readonly number[]
  readonly steps: readonly Float64Array[]
}

interface Candidate {
  readonly choice: Choice
  readonly fit: Fit
}

function residualsOf({ fitted }: Fit, target: Float64Array): Float64Array {
  return target.map((value, row) => value - fitted[row])
}

/** A column and its rows by rising value. */
interface Ladder {
  readonly column: Float64Array
  readonly order: Int32Array
}

function ladderOf(column: Float64Array): Ladder {
  return { column, order: Int32Array.from(column.keys()).sort((a, b) => column[a] - column[b]) }
}

/** The step from 0 to 1 that takes most of the squares of some residuals. */
function bestStep(ladders: readonly Ladder[], residuals: Float64Array): Float64Array {
  let [most, from, along] = [0, 0, residuals]
  for (const { column, order } of ladders) {
    let sum = 0
    for (let rank = 1; rank < order.length; rank++) {
      sum += residuals[order[rank - 1]]
      const gain = (sum * sum) / (rank * (order.length - rank))
      if (gain > most && column[order[rank]] > column[order[rank - 1]])
        [most, from, along] = [gain, column[order[rank]], column]
    }
  }
  return along.map((at) => Number(most > 0 && at >= from))
}

interface Fit {
  readonly fitted: Float64Array
  readonly terms: number
  readonly squares: number
}

function crossValidation({ fitted, squares, terms }: Fit): number {
  return squares / (fitted.length - terms) ** 2
}

/** The fit of some terms, `steps` of them steps; one without worth where they are more than a third of the trials. */
function fitTerms(terms: readonly Float64Array[], target: Float64Array, steps: number): Fit {
  const used = terms.filter((term) => term.some((value) => value !== 0))
  if (used.length > Math.max(1, target.length / 3))
    return { fitted: target, terms: used.length, squares: Number.POSITIVE_INFINITY }
  const weights = leastSquares(used, target)
  const fitted = target.map((_, row) => used.reduce((sum, term, k) => sum + weights[k] * term[row], 0))
  return {
    fitted,
    terms: used.length + (STEP_TERMS - 1) * steps,
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
