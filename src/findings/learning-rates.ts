import { median } from '../math/statistics.ts'
import type { StudyDefinition } from '../study/definition.ts'
import { type Measure, measureOf } from '../task/measure.ts'
import type { Pair, TrainedTrial } from './pairs.ts'

/** What the learning rate does to the test result on one task. */
export interface LearningRates {
  readonly task: string
  readonly measure: Measure
  /** What the naive baseline reaches on test. */
  readonly naiveBaseline: number
  readonly cells: readonly CellRates[]
}

export interface CellRates {
  readonly cell: string
  /** A point a trial, by rising learning rate. */
  readonly points: readonly RatePoint[]
  /** The median test result of the trials around each learning rate; empty for fewer than ten trials. */
  readonly running: readonly { readonly rate: number; readonly median: number }[]
  /** Where the running median is lowest. */
  readonly lowest?: { readonly rate: number; readonly median: number }
}

export interface RatePoint {
  readonly number: number
  readonly rate: number
  readonly test: number
  readonly diverged: boolean
}

/** Test results over learning rates, by task. Tasks on which the learning rate did not vary are left out. */
export function learningRates(definition: StudyDefinition, pairs: readonly Pair[]): LearningRates[] {
  return Object.entries(definition.tasks).flatMap(([task, { metric, naiveBaseline }]) => {
    const cells = pairs
      .filter((pair) => pair.task === task && pair.trained.length > 0)
      .map(({ cell, trained }) => ratesOf(cell, trained.flatMap(pointOf)))
    const points = cells.flatMap((cell) => cell.points)
    if (new Set(points.map(({ rate }) => rate)).size < 2) return []
    return [
      {
        task,
        measure: measureOf(metric, [median(points.map(({ test }) => test))]),
        naiveBaseline: naiveBaseline.test,
        cells,
      },
    ]
  })
}

function pointOf({ number, settings, outcome }: TrainedTrial): RatePoint[] {
  const rate = settings.learningRate
  if (typeof rate !== 'number' || !(rate > 0)) return []
  return [{ number, rate, test: outcome.test, diverged: outcome.kind === 'diverged' }]
}

function ratesOf(cell: string, points: readonly RatePoint[]): CellRates {
  const sorted = [...points].sort((a, b) => a.rate - b.rate || a.number - b.number)
  const running = runningMedian(sorted)
  if (running.length === 0) return { cell, points: sorted, running }
  return { cell, points: sorted, running, lowest: running.reduce((a, b) => (b.median < a.median ? b : a)) }
}

const FEWEST = 10

/** The median over a window of neighbours, a sixth of the trials but at least five, at the learning rate of the middle one. */
function runningMedian(sorted: readonly RatePoint[]): { rate: number; median: number }[] {
  if (sorted.length < FEWEST) return []
  const half = Math.max(2, Math.round(sorted.length / 12))
  const tests = sorted.map(({ test }) => test)
  const window = Float64Array.from(tests.slice(0, 2 * half + 1)).sort()
  return sorted.slice(half, sorted.length - half).map(({ rate }, at) => {
    if (at > 0) replace(window, tests[at - 1], tests[at + 2 * half])
    return { rate, median: window[half] }
  })
}

/** Puts a number into the place of another among sorted ones, which stay sorted. */
function replace(sorted: Float64Array, old: number, next: number): void {
  const [from, to] = [placeOf(sorted, old), placeOf(sorted, next)]
  if (to > from) {
    sorted.copyWithin(from, from + 1, to)
    sorted[to - 1] = next
  } else {
    sorted.copyWithin(to + 1, to, from)
    sorted[to] = next
  }
}

/** The first place among sorted numbers that holds one as large; NaN is larger than all. */
function placeOf(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle] < value || (Number.isNaN(value) && !Number.isNaN(sorted[middle]))) low = middle + 1
    else high = middle
  }
  return low
}
