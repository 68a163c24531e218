/**
 * Made-up repeated settings with a known truth: seeds and test sequences are crossed, and both are drawn anew in each study. Used by
 * bench/statistics.ts and, with fewer studies, by a test.
 */

import { pairsOf } from '../src/findings/pairs.ts'
import { type RepeatsAgainst, repeats } from '../src/findings/repeats.ts'
import { exp } from '../src/math/functions.ts'
import { type Stream, stream } from '../src/math/random.ts'
import { mean } from '../src/math/statistics.ts'
import type { StudyDefinition } from '../src/study/definition.ts'
import { packLosses, resultFrom } from '../src/task/test-losses.ts'
import type { TrialRecord } from '../src/train/record.ts'

/** Deviations in nats per frame, and how many there are of what. */
export interface Crossed {
  readonly name: string
  readonly settings: number
  readonly seeds: number
  readonly sequences: number
  /** Between seeds, on all sequences alike. */
  readonly luck: number
  /** Of one seed on one sequence. */
  readonly both: number
  /** Of a cell on a sequence, whatever the seed. */
  readonly cell: number
  /** Draws a number of mean 0 and variance 1 for `cell`; normal unless given. */
  readonly tail?: (random: Stream) => number
  /** How unlike the sequences’ lengths are: the deviation of their logarithms. */
  readonly lengths?: number
}

/** What is true of all cells and sequences: sequences differ by this much, and a cell is worse than the other by that. */
const [DIFFICULTY, DIFFERENCE] = [0.9, 0.04]

/** One study: new seeds and new sequences. */
function against(setup: Crossed, study: number): RepeatsAgainst {
  const random = stream('crossed', setup.name, study)
  const { settings, seeds, sequences, lengths = 0.3 } = setup
  const counts = Array.from({ length: sequences }, () => Math.max(1, Math.round(60 * exp(lengths * random.gaussian()))))
  const difficulty = counts.map(() => 8.5 + DIFFICULTY * random.gaussian())
  const { tail = (numbers) => numbers.gaussian() } = setup
  const trials = ['V', 'other'].flatMap((cell, which) => {
    const own = counts.map(() => which * DIFFERENCE + setup.cell * tail(random))
    return Array.from({ length: settings * seeds }, (_, number) => {
      const luck = setup.luck * random.gaussian()
      const losses = counts.map((count, i) => count * (difficulty[i] + own[i] + luck + setup.both * random.gaussian()))
      return trialOf(cell, number, { losses, counts })
    })
  })
  const definition = definitionOf(setup, counts)
  return repeats(definition, pairsOf(definition, trials))[0].cells[1].against!
}

function trialOf(
  cell: string,
  number: number,
  { losses, counts }: { losses: readonly number[]; counts: readonly number[] },
): TrialRecord {
  const test = resultFrom(losses, counts)
  const curve = { training: [test], validation: [test] }
  const ends = { kind: 'completed', bestEpoch: 1, epochs: 1, parameters: 1, weights: '' } as const
  return {
    ...{ task: 'made up', cell, number, settings: SETTINGS },
    outcome: { ...ends, validation: test, test, curve, testLosses: packLosses(losses)! },
    ...{ seconds: 1, arithmetic: '', version: '', worker: '#1', finished: '2026-01-01T00:00:00.000Z' },
  }
}

const SETTINGS = { hiddenSize: 50, learningRate: 0.01, momentum: 0.9, inputNoise: 0 }

function definitionOf({ settings, seeds, sequences }: Crossed, counts: readonly number[]): StudyDefinition {
  const given = Array.from({ length: settings }, () => SETTINGS)
  const task = {
    question: '',
    source: '',
    inputs: 1,
    outputs: 1,
    directions: 1,
    loss: 'sigmoid',
    metric: 'nats',
    naiveBaseline: { validation: 1000, test: 1000 },
    fingerprint: '',
    sizes: [1, 1, sequences],
    testSequences: { counts, naiveBaseline: packLosses(counts.map((count) => 1000 * count))! },
  } as const
  const equations = { nodes: [], named: {}, output: 0 }
  return {
    ...{ name: 'crossed', question: '', seed: 1, baseline: 'V', trials: settings * seeds, best: 1 },
    ...{ training: { epochs: 1, patience: 1 }, space: {}, spaceOf: {} },
    fixedSettings: { V: given, other: given },
    tasks: { 'made up': task },
    cells: { V: equations, other: equations },
  }
}

/** How often 95 % intervals hold the true difference, and how wide they are on average. */
export interface Coverage {
  readonly test: number
  /** Of the interval from the seeds alone. */
  readonly seeds: number
  readonly width: number
  readonly widthOfSeeds: number
}

/** In so many studies, with other seeds and other sequences in each. */
export function coverage(setup: Crossed, studies: number): Coverage {
  const found = Array.from({ length: studies }, (_, study) => against(setup, study))
  const holds = ([low, high]: readonly [number, number]) => low <= DIFFERENCE && DIFFERENCE <= high
  const width = ([low, high]: readonly [number, number]) => high - low
  return {
    test: found.filter(({ test }) => holds(test.interval)).length / studies,
    seeds: found.filter(({ welch }) => holds(welch.interval)).length / studies,
    width: mean(found.map(({ test }) => width(test.interval))),
    widthOfSeeds: mean(found.map(({ welch }) => width(welch.interval))),
  }
}

/** Like the chorales: a difference has a standard error of 0.017 nats from 77 sequences, and a seed one of 0.045. */
const chorales = { settings: 1, seeds: 10, sequences: 77, luck: 0.04, both: 0.18, cell: 0.1 } as const

/** The studies of docs/statistics.md. */
export const crossed: readonly Crossed[] = [
  { name: 'like the chorales', ...chorales },
  { name: 'ten settings', ...chorales, settings: 10 },
  { name: 'two seeds', ...chorales, seeds: 2 },
  { name: 'sequences add nothing', ...chorales, cell: 0 },
  { name: 'little luck of the seed', ...chorales, luck: 0.004, both: 0.02 },
  { name: 'much luck on single sequences', ...chorales, both: 1 },
  { name: '10 sequences', ...chorales, sequences: 10 },
  { name: '192 sequences', ...chorales, sequences: 192 },
  { name: 'lengths very unlike', ...chorales, lengths: 1 },
  { name: 'a few sequences matter most', ...chorales, tail: skewed },
]

/** Squares of normal numbers, with mean 0 and variance 1. */
function skewed(random: Stream): number {
  return (random.gaussian() ** 2 - 1) / Math.SQRT2
}
