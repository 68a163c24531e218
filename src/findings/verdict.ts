import type { StudyDefinition } from '../study/definition.ts'
import { type Caveat, caveatsOf } from './caveats.ts'
import type { Comparison } from './comparison.ts'
import { type Conclusions, conclusionsOn } from './conclusions.ts'
import { isRepeated, type Pair } from './pairs.ts'
import { isTrainedTwice, type Repeats } from './repeats.ts'

/** What a study says of its cells, and what to bear in mind. */
export interface Verdict {
  readonly tasks: readonly TaskVerdict[]
  readonly caveats: readonly Caveat[]
}

export interface TaskVerdict extends Conclusions {
  readonly task: string
  /** Cells that were not compared with the baseline, by the reason. */
  readonly untested: readonly Untested[]
}

export interface Untested {
  /**
   * `mixed`: repeated settings of one cell beside drawn settings of the other; `once`: some settings were trained only once; `no spread`: no
   * seed made a difference; `few` trained trials of the cell; `no baseline`: too few of the baseline.
   */
  readonly reason: 'mixed' | 'once' | 'no spread' | 'few' | 'no baseline'
  readonly cells: readonly string[]
}

/** The findings that a verdict is made from. */
export interface VerdictSources {
  readonly comparisons: readonly Comparison[]
  readonly repeats: readonly Repeats[]
}

/** The verdict of a study, as far as its trials allow one. */
export function verdictOf(definition: StudyDefinition, pairs: readonly Pair[], sources: VerdictSources): Verdict {
  return {
    tasks: sources.comparisons.map((comparison) => {
      const conclusions = conclusionsOn(comparison, sources.repeats)
      const untested = untestedOn(definition, comparison, { conclusions, repeats: sources.repeats })
      return { task: comparison.task, ...conclusions, untested }
    }),
    caveats: caveatsOf(definition, pairs, sources),
  }
}

function untestedOn(
  definition: StudyDefinition,
  { task, baseline, cells }: Comparison,
  { conclusions, repeats }: { conclusions: Conclusions; repeats: readonly Repeats[] },
): Untested[] {
  const done = new Set([baseline, ...conclusions.cells.map(({ cell }) => cell)])
  const found = repeats.find((one) => one.task === task)
  const trained = cells.find(({ cell }) => cell === baseline)?.all?.values.length ?? 0
  const reasonOf = (cell: string): Untested['reason'] =>
    whyNotRepeated([cell, baseline], definition, found) ?? (trained < 2 ? 'no baseline' : 'few')
  const byReason = Map.groupBy(
    cells.map(({ cell }) => cell).filter((cell) => !done.has(cell)),
    reasonOf,
  )
  return [...byReason].map(([reason, names]) => ({ reason, cells: names }))
}

/** Why cells whose settings were repeated are not compared; undefined where none of the two were. */
function whyNotRepeated(
  pair: readonly string[],
  definition: StudyDefinition,
  found: Repeats | undefined,
): Untested['reason'] | undefined {
  const repeated = pair.filter((cell) => isRepeated(definition, cell))
  if (repeated.length === 0) return undefined
  if (repeated.length < pair.length) return 'mixed'
  const isReady = (cell: string) =>
    isTrainedTwice(definition.fixedSettings![cell], found?.cells.find((one) => one.cell === cell)?.groups ?? [])
  return pair.every(isReady) ? 'no spread' : 'once'
}
