/**
 * Made-up studies with a known truth, to see how often tests and intervals are right. A trial draws its settings at random, and its
 * validation and test results depend on them in one of three ways. Used by bench/statistics.ts and, with fewer studies, by a test.
 */

import { shareSize } from '../src/findings/best.ts'
import { bootstrap, type Interval } from '../src/findings/bootstrap.ts'
import { permutationTest, type Result, testsByValidation } from '../src/findings/permutation-test.ts'
import { exp } from '../src/math/functions.ts'
import { type Stream, stream } from '../src/math/random.ts'
import { deviation, mean, welch } from '../src/math/statistics.ts'

/** One trial of a cell; `worse` is added to both results, and an unlike cell depends on its settings in another way. */
type Surrogate = (random: Stream, cell: { worse: number; unlike: boolean }) => Result

export const surrogates = {
  /** A basin of good learning rates, size helps, noise hurts, little luck: in nats, like JSB. The basin of an unlike cell is half as wide. */
  basin(random, { worse, unlike }) {
    const rate = 4 * (random.uniform() - 0.7)
    const quality = 8.4 + (unlike ? 0.6 : 0.15) * rate * rate + 0.1 * random.uniform() + 0.2 * random.uniform() ** 2
    const luck = 0.02 * random.gaussian()
    const on = (noise: number) => worse + quality + luck + noise * random.gaussian()
    return { validation: on(0.01), test: on(0.02) }
  },
  /** Settings explain half of what validation and test say; in deviations. Those of an unlike cell matter half as much. */
  luck(random, { worse, unlike }) {
    const quality = (unlike ? 0.5 : 1) * random.gaussian()
    return { validation: worse + quality + random.gaussian(), test: worse + quality + random.gaussian() }
  },
  /** Skewed error rates on so few sequences that validation ties, a fifth of the trials diverged; in %. Of an unlike cell, a half. */
  cliff(random, { worse, unlike }) {
    const quality = exp(1.5 + random.gaussian())
    const on = () => worse + quality * exp(0.15 * random.gaussian())
    const [validation, test, diverged] = [on(), on(), random.uniform() < (unlike ? 0.5 : 0.2)]
    return diverged ? { validation: 90, test: 90 } : { validation: Math.round(2 * validation) / 2, test }
  },
} as const satisfies Record<string, Surrogate>

export type SurrogateName = keyof typeof surrogates

/** Two cells under comparison, over and over. */
export interface Setup {
  readonly surrogate: SurrogateName
  /** Of each cell. */
  readonly trials: number
  readonly share: number
  /** By how much the first cell is worse. */
  readonly worse?: number
  /** Whether the first cell also depends on its settings in another way. */
  readonly unlike?: boolean
  readonly studies: number
}

/** The trials of both cells in one study. */
function drawn({ surrogate, trials, worse = 0, unlike = false }: Setup, study: number, purpose: string): Result[][] {
  const random = stream('simulated', purpose, surrogate, trials, worse, String(unlike), study)
  const hand = (cell: { worse: number; unlike: boolean }) =>
    Array.from({ length: trials }, () => surrogates[surrogate](random, cell))
  return [hand({ worse, unlike }), hand({ worse: 0, unlike: false })]
}

const bestOf = (results: readonly Result[], share: number) =>
  testsByValidation(results).slice(0, shareSize(results.length, share))

/** Something measured in every study. */
function inStudies<T>(setup: Setup, purpose: string, measure: (hands: Result[][], study: number) => T): T[] {
  return Array.from({ length: setup.studies }, (_, study) => measure(drawn(setup, study, purpose), study))
}

const differenceOfBest = ([first, second]: Result[][], share: number) =>
  mean(bestOf(first, share)) - mean(bestOf(second, share))

/** The deviation of test results within the best share, averaged over studies: the yardstick of planted differences. */
export function yardstick(setup: Setup): number {
  return mean(inStudies(setup, 'yardstick', ([, second]) => deviation(bestOf(second, setup.share))))
}

/** The difference that studies of this kind find on average. */
export function expectedDifference(setup: Setup): number {
  return mean(inStudies(setup, 'truth', (hands) => differenceOfBest(hands, setup.share)))
}

const shareOf = (answers: readonly boolean[]) => answers.filter(Boolean).length / answers.length

/** In which share of studies each test finds a difference at 5 %. */
export function found(setup: Setup, permutations = 999): { selecting: number; welch: number } {
  const { share, surrogate } = setup
  const tests = inStudies(setup, 'tested', ([first, second], study) => ({
    selecting: permutationTest(first, second, { share, permutations, keys: [surrogate, study] }).p,
    welch: welch(bestOf(first, share), bestOf(second, share))?.p ?? 1,
  }))
  return {
    selecting: shareOf(tests.map(({ selecting }) => selecting < 0.05)),
    welch: shareOf(tests.map((test) => test.welch < 0.05)),
  }
}

/** In which share of studies the intervals hold the true difference, and the cells are called equivalent within each margin. */
export function held(
  setup: Setup,
  { truth, margins = [], resamples = 999 }: { truth: number; margins?: readonly number[]; resamples?: number },
): { percentile: number; basic: number; equivalent: number[] } {
  const { share, surrogate } = setup
  const resampled = inStudies(setup, 'redrawn', (hands, study) => ({
    ...bootstrap(hands[0], hands[1], { share, resamples, keys: [surrogate, study] }),
    mirrored: 2 * differenceOfBest(hands, share) - truth, // the basic interval is mirrored around the observed difference
  }))
  const holds = ([low, high]: Interval, value: number) => low <= value && value <= high
  return {
    percentile: shareOf(resampled.map(({ difference }) => holds(difference, truth))),
    basic: shareOf(resampled.map(({ difference, mirrored }) => holds(difference, mirrored))),
    equivalent: margins.map((margin) => shareOf(resampled.map(({ inner }) => -margin < inner[0] && inner[1] < margin))),
  }
}
