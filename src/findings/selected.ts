import { shareSize } from './best.ts'

/**
 * The mean test result of the best share of a cell's trials, and how far it would vary from study to study.
 *
 * To take the selected trials for a sample underestimates that: which trials are selected depends on all the others, and the mean of
 * the best moves with the place of the cut. To first order the mean of those below a quantile varies as if each selected trial added
 * its distance from τ, what a trial at the cut reaches on test (the influence function of a tail mean; as for expected shortfall,
 * Chen, “Nonparametric estimation of expected shortfall”, 2008). With n trials, k of them selected, their mean m and variance s²:
 *
 *     variance of m  ≈  (s² + (1 − k/n) (m − τ)²) / k
 *
 * τ is the mean test result of the best 2.5 k by validation: a wide window, since a narrow one makes the variance itself a matter of
 * luck. It lies a little below the cut where k is a large share of n, and beyond it where results get worse fast, which errs on the
 * side of caution (`npm run bench:statistics`).
 */

/** What counts of a trial here. */
export interface Result {
  readonly validation: number
  readonly test: number
}

/** How many of the best by validation tell what a trial at the cut reaches, as a multiple of the selected ones. */
const WINDOW = 2.5

/** Trials that come in the order of validation, best first, until the selection and its window are full. */
export interface Selection {
  reset(): void
  /** Takes the next trial; `place` names it among the trials of its cell, from 0. */
  add(test: number, place: number): void
  isFull(): boolean
  mean(): number
  /** The squared error of the mean. */
  variance(): number
  /** Variance of the selected trials: all that Welch's test sees. */
  spread(): number
  /** Mean test result within the window. */
  atCut(): number
  /** How often each place was selected, and its test result there: for pairs. */
  readonly selected: Int32Array
  readonly tests: Float64Array
  readonly size: number
  readonly count: number
}

/** Where each sum stands. */
const [ORIGIN, SUM, SQUARES, BEYOND] = [0, 1, 2, 3]

/** An empty selection of the best `share` of `count` trials. */
export function selection(count: number, share: number): Selection {
  const size = shareSize(count, share)
  const window = Math.min(count, Math.round(WINDOW * size))
  const selected = new Int32Array(count)
  const tests = new Float64Array(count)
  // Sums in an array, since a number that a closure holds is made anew each time it changes.
  const sums = new Float64Array(4)
  let seen = 0

  const mean = () => sums[ORIGIN] + sums[SUM] / size
  const spread = () => (size < 2 ? 0 : Math.max(0, (sums[SQUARES] - (sums[SUM] * sums[SUM]) / size) / (size - 1)))
  const atCut = () => sums[ORIGIN] + sums[BEYOND] / window
  return {
    reset() {
      selected.fill(0)
      sums.fill(0)
      seen = 0
    },
    add(test, place) {
      if (seen === 0) sums[ORIGIN] = test // sums of distances from the first trial lose no digits
      const distance = test - sums[ORIGIN]
      if (seen < size) {
        sums[SUM] += distance
        sums[SQUARES] += distance * distance
        selected[place] += 1
        tests[place] = test
      }
      if (seen < window) sums[BEYOND] += distance
      seen += 1
    },
    isFull: () => seen >= window,
    mean,
    variance: () => (spread() + (1 - size / count) * (mean() - atCut()) ** 2) / size,
    spread,
    atCut,
    selected,
    tests,
    size,
    count,
  }
}

/** The covariance of two selected means whose trials are pairs: the same places, hence the same settings. */
export function covariance(first: Selection, second: Selection): number {
  const [cutOfFirst, cutOfSecond] = [first.atCut(), second.atCut()]
  let sum = 0
  for (let place = 0; place < first.count; place++) {
    const both = Math.min(first.selected[place], second.selected[place])
    if (both > 0) sum += both * (first.tests[place] - cutOfFirst) * (second.tests[place] - cutOfSecond)
  }
  const centred = ((first.mean() - cutOfFirst) * (second.mean() - cutOfSecond)) / first.count
  return sum / (first.size * second.size) - centred
}
