import { counted, probability } from '../math/text.ts'
import { type Against, type Comparison, isTested, SIGNIFICANT } from './comparison.ts'
import type { Repeats } from './repeats.ts'

/** What a test concluded of a cell beside the baseline, and what that rests on. */
export interface Concluded extends Pick<Against, 'difference' | 'interval' | 'p' | 'equivalence' | 'verdict'> {
  readonly cell: string
  readonly holm: number
  /** What was averaged: `its best 20 trials`. */
  readonly averaged: string
  readonly mean: number
  /** The baseline’s mean. */
  readonly standard: number
  /** What else is said of a significant difference, and of one that is not. */
  readonly also: { readonly significant: string; readonly undecided: string }
}

/** All conclusions on one task. */
export interface Conclusions {
  /** What was averaged: the best trials, or settings that were given and trained with several seeds. */
  readonly of: 'trials' | 'settings'
  readonly cells: readonly Concluded[]
}

/** What was concluded of the cells of a task, by whichever test its baseline allows. */
export function conclusionsOn(comparison: Comparison, repeats: readonly Repeats[]): Conclusions {
  const repeated = repeatedCells(comparison, repeats)
  return repeated.length > 0 ? { of: 'settings', cells: repeated } : { of: 'trials', cells: drawnCells(comparison) }
}

/** Cells whose settings were drawn: by their best trials. */
function drawnCells({ baseline, share, cells }: Comparison): Concluded[] {
  const standard = cells.find(({ cell }) => cell === baseline)?.best
  return cells.filter(isTested).map(({ cell, best, against }) => ({
    ...against,
    cell,
    holm: against.adjusted.holm,
    averaged: `its ${share === 1 ? '' : 'best '}${counted(best.values.length, 'trial')}`,
    mean: best.summary.mean,
    standard: standard!.summary.mean,
    also: { significant: welchText(against), undecided: optimistText(against) },
  }))
}

/** Cells whose settings were given and trained with several seeds: by the means of the settings. */
function repeatedCells({ task, baseline }: Comparison, repeats: readonly Repeats[]): Concluded[] {
  const cells = repeats.find((one) => one.task === task)?.cells ?? []
  const standard = cells.find(({ cell }) => cell === baseline)
  return cells.flatMap(({ cell, mean, groups, against }) => {
    if (against === undefined) return []
    const { welch, ...rest } = against
    const averaged = `its ${counted(groups.length, 'setting')}`
    const holms = against.holm === welch.p ? '' : `; Holm’s ${probability(against.holm)}`
    const also = { significant: holms, undecided: '' }
    return { ...rest, cell, p: welch.p, interval: welch.interval, averaged, mean, standard: standard!.mean, also }
  })
}

function welchText({ welch }: Against): string {
  return welch === undefined ? '' : `; Welch’s test ${probability(welch.p)}`
}

/** Where the test that takes no notice of the selection sees more than the one that does. */
function optimistText({ welch }: Against): string {
  return welch !== undefined && welch.p < SIGNIFICANT ? `, though Welch’s test says ${probability(welch.p)}` : ''
}
