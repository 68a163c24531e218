import { smallest } from '../math/statistics.ts'
import type { StudyDefinition } from '../study/definition.ts'
import { type Comparison, isTested } from './comparison.ts'
import { type Pair, totalCounts } from './pairs.ts'
import type { Repeats } from './repeats.ts'
import { SIGNIFICANT } from './selection-test.ts'

/** What to bear in mind with the verdict of a study. */
export type Caveat =
  | { readonly kind: 'unfinished'; readonly left: number; readonly planned: number }
  /** The least trials that an average rests on. */
  | { readonly kind: 'few'; readonly trials: number }
  /** Cells no better than the naive baseline. */
  | { readonly kind: 'not learned'; readonly task: string; readonly cells: readonly string[] }
  /** The selected share of a cell is far from that of the baseline, as the rounding of a few trials makes it. */
  | { readonly kind: 'unequal'; readonly cell: Selected; readonly baseline: Selected }
  /** Settings of compared cells were fixed, not drawn; `repeated` ones were trained with several seeds. */
  | { readonly kind: 'fixed' | 'repeated' }
  /** `cell` has more than half of the diverged trials, where there is one among several. */
  | { readonly kind: 'diverged'; readonly trials: number; readonly cell?: string; readonly ofCell?: number }
  /** Trials that the last epoch stopped, and how many of the best; `range` where cells of one task differ. */
  | {
      readonly kind: 'stopped'
      readonly trials: number
      readonly epochs: number
      /** Absent where all trials are judged. */
      readonly best?: { readonly stopped: number; readonly of: number }
      readonly range?: readonly [least: Stopped, most: Stopped]
    }
  | { readonly kind: 'failed'; readonly trials: number }
  /** Of so many comparisons, `expected` would be significant by chance; `holding` are so after Bonferroni’s correction. */
  | { readonly kind: 'many'; readonly task: string; readonly comparisons: number; readonly holding: readonly string[] }
  | { readonly kind: 'margin'; readonly task: string; readonly margin: number }
  /** Welch’s test is shown after a selection. */
  | { readonly kind: 'optimistic' }

interface Selected {
  readonly cell: string
  readonly best: number
  readonly of: number
}

/** How many of the best of a cell were stopped by the number of epochs. */
export interface Stopped {
  readonly cell: string
  readonly stopped: number
  readonly best: number
}

/** How cells were held against the baseline. */
interface Compared {
  readonly comparisons: readonly Comparison[]
  readonly repeats: readonly Repeats[]
}

/** What to bear in mind with the verdict of a study. */
export function caveatsOf(
  definition: StudyDefinition,
  pairs: readonly Pair[],
  { comparisons, repeats }: Compared,
): Caveat[] {
  return [
    ...unfinished(pairs),
    ...few(comparisons),
    ...comparisons.flatMap(notLearned),
    ...comparisons.flatMap(unequal),
    ...fixedSettingsCaveat(definition, { comparisons, repeats }),
    ...diverged(pairs),
    ...stopped(definition, pairs, comparisons),
    ...failed(pairs),
    ...comparisons.flatMap(many),
    ...comparisons.flatMap((comparison) => marginUsed(comparison, repeats)),
    ...optimistic(comparisons),
  ]
}

function unfinished(pairs: readonly Pair[]): Caveat[] {
  const { planned, ended } = totalCounts(pairs)
  return ended >= planned ? [] : [{ kind: 'unfinished', left: planned - ended, planned }]
}

/** Averages over fewer trials are rough. */
const FEW = 5

function few(comparisons: readonly Comparison[]): Caveat[] {
  const sizes = comparisons
    .filter(({ cells }) => cells.some(isTested))
    .flatMap(({ baseline, cells }) => cells.filter(({ cell, against }) => cell === baseline || against !== undefined))
    .map(({ best }) => best!.values.length)
  const least = smallest(sizes)
  return sizes.length === 0 || least >= FEW ? [] : [{ kind: 'few', trials: least }]
}

function notLearned({ task, naiveBaseline, cells }: Comparison): Caveat[] {
  const lost = cells
    .filter(({ best }) => best !== undefined && best.summary.median >= naiveBaseline)
    .map(({ cell }) => cell)
  return lost.length === 0 ? [] : [{ kind: 'not learned', task, cells: lost }]
}

/** By so many times the selected share may be another. */
const UNEQUAL = 1.5

function unequal({ baseline, cells }: Comparison): Caveat[] {
  const selected = ({ cell, best, all }: Comparison['cells'][number]): Selected => {
    return { cell, best: best!.values.length, of: all!.values.length }
  }
  const share = ({ best, of }: Selected) => best / of
  const standard = cells.find(({ cell }) => cell === baseline)
  return cells.filter(isTested).flatMap((tested): Caveat[] => {
    const [one, other] = [selected(tested), selected(standard!)]
    const times = share(one) / share(other)
    return Math.max(times, 1 / times) > UNEQUAL ? [{ kind: 'unequal', cell: one, baseline: other }] : []
  })
}

function fixedSettingsCaveat({ fixedSettings = {} }: StudyDefinition, { comparisons, repeats }: Compared): Caveat[] {
  const beside = (cells: readonly { readonly cell: string; readonly against?: unknown }[]) =>
    cells.some(({ cell, against }) => against !== undefined && Object.hasOwn(fixedSettings, cell))
  return [
    ...(comparisons.some(({ cells }) => beside(cells)) ? [{ kind: 'fixed' } as const] : []),
    ...(repeats.some(({ cells }) => beside(cells)) ? [{ kind: 'repeated' } as const] : []),
  ]
}

function diverged(pairs: readonly Pair[]): Caveat[] {
  const trials = totalCounts(pairs).diverged
  if (trials === 0) return []
  const tried = pairs.filter(({ counts }) => counts.completed + counts.diverged + counts.failed > 0)
  const cells = [...new Set(tried.map(({ cell }) => cell))]
  const ofCell = (cell: string) => totalCounts(pairs.filter((pair) => pair.cell === cell)).diverged
  const most = cells.reduce((a, b) => (ofCell(b) > ofCell(a) ? b : a))
  const stands = cells.length > 1 && ofCell(most) > trials / 2
  return [{ kind: 'diverged', trials, ...(stands && { cell: most, ofCell: ofCell(most) }) }]
}

/** From this share of the best on, it is said that they were stopped by the number of epochs. */
const MANY_STOPPED = 0.1

/** Trials that were still being trained when the last epoch allowed had come. */
function stopped(
  { training: { epochs } }: StudyDefinition,
  pairs: readonly Pair[],
  comparisons: readonly Comparison[],
): Caveat[] {
  const stoppedOf = ({ trained }: Pair) =>
    trained.filter(({ outcome }) => outcome.kind === 'completed' && outcome.epochs >= epochs)
  const cells = comparisons.flatMap(({ task, cells: compared }) =>
    compared.flatMap(({ cell, best }): Stopped[] => {
      const pair = pairs.find((one) => one.task === task && one.cell === cell)
      if (best === undefined || pair === undefined) return []
      const numbers = new Set(stoppedOf(pair).map(({ number }) => number))
      const own = best.trials.filter((number) => numbers.has(number))
      return [{ cell, stopped: own.length, best: best.trials.length }]
    }),
  )
  const sum = (of: (cell: Stopped) => number) => cells.reduce((total, cell) => total + of(cell), 0)
  const [best, ofBest] = [sum((cell) => cell.best), sum((cell) => cell.stopped)]
  if (ofBest < MANY_STOPPED * best || ofBest === 0) return []
  const isSelected = best < pairs.reduce((total, { trained }) => total + trained.length, 0)
  const range = comparisons.length === 1 ? rangeOf(cells) : undefined
  return [
    {
      kind: 'stopped',
      trials: pairs.reduce((total, pair) => total + stoppedOf(pair).length, 0),
      epochs,
      ...(isSelected && { best: { stopped: ofBest, of: best } }),
      ...(range && { range }),
    },
  ]
}

/** The cells with the least and the largest share of stopped trials; undefined where all have the same. */
function rangeOf(cells: readonly Stopped[]): [Stopped, Stopped] | undefined {
  const share = ({ stopped: some, best }: Stopped) => some / best
  const sorted = cells.toSorted((a, b) => share(a) - share(b))
  const [least, most] = [sorted[0], sorted[sorted.length - 1]]
  return share(least) === share(most) ? undefined : [least, most]
}

function failed(pairs: readonly Pair[]): Caveat[] {
  const trials = totalCounts(pairs).failed
  return trials === 0 ? [] : [{ kind: 'failed', trials }]
}

function many({ task, comparisons, cells }: Comparison): Caveat[] {
  if (comparisons < 2) return []
  const holding = cells.filter(isTested).filter(({ against }) => against.adjusted.bonferroni < SIGNIFICANT)
  return [{ kind: 'many', task, comparisons, holding: holding.map(({ cell }) => cell) }]
}

function marginUsed({ task, cells, margin }: Comparison, repeats: readonly Repeats[]): Caveat[] {
  const beside = [...cells, ...repeats.filter((found) => found.task === task).flatMap((found) => found.cells)]
  if (margin === undefined || beside.every(({ against }) => !against?.equivalence?.within)) return []
  return [{ kind: 'margin', task, margin }]
}

function optimistic(comparisons: readonly Comparison[]): Caveat[] {
  const isShown = ({ share, cells }: Comparison) =>
    share < 1 && cells.filter(isTested).some(({ against }) => against.welch !== undefined)
  return comparisons.some(isShown) ? [{ kind: 'optimistic' }] : []
}
