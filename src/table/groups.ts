import { selectBest } from '../findings/best.ts'
import type { Result } from '../findings/selected.ts'
import { SIGNIFICANT, selectionTest } from '../findings/selection-test.ts'
import { InputError, lookUp } from '../math/input-error.ts'
import { type Summary, summarise } from '../math/statistics.ts'
import { columnNamed } from './roles.ts'
import { type Column, isNothingAt, isNumberAt, type Table, textAt } from './table.ts'
import type { TableTrials } from './trials.ts'

/** Groups of trials compared as a study compares its cells: the best share of each by validation, judged by the target. */
export interface Groups {
  /** The column that tells the groups apart, and the one that selects. */
  readonly column: string
  readonly validation: string
  /** The share of trials that is called best. */
  readonly share: number
  readonly baseline: string
  /** Trials without a number to select by. */
  readonly left: number
  readonly groups: readonly Group[]
}

export interface Group {
  readonly name: string
  readonly trials: number
  /** Targets of the best share, and how many they are. */
  readonly best: Summary & { readonly trials: number }
  /** Absent for the baseline, and where either has fewer than two trials. */
  readonly against?: {
    /** The mean of the best, less that of the baseline’s. */
    readonly difference: number
    /** Of the selection test. */
    readonly p: number
    readonly verdict: 'better' | 'worse' | 'undecided'
  }
}

export interface GroupOptions {
  readonly column: string
  readonly validation: string
  /** The group that the others are held against; the first in the table if not given. */
  readonly baseline?: string
  readonly share?: number
  readonly maximise?: boolean
  readonly seed?: number
}

/** Refuses groups that are selected by the very result that judges them, or by columns that are not there. */
export function checkGroups(table: Table, target: string, { column, validation }: GroupOptions): void {
  const [, selects] = [column, validation].map((name) => columnNamed(table, name))
  if (selects === columnNamed(table, target))
    throw new InputError(`${validation} is the target: another column must select what it judges`)
}

/** The comparison of the trials of a table by groups. */
export function compareGroups(table: Table, trials: TableTrials, options: GroupOptions): Groups {
  const { share = 0.1, maximise = false, seed = 0 } = options
  const [names, selects] = [options.column, options.validation].map((name) => table.columns[columnNamed(table, name)])
  const sign = maximise ? -1 : 1
  const results = trials.from.flatMap((row, trial): (Result & { group: string })[] => {
    if (isNothingAt(names, row) || !isNumberAt(selects, row)) return []
    const found = selects.numbers[row]
    const validation = Number.isFinite(found) ? sign * found : Number.MAX_VALUE // diverged: selected last
    return [{ group: labelAt(names, row), validation, test: trials.trials.target[trial] }]
  })
  if (results.length === 0) throw new InputError(`no trial has a number as ${selects.name} and a name as ${names.name}`)
  const by = Object.fromEntries(Map.groupBy(results, ({ group }) => group))
  const baseline = options.baseline ?? results[0].group
  const standard = lookUp(by, baseline, 'group')
  return {
    column: names.name,
    validation: selects.name,
    share,
    baseline,
    left: trials.from.length - results.length,
    groups: Object.entries(by).map(([name, own]): Group => {
      const best = selectBest(own, share, (one) => one.validation).map(({ test }) => sign * test)
      const described = { name, trials: own.length, best: { ...summarise(best)!, trials: best.length } }
      if (name === baseline || own.length < 2 || standard.length < 2) return described
      const { difference, p } = selectionTest(own, standard, { share, keys: [seed, 'group', name] })
      const verdict = p >= SIGNIFICANT ? 'undecided' : difference > 0 ? 'worse' : 'better'
      return { ...described, against: { difference: sign * difference, p, verdict } }
    }),
  }
}

const labelAt = (column: Column, row: number) => textAt(column, row) ?? String(column.numbers[row])
