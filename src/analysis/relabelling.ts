import { stream } from '../math/random.ts'
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
  const dealt = [
    ...first.map((result) => ({ result, hand: 0 })),
    ...second.map((result) => ({ result, hand: 1 })),
  ].sort((a, b) => a.result.validation - b.result.validation)
  const tests = Float64Array.from(dealt, ({ result }) => result.test)
  const hands = Uint8Array.from(dealt, ({ hand }) => hand)
  const sizes = [shareSize(first.length, share), shareSize(second.length, share)]
  const difference = differenceOfBest(tests, hands, sizes)
  const enough = Math.abs(difference) * (1 - 1e-12) // sums in another order may round differently
  let asFar = 0
  for (let k = 0; k < dealings; k++) {
    const order = random.permutation(hands.length)
    const shuffled = hands.map((_, at) => hands[order[at]])
    if (Math.abs(differenceOfBest(tests, shuffled, sizes)) >= enough) asFar += 1
  }
  return { difference, p: (asFar + 1) / (dealings + 1) }
}

/** With trials in the order of validation: the mean test result of the first few of hand 0, less that of hand 1. */
function differenceOfBest(tests: Float64Array, hands: Uint8Array, sizes: readonly number[]): number {
  const best: [number[], number[]] = [[], []]
  hands.forEach((hand, at) => {
    if (best[hand as 0 | 1].length < sizes[hand]) best[hand as 0 | 1].push(tests[at])
  })
  return mean(best[0]) - mean(best[1])
}
