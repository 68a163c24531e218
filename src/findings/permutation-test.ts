import { type Stream, stream } from '../math/random.ts'
import { mean } from '../math/statistics.ts'
import { inOrder, shareSize } from './best.ts'

/**
 * A permutation test that repeats the selection. To call the best tenth of two hundred trials a sample and give it to a t-test is
 * optimistic: the selected trials are closer together than chance would have them, so identical cells differ “significantly” far too
 * often. If two cells are alike, however, any assignment of their trials to the two is as likely as the one observed. So: assign at
 * random, select the best of each side by validation, compare their means on test, and count how often they differ as much as observed.
 */

/** What counts of a trial here. */
export interface Result {
  readonly validation: number
  readonly test: number
}

/** How often a random assignment of the trials to two cells separates their best as much as the cells did. */
export interface PermutationTest {
  /** Mean on test of the first cell's best, less that of the second's. */
  readonly difference: number
  /** Two-sided; at least 1 / (permutations + 1). */
  readonly p: number
}

/** The test of the best share of `first` against that of `second`; both need a trial. The keys name the stream of random numbers. */
export function permutationTest(
  first: readonly Result[],
  second: readonly Result[],
  { share, permutations = 1999, keys }: { share: number; permutations?: number; keys: readonly (string | number)[] },
): PermutationTest {
  const random = stream(...keys, 'relabelling') // streams keep their first names: others would give other p-values
  const sides: Sides = {
    counts: [first.length, second.length],
    sizes: [shareSize(first.length, share), shareSize(second.length, share)],
  }
  const difference = mean(bestTests(first, share)) - mean(bestTests(second, share))
  const enough = Math.abs(difference) * (1 - 1e-12) // sums in another order may round differently
  const tests = Float64Array.from(testsByValidation(mixed(first, second, stream(...keys, 'riffle'))))
  let asFar = 0
  for (let k = 0; k < permutations; k++) if (Math.abs(permutedDifference(tests, sides, random)) >= enough) asFar += 1
  return { difference, p: (asFar + 1) / (permutations + 1) }
}

/**
 * The trials of both cells in one row at random, each cell’s own in their order: trials that tie in validation stay so when they are
 * assigned. With one cell before the other only its trials would be taken from a long tie, and identical cells differ far too often.
 */
function mixed(first: readonly Result[], second: readonly Result[], random: Stream): Result[] {
  const count = first.length + second.length
  let [one, other] = [0, 0]
  return Array.from({ length: count }, (_, at) =>
    random.uniform() * (count - at) < first.length - one ? first[one++] : second[other++],
  )
}

/** Test results in the order of validation; of equal ones the earlier first. */
export function testsByValidation(results: readonly Result[]): number[] {
  return inOrder(results, ({ validation }) => validation).map(({ test }) => test)
}

const bestTests = (results: readonly Result[], share: number) =>
  testsByValidation(results).slice(0, shareSize(results.length, share))

/** How many trials each of two sides gets, and how many of them are its best. */
interface Sides {
  readonly counts: readonly [number, number]
  readonly sizes: readonly [number, number]
}

/**
 * Assigns trials in the order of validation; returns the mean test result of the best of the first side, less that of the second.
 * Each trial goes to the first side with the chance of its open places among all: the same as shuffling, but it can stop as soon as
 * both have their best, which is after a tenth of the trials.
 */
function permutedDifference(tests: Float64Array, { counts, sizes }: Sides, random: Stream): number {
  const [firstSize, secondSize] = sizes
  let open = counts[0]
  let [firstTaken, secondTaken, firstSum, secondSum] = [0, 0, 0, 0]
  for (let at = 0; firstTaken < firstSize || secondTaken < secondSize; at++) {
    if (random.uniform() * (tests.length - at) < open) {
      open -= 1
      if (firstTaken === firstSize) continue
      firstSum += tests[at]
      firstTaken += 1
    } else if (secondTaken < secondSize) {
      secondSum += tests[at]
      secondTaken += 1
    }
  }
  return firstSum / firstSize - secondSum / secondSize
}
