import { type Against, type Comparison, isTested } from './comparison.ts'
import type { HoldsFor, Repeats } from './repeats.ts'

/** What a test concluded of a cell beside the baseline, and what that rests on. */
export interface Concluded extends Pick<Against, 'difference' | 'interval' | 'p' | 'equivalence' | 'verdict'> {
  readonly cell: string
  readonly holdsFor: HoldsFor
  readonly holm: number
  /** The p-value of Welch’s test, which takes no notice of the selection; absent for repeated settings, where nothing was selected. */
  readonly welch?: number
  /** The smallest difference that would have been found four times in five; absent for repeated settings. */
  readonly detectable?: number
  /** How many trials or settings were averaged. */
  readonly count: number
  readonly mean: number
  /** The baseline’s mean. */
  readonly standard: number
}

/** All conclusions on one task. */
export interface Conclusions {
  /** What was averaged: the best trials, or fixed settings that were trained with several seeds. */
  readonly of: 'trials' | 'settings'
  readonly cells: readonly Concluded[]
}

/** What was concluded of the cells of a task, by whichever test its baseline allows. */
export function conclusionsOn(comparison: Comparison, repeats: readonly Repeats[]): Conclusions {
  const repeated = repeatedCells(comparison, repeats)
  return repeated.length > 0 ? { of: 'settings', cells: repeated } : { of: 'trials', cells: drawnCells(comparison) }
}

/** Cells whose settings were drawn: by their best trials. */
function drawnCells({ baseline, cells }: Comparison): Concluded[] {
  const standard = cells.find(({ cell }) => cell === baseline)?.best
  return cells.filter(isTested).map(({ cell, best, against }) => {
    const { difference, interval, p, adjusted, equivalence, verdict, welch, power } = against
    return {
      cell,
      holdsFor: 'searches',
      difference,
      interval,
      p,
      holm: adjusted.holm,
      ...(equivalence && { equivalence }),
      verdict,
      ...(welch && { welch: welch.p }),
      detectable: power.detectable,
      count: best.values.length,
      mean: best.summary.mean,
      standard: standard!.summary.mean,
    }
  })
}

/** Cells whose settings were fixed and trained with several seeds: by the means of the settings. */
function repeatedCells({ task, baseline }: Comparison, repeats: readonly Repeats[]): Concluded[] {
  const cells = repeats.find((one) => one.task === task)?.cells ?? []
  const standard = cells.find(({ cell }) => cell === baseline)
  return cells.flatMap(({ cell, mean, groups, against }) => {
    if (against === undefined) return []
    const { test, welch: _, errors: __, ...rest } = against
    return { cell, ...rest, p: test.p, interval: test.interval, count: groups.length, mean, standard: standard!.mean }
  })
}
