import { type ErrorPart, mean } from '../math/statistics.ts'

/**
 * How much of a mean is luck of the test sequences: seeds and sequences are crossed, and both are random (docs/statistics.md, “Other
 * seeds, other sequences”).
 */

/** What the trainings of some settings add to a test result, sequence by sequence. */
export interface Contributions {
  /** For each training, by settings: what each sequence adds to its test result, its loss divided by the sum of all counts. */
  readonly groups: readonly (readonly Float64Array[])[]
  /** Each sequence’s share of the counts. */
  readonly shares: Float64Array
}

/** What other test sequences add to the variance of a difference of two cells, paired by sequence; undefined where it is nothing. */
export function sequencePart(cell: Contributions, baseline: Contributions): ErrorPart | undefined {
  const { shares } = cell
  const sequences = shares.length
  const [own, other] = [meanOf(cell), meanOf(baseline)]
  const correction = sequences / (sequences - 1)
  const between =
    correction *
    squares(
      centred(
        own.map((value, i) => value - other[i]),
        shares,
      ),
    )
  const both = correction * (interaction(cell) + interaction(baseline))
  const squaredError = between - both
  if (!(squaredError > 0)) return undefined
  return { squaredError, degreesOfFreedom: (sequences - 1) * (squaredError / between) ** 2 }
}

/** Mean over the settings of the means over their trainings, sequence by sequence. */
const meanOf = ({ groups }: Contributions) => average(groups.map(average))

/** What is left of contributions when the result that they sum to is taken out in proportion to the shares: it sums to 0. */
function centred(contributions: Float64Array, shares: Float64Array): Float64Array {
  const whole = sum(contributions)
  return contributions.map((value, i) => value - shares[i] * whole)
}

/** The luck of single seeds on single sequences, as far as it is in the mean over all trainings. */
function interaction({ groups, shares }: Contributions): number {
  const trainings = sum(groups.map((group) => group.length))
  const left = groups.flatMap((group) => {
    const middle = average(group)
    return group.map((one) =>
      squares(
        centred(
          one.map((value, i) => value - middle[i]),
          shares,
        ),
      ),
    )
  })
  const ofOne = sum(left) / (trainings - groups.length)
  return (ofOne * sum(groups.map((group) => 1 / group.length))) / groups.length ** 2
}

function average(rows: readonly Float64Array[]): Float64Array {
  return rows[0].map((_, i) => mean(rows.map((row) => row[i])))
}

const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0)
const squares = (values: Float64Array) => values.reduce((total, value) => total + value ** 2, 0)
