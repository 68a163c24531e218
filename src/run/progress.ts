import type { Study } from '../study/study.ts'
import { trialName } from '../study/trial.ts'
import type { TrialSummary } from '../train/record.ts'

/** How far a run is. */
export interface Progress {
  /** Trials of the study. */
  readonly total: number
  /** Those that have an outcome, whatever it is. */
  readonly done: number
  readonly diverged: number
  readonly failed: number
  /** Estimated seconds until the end; undefined until one trial has finished, now or earlier, or the run was found to be a long one. */
  readonly secondsLeft: number | undefined
  /** The best trial of each pair so far, by validation, under names such as `jsb/V`. */
  readonly best: Readonly<Record<string, Best>>
}

export interface Best {
  /** As in `jsb/V/17`. */
  readonly trial: string
  readonly validation: number
  readonly test: number
}

/** Counts outcomes, and keeps of each pair no more than its best trial and its mean duration. */
export interface Tally {
  add(record: TrialSummary): void
  /** A trial of this run, and how long it took by the clock: more than its processor time where other work shares the machine. */
  addTimed(record: TrialSummary, clock: number): void
  /** Whether no trial of a pair, such as `jsb/V`, has told how long it takes. */
  isUntimed(pair: string): boolean
  /** Seconds of a trial by pair, for pairs that are untimed. */
  expect(seconds: Readonly<Record<string, number>>): void
  progress(): Progress
}

interface Pair {
  left: number
  timed: number
  seconds: number
  /** Of a trial, until one is timed. */
  expected?: number
  best?: Best
}

/** The tally of a study run by so many workers. */
export function tallyOf(study: Study, workers: number): Tally {
  const pairs: Record<string, Pair> = {}
  for (const { name } of study.tasks) {
    for (const cell of Object.keys(study.cells)) pairs[`${name}/${cell}`] = { left: study.trials, timed: 0, seconds: 0 }
  }
  const total = Object.keys(pairs).length * study.trials
  const counts = { completed: 0, diverged: 0, failed: 0 }
  const run = { seconds: 0, clock: 0 }

  function add(record: TrialSummary): void {
    const pair = pairs[`${record.task}/${record.cell}`]
    const { outcome } = record
    counts[outcome.kind] += 1
    pair.left -= 1
    if (outcome.kind === 'failed') return
    pair.timed += 1
    pair.seconds += record.seconds
    if (pair.best !== undefined && !(outcome.validation < pair.best.validation)) return
    pair.best = { trial: trialName(record), validation: outcome.validation, test: outcome.test }
  }

  function addTimed(record: TrialSummary, clock: number): void {
    add(record)
    if (record.outcome.kind === 'failed') return
    run.seconds += record.seconds
    run.clock += clock
  }

  function expect(seconds: Readonly<Record<string, number>>): void {
    for (const [name, expected] of Object.entries(seconds)) pairs[name].expected = expected
  }

  function progress(): Progress {
    const best = Object.entries(pairs).flatMap(([name, pair]) => (pair.best === undefined ? [] : [[name, pair.best]]))
    return {
      total,
      done: counts.completed + counts.diverged + counts.failed,
      diverged: counts.diverged,
      failed: counts.failed,
      secondsLeft: secondsLeft(Object.values(pairs), workers, slowness(run)),
      best: Object.fromEntries(best),
    }
  }

  return { add, addTimed, isUntimed: (pair) => pairs[pair].timed === 0, expect, progress }
}

/** Seconds by the clock for one of processor time, in this run; 1 until a trial has ended. */
function slowness({ seconds, clock }: { seconds: number; clock: number }): number {
  return seconds > 0 ? Math.max(1, clock / seconds) : 1
}

/** What is left of each pair times its mean duration, shared by the workers. A pair not yet timed takes what is expected, or the mean of the others. */
function secondsLeft(pairs: readonly Pair[], workers: number, slowness: number): number | undefined {
  const sum = (of: (pair: Pair) => number) => pairs.reduce((total, pair) => total + of(pair), 0)
  const timed = sum((pair) => pair.timed)
  if (timed === 0 && pairs.every(({ expected }) => expected === undefined)) return undefined
  const mean = timed > 0 ? sum((pair) => pair.seconds) / timed : 0
  const left = sum((pair) => pair.left)
  const work = sum((pair) => pair.left * (pair.timed > 0 ? pair.seconds / pair.timed : (pair.expected ?? mean)))
  return (slowness * work) / Math.max(1, Math.min(workers, left))
}
