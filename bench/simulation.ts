/**
 * Made-up studies with a known truth, to see how often tests and intervals are right. A trial draws its settings at random, and its
 * validation and test results depend on them in one of three ways. Used by bench/statistics.ts and, with fewer studies, by a test.
 */

import { shareSize } from '../src/analysis/best.ts'
import { redrawing } from '../src/analysis/redrawing.ts'
import { type Result, relabelling, testsByValidation } from '../src/analysis/relabelling.ts'
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

const many = (setup: Setup, purpose: string) =>
  Array.from({ length: setup.studies }, (_, study) => drawn(setup, study, purpose))

/** The deviation of test results within the best share, averaged over studies: the yardstick of planted differences. */
export function yardstick(setup: Setup): number {
  return mean(many(setup, 'yardstick').map(([, second]) => deviation(bestOf(second, setup.share))))
}

/** The difference that studies of this kind find on average. */
export function expectedDifference(setup: Setup): number {
  const difference = ([first, second]: Result[][]) =>
    mean(bestOf(first, setup.share)) - mean(bestOf(second, setup.share))
  return mean(many(setup, 'truth').map(difference))
}

/** In which share of studies each test finds a difference at 5 %. */
export function found(setup: Setup, dealings = 999): { selecting: number; welch: number } {
  const { share, surrogate } = setup
  const results = many(setup, 'tested').map(([first, second], study) => ({
    selecting: relabelling(first, second, { share, dealings, keys: [surrogate, study] }).p < 0.05,
    welch: (welch(bestOf(first, share), bestOf(second, share))?.p ?? 1) < 0.05,
  }))
  return { selecting: shareOf(results, 'selecting'), welch: shareOf(results, 'welch') }
}

/** In which share of studies the intervals hold the true difference, and call the cells equivalent within a margin. */
export function held(
  setup: Setup,
  { truth, margin = 0, redraws = 999 }: { truth: number; margin?: number; redraws?: number },
): { percentile: number; basic: number; equivalent: number } {
  const { share, surrogate } = setup
  const results = many(setup, 'redrawn').map(([first, second], study) => {
    const { difference: ends, inner } = redrawing(first, second, { share, redraws, keys: [surrogate, study] })
    const mirrored = 2 * (mean(bestOf(first, share)) - mean(bestOf(second, share))) - truth
    return {
      percentile: ends[0] <= truth && truth <= ends[1],
      basic: ends[0] <= mirrored && mirrored <= ends[1], // the same interval mirrored around the observed difference
      equivalent: -margin < inner[0] && inner[1] < margin,
    }
  })
  return {
    percentile: shareOf(results, 'percentile'),
    basic: shareOf(results, 'basic'),
    equivalent: shareOf(results, 'equivalent'),
  }
}

function shareOf<K extends string>(results: readonly Readonly<Record<K, boolean>>[], what: K): number {
  return results.filter((result) => result[what]).length / results.length
}
