/**
 * Made-up studies with a known truth, to see how often tests and intervals are right. Each trial draws the quality of its settings, and
 * what it reaches on validation and test from that quality and its own luck. Used by bench/statistics.ts and, with fewer studies, by a test.
 */

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { shareSize } from '../src/findings/best.ts'
import type { Result } from '../src/findings/selected.ts'
import { type SelectionTest, selectionTest } from '../src/findings/selection-test.ts'
import { exp } from '../src/math/functions.ts'
import { type Stream, stream } from '../src/math/random.ts'
import { deviation, mean, welch } from '../src/math/statistics.ts'

/** A cell whose trials are made up. */
export interface Surrogate {
  /** What the settings of a trial are worth: with common settings, the same to both cells. */
  readonly quality: (random: Stream) => number
  /** What a trial of this quality reaches, `worse` added to both results. */
  readonly result: (quality: number, random: Stream, worse: number) => Result
}

/** Deviation between trainings of the same settings, in nats: `results/jsb/seeds.jsonl.gz` has 0.045 for V (results/jsb/seeds.md). */
const LUCK = 0.045

/** What a diverged trial counts as: the naive baseline's result. */
const DIVERGED = 11.09

/** A basin of good learning rates, size helps, noise hurts: in nats, like JSB, with so much luck of the seed. */
function basin(luck: number): Surrogate {
  return {
    quality(random) {
      const rate = 4 * (random.uniform() - 0.7)
      return 8.4 + 0.15 * rate * rate + 0.1 * random.uniform() + 0.2 * random.uniform() ** 2
    },
    result(quality, random, worse) {
      const level = quality + luck * random.gaussian() + worse
      return { validation: level + 0.01 * random.gaussian(), test: level + 0.02 * random.gaussian() }
    },
  }
}

/** The same, but this share of trials diverges. */
function diverging(cell: Surrogate, share: number): Surrogate {
  return {
    quality: cell.quality,
    result: (quality, random, worse) =>
      random.uniform() < share ? { validation: DIVERGED, test: DIVERGED } : cell.result(quality, random, worse),
  }
}

/** The published trials of V on the chorales: one of them, drawn at random, is the quality; the luck of another seed comes on top. */
function published(): Surrogate {
  const trials = trialsOfV()
  return {
    quality: (random) => random.integer(trials.length),
    result(place, random, worse) {
      const { validation, test } = trials[place]
      const luck = LUCK * random.gaussian() + worse
      return { validation: validation + luck, test: test + luck }
    },
  }
}

function trialsOfV(): Result[] {
  const file = fileURLToPath(new URL('../results/jsb/trials.jsonl.gz', import.meta.url))
  const lines = gunzipSync(readFileSync(file)).toString().trimEnd().split('\n')
  const trials = lines.flatMap((line) => JSON.parse(line).trial ?? [])
  return trials
    .filter(({ cell }) => cell === 'V')
    .map(({ outcome }) => ({ validation: Number(outcome.validation), test: Number(outcome.test) }))
}

/** The cells under test, each with what its name means to a reader of the table. */
export const surrogates = {
  'V’s published trials': published(),
  basin: basin(LUCK),
  'ten times the luck': basin(10 * LUCK),
  /** Settings explain half of what validation and test say; in deviations. */
  'half is luck': {
    quality: (random) => random.gaussian(),
    result: (quality, random, worse) => ({
      validation: worse + quality + random.gaussian(),
      test: worse + quality + random.gaussian(),
    }),
  },
  /** Error rates with a long tail, some results far off on test. */
  'heavy tails': {
    quality: (random) => 8.5 + 0.1 * Math.abs(random.gaussian() / (0.05 + random.uniform())),
    result: (quality, random, worse) => ({
      validation: worse + quality + 0.02 * random.gaussian(),
      test: worse + quality + (0.03 * random.gaussian()) / (0.1 + random.uniform()),
    }),
  },
  /** Skewed error rates on so few sequences that validation ties, a fifth of the trials diverged; in %. */
  ties: {
    quality: (random) => exp(1.5 + random.gaussian()),
    result(quality, random, worse) {
      const on = () => (worse + quality) * exp(0.15 * random.gaussian())
      const [validation, test, diverged] = [on(), on(), random.uniform() < 0.2]
      return diverged ? { validation: 90, test: 90 } : { validation: Math.round(2 * validation) / 2, test }
    },
  },
  '92 % diverge': diverging(basin(LUCK), 0.92),
} as const satisfies Record<string, Surrogate>

/** Of V's published trials, this share diverges. */
export const withDiverged = (share: number): Surrogate => diverging(surrogates['V’s published trials'], share)

/** Two cells under comparison, over and over. */
export interface Setup {
  readonly name: string
  /** The first cell is compared with the second. */
  readonly cells: readonly [Surrogate, Surrogate]
  readonly trials: readonly [number, number]
  readonly share: number
  readonly studies: number
  /** Whether the n-th trials of both cells have the same settings, and are compared as pairs. */
  readonly paired?: boolean
  /** How the first cell is moved so that the best of both are equally good; 0 for cells alike. */
  readonly level?: number
  /** By how much the first cell is then worse. */
  readonly worse?: number
}

/** The trials of both cells in one study. */
function drawn({ name, cells, trials, paired = false, level = 0, worse = 0 }: Setup, study: number, purpose: string) {
  const random = stream('simulated', purpose, name, ...trials, String(paired), worse, study)
  const shared = paired ? Array.from({ length: trials[0] }, () => cells[0].quality(random)) : []
  return cells.map(({ quality, result }, cell) =>
    Array.from({ length: trials[cell] }, (_, n) =>
      result(paired ? shared[n] : quality(random), random, cell === 0 ? level + worse : 0),
    ),
  ) as [Result[], Result[]]
}

const bestOf = (results: readonly Result[], share: number) =>
  [...results]
    .sort((a, b) => a.validation - b.validation)
    .slice(0, shareSize(results.length, share))
    .map(({ test }) => test)

/** Something measured in every study. */
function inStudies<T>(
  setup: Setup,
  purpose: string,
  measure: (results: [Result[], Result[]], study: number) => T,
): T[] {
  return Array.from({ length: setup.studies }, (_, study) => measure(drawn(setup, study, purpose), study))
}

const differences = (setup: Setup, purpose: string) =>
  inStudies(setup, purpose, ([first, second]) => mean(bestOf(first, setup.share)) - mean(bestOf(second, setup.share)))

/** The same comparison with the first cell moved so that the best of both are equally good on average, over 20 times the studies. */
export function levelled(setup: Setup): Setup {
  const alike = setup.cells[0] === setup.cells[1] && setup.trials[0] === setup.trials[1]
  return alike ? setup : { ...setup, level: -mean(differences({ ...setup, studies: 20 * setup.studies }, 'level')) }
}

/** The deviation of test results within the best share of the second cell, averaged over studies: the yardstick of planted differences. */
export function yardstick(setup: Setup): number {
  return mean(inStudies(setup, 'yardstick', ([, second]) => deviation(bestOf(second, setup.share))))
}

/** How much the difference between the best shares varies from study to study. */
export function deviationOfDifference(setup: Setup): number {
  return deviation(differences(setup, 'deviation'))
}

export interface Found {
  /** In which share of studies the selection test finds a difference at 5 %. */
  readonly found: number
  readonly welch: number
  /** In which share the 95 % interval holds the true difference. */
  readonly held: number
  /** In which share the cells are called equivalent within the margin; 0 without one. */
  readonly equivalent: number
}

/** How often the tests find a difference, and the intervals hold the truth. */
export function tested(setup: Setup, { repeats = 499, margin = 0 }: { repeats?: number; margin?: number } = {}): Found {
  const { name, share, paired = false, worse = 0 } = setup
  const tests = inStudies(setup, 'tested', ([first, second], study) => ({
    test: selectionTest(first, second, { share, repeats, paired, keys: [name, study] }),
    welch: welch(bestOf(first, share), bestOf(second, share))?.p ?? 1,
  }))
  const shareOf = (holds: (one: { test: SelectionTest; welch: number }) => boolean) =>
    tests.filter(holds).length / tests.length
  return {
    found: shareOf(({ test }) => test.p < 0.05),
    welch: shareOf((one) => one.welch < 0.05),
    held: shareOf(({ test: { interval } }) => interval[0] <= worse && worse <= interval[1]),
    equivalent: shareOf(({ test: { inner } }) => -margin < inner[0] && inner[1] < margin),
  }
}
