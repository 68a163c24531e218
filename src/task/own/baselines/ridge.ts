/** Linear regression with a penalty on the squares of its weights (Hoerl and Kennard, 1970), of several targets at once. */

/** Rows are given one after the other, so that no table of them is kept. */
export interface Examples {
  readonly features: number
  readonly targets: number
  /** Calls `body` with the features and targets of each example; both may be reused for the next. */
  each(body: (features: Float64Array, targets: Float64Array) => void): void
}

/** Weights, a row for each target: the constant first, then one for each feature. */
export type Linear = readonly Float64Array[]

/** The sums that weights are made from, whatever the penalty. */
interface Sums {
  readonly size: number
  /** Of products of the constant and the features with each other: size × size. */
  readonly gram: Float64Array
  /** Of their products with each target. */
  readonly products: readonly Float64Array[]
  readonly count: number
}

export function sumsOf({ features, targets, each }: Examples): Sums {
  const size = features + 1
  const gram = new Float64Array(size * size)
  const products = Array.from({ length: targets }, () => new Float64Array(size))
  const row = new Float64Array(size)
  row[0] = 1
  let count = 0
  each((x, y) => {
    row.set(x, 1)
    count += 1
    for (let i = 0; i < size; i++) {
      const own = row[i]
      if (own === 0) continue
      const at = i * size
      for (let j = 0; j <= i; j++) gram[at + j] += own * row[j]
      for (let k = 0; k < targets; k++) products[k][i] += own * y[k]
    }
  })
  return { size, gram, products, count }
}

/** The weights for a penalty, which is per example and relative to the mean square of the features; the constant bears none. */
export function ridge({ size, gram, products, count }: Sums, penalty: number): Linear {
  let trace = 0
  for (let i = 1; i < size; i++) trace += gram[i * size + i]
  const added = penalty * (size > 1 ? trace / (size - 1) : 1) + 1e-9 * count
  const lower = gram.slice()
  for (let i = 1; i < size; i++) lower[i * size + i] += added
  cholesky(lower, size)
  return products.map((product) => solved(lower, product, size))
}

/** The lower triangle L of a symmetric matrix A = LLᵀ, in place; a pivot that rounding leaves at nothing counts as very large. */
function cholesky(a: Float64Array, size: number): void {
  for (let j = 0; j < size; j++) {
    for (let i = j; i < size; i++) {
      let sum = a[i * size + j]
      for (let k = 0; k < j; k++) sum -= a[i * size + k] * a[j * size + k]
      if (i > j) a[i * size + j] = sum / a[j * size + j]
      else a[j * size + j] = sum > 0 ? Math.sqrt(sum) : 1e150
    }
  }
}

function solved(lower: Float64Array, right: Float64Array, size: number): Float64Array {
  const x = right.slice()
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) x[i] -= lower[i * size + k] * x[k]
    x[i] /= lower[i * size + i]
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) x[i] -= lower[k * size + i] * x[k]
    x[i] /= lower[i * size + i]
  }
  return x
}

/** What a linear model says of the features of an example: a value for each target. */
export function linearAt(weights: Linear, features: Float64Array, into: Float64Array): void {
  for (let k = 0; k < weights.length; k++) {
    let sum = weights[k][0]
    for (let i = 0; i < features.length; i++) sum += weights[k][i + 1] * features[i]
    into[k] = sum
  }
}

/** The penalties that validation chooses from. */
export const PENALTIES = [1e-4, 1e-2, 0.1, 1] as const
