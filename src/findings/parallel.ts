import type { Ranged } from '../fanova/columns.ts'
import type { StudyDefinition } from '../study/definition.ts'
import { position } from '../study/space.ts'
import { spaceFor } from '../study/trial.ts'
import { type Measure, measureOf } from '../task/measure.ts'
import { selectBest } from './best.ts'
import type { Pair } from './pairs.ts'

/** The trials of one cell on one task, or of a table, each through all of its settings to its result. */
export interface Parallel {
  /** Of a table, the column that is explained. */
  readonly task: string
  /** Absent of a table. */
  readonly cell?: string
  readonly measure: Measure
  /** What the naive baseline reaches on test. */
  readonly naiveBaseline: number
  /** The settings that vary. */
  readonly axes: readonly Ranged[]
  /** In the order of their numbers. */
  readonly trials: readonly ParallelTrial[]
}

export interface ParallelTrial {
  readonly number: number
  /** On each axis, from 0 to 1 in the measure the setting was drawn from. */
  readonly positions: readonly number[]
  readonly test: number
  /** Whether it is of the best share, selected by validation. */
  readonly best: boolean
}

/**
 * Of each task one cell, as a figure of every pair would be too much: the baseline, or the first cell that has two trials. Cells
 * whose settings were fixed are passed over.
 */
export function parallels(definition: StudyDefinition, pairs: readonly Pair[]): Parallel[] {
  const drawn = pairs.filter(
    ({ cell, trained }) => trained.length > 1 && !Object.hasOwn(definition.fixedSettings ?? {}, cell),
  )
  return Object.keys(definition.tasks).flatMap((task) => {
    const own = drawn.filter((pair) => pair.task === task)
    const pair = own.find(({ cell }) => cell === definition.baseline) ?? own[0]
    return pair === undefined ? [] : [parallelOf(definition, pair)]
  })
}

function parallelOf(definition: StudyDefinition, { task, cell, trained }: Pair): Parallel {
  const { metric, naiveBaseline } = definition.tasks[task]
  const axes = Object.entries(spaceFor(definition, task)).flatMap(([name, range]) =>
    range.kind === 'fixed' ? [] : [{ name, range }],
  )
  const best = new Set(
    selectBest(trained, definition.best, ({ outcome }) => outcome.validation).map(({ number }) => number),
  )
  return {
    task,
    cell,
    measure: measureOf(
      metric,
      trained.map(({ outcome }) => outcome.test),
    ),
    naiveBaseline: naiveBaseline.test,
    axes,
    trials: trained.map(({ number, settings, outcome }) => ({
      number,
      positions: axes.map(({ name, range }) => position(range, settings[name])),
      test: outcome.test,
      best: best.has(number),
    })),
  }
}
