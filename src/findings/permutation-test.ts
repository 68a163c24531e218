import { type Stream, stream } from '../math/random.ts'
import { mean } from '../math/statistics.ts'
import { shareSize } from './best.ts'

/**
 * A test that repeats the selection. To call the best tenth of two hundred trials a sample and give it to a t-test is optimistic:
 * the selected trials are closer together than chance would have them, so identical cells differ “significantly” far too often. If
 * two cells are alike, however, any dealing of their trials into two hands is as likely as the one observed. So: deal at random,
 * select the best of each hand by validation, compare their means on test, and count how often they differ as much as observed.
 */

/** What counts of a trial here. */
export interface Result {
  readonly validation: number
  readonly test: number
}

/** How often dealing the trials of two cells at random separates their best as much as the cells did. */
export interface Relabelling {
  /** Mean on test of the first cell's best, less that of the second's. */
  readonly difference: number
  /** Two-sided; at least 1 / (dealings + 1). */
  readonly p: number
}

/** The test of the best share of `first` against that of `second`; both need a trial. The keys name the stream of random numbers. */
export function relabelling(
  first: readonly Result[],
  second: readonly Result[],
  { share, dealings = 1999, keys }: { share: number; dealings?: number; keys: readonly (string | number)[] },
): Relabelling {
  const random = stream(...keys, 'relabelling')
  const hands: Hands = {
    counts: [first.length, second.length],
    sizes: [shareSize(first.length, share), shareSize(second.length, share)],
  }
  const difference = mean(bestTests(first, share)) - mean(bestTests(second, share))
  const enough = Math.abs(difference) * (1 - 1e-12) // sums in another order may round differently
  const tests = Float64Array.from(testsByValidation(riffled(first, second, stream(...keys, 'riffle'))))
  let asFar = 0
  for (let k = 0; k < dealings; k++) if (Math.abs(dealtDifference(tests, hands, random)) >= enough) asFar += 1
  return { difference, p: (asFar + 1) / (dealings + 1) }
}

/**
 * The trials of both cells in one row at random, each cell’s own in their order: trials that tie in validation stay so when they are
 * dealt. With one cell before the other only its trials would be dealt from a long tie, and identical cells differ far too often.
 */
function riffled(first: readonly Result[], second: readonly Result[], random: Stream): Result[] {
  const count = first.length + second.length
  let [one, other] = [0, 0]
  return Array.from({ length: count }, (_, at) =>
    random.uniform() * (count - at) < first.length - one ? first[one++] : second[other++],
  )
}

/** Test results in the order of validation; of equal ones the earlier first. */
export function testsByValidation(results: readonly Result[]): number[] {
  return [...results].sort((a, b) => a.validation - b.validation).map(({ test }) => test)
}

const bestTests = (results: readonly Result[], share: number) =>
  testsByValidation(results).slice(0, shareSize(results.length, share))

/** How many trials each of two hands gets, and how many of them are its best. */
interface Hands {
  readonly counts: readonly [number, number]
  readonly sizes: readonly [number, number]
}

/**
 * Deals trials in the order of validation; returns the mean test result of the best of the first hand, less that of the second.
 * Each trial goes to the first hand with the chance of its open places among all: the same as shuffling, but the dealing can stop
 * as soon as both have their best, which is after a tenth of the trials.
 */
function dealtDifference(tests: Float64Array, { counts, sizes }: Hands, random: Stream): number {
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
