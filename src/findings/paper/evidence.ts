import { cells as catalog } from '../../cell/catalog.ts'
import type { TransformName } from '../../fanova/target.ts'
import type { StudyDefinition } from '../../study/definition.ts'
import type { TrialRecord } from '../../train/record.ts'
import type { CellAdvice, TaskAdvice } from '../advice/of-study.ts'
import type { BestTrial } from '../best.ts'
import type { Comparison } from '../comparison.ts'
import type { Explained, Importances } from '../importance/of-study.ts'
import { isTrained, type TrainedTrial } from '../pairs.ts'
import type { Corpus } from './claims.ts'

/** What explains the results of one cell, and what it advises. */
export interface ExplainedCell extends Explained, CellAdvice {}

/** All that claims are judged by. */
export interface Evidence {
  readonly comparisons: readonly Comparison[]
  readonly best: readonly BestTrial[]
  readonly importances: Importances
  readonly advices: readonly TaskAdvice[]
}

/** The evidence of one task, from those cells that are the paper’s. */
export interface Matter {
  readonly definition: StudyDefinition
  readonly task: Corpus
  /** Of all cells. */
  readonly comparison: Comparison
  readonly best: readonly BestTrial[]
  readonly explained: readonly ExplainedCell[]
  readonly trained: readonly TrainedTrial[]
  /** What was made of errors before they were explained. */
  readonly transform: TransformName
}

export type Status = 'reproduced' | 'contradicted' | 'undecided' | 'not judged'

export interface Judgement {
  readonly status: Status
  /** Whether the paper’s own test, Welch’s at 5 % on the best as they are, says what the claim says. Absent where it decides nothing. */
  readonly byWelch?: boolean
  /** The numbers in words, or why it is not judged. */
  readonly evidence: string
  /** The numbers by name; lists hold one of each cell. */
  readonly numbers: Readonly<Record<string, number | readonly number[]>>
}

export const notJudged = (reason: string): Judgement => ({ status: 'not judged', evidence: reason, numbers: {} })

export function matterOf(
  definition: StudyDefinition,
  trials: readonly TrialRecord[],
  { task, evidence }: { task: Corpus; evidence: Evidence },
): Matter {
  const names = new Set(Object.keys(definition.cells).filter((cell) => isPapers(definition, cell)))
  const own = (one: { task: string; cell: string }) => one.task === task && names.has(one.cell)
  const on = <T extends { task: string }>(list: readonly T[]) => list.find((one) => one.task === task)
  const advised = on(evidence.advices)?.cells ?? []
  const explained = on(evidence.importances.tasks)?.cells ?? []
  return {
    definition,
    task,
    comparison: on(evidence.comparisons)!,
    best: evidence.best.filter(own),
    explained: explained
      .filter(({ cell }) => names.has(cell))
      .flatMap((one) => advised.filter(({ cell }) => cell === one.cell).map(({ advice }) => ({ ...one, advice }))),
    trained: trials.filter(isTrained).filter(own),
    transform: evidence.importances.transform,
  }
}

const { V: _, GRU: _beyondThePaper, ...others } = catalog

/** The paper’s cells beside V. */
export const variants = Object.keys(others)

/** Whether a cell of the study is the paper’s of this name: the same equations, under settings that were drawn. */
export function isPapers({ cells, given = {} }: StudyDefinition, cell: string): boolean {
  if ((cell !== 'V' && !variants.includes(cell)) || Object.hasOwn(given, cell)) return false
  return JSON.stringify(catalog[cell as keyof typeof catalog]) === JSON.stringify(cells[cell])
}

/** All must be reproduced; one that is contradicted is enough to contradict. */
export function allOf(statuses: readonly Status[]): Status {
  if (statuses.every((status) => status === 'not judged')) return 'not judged'
  if (statuses.includes('contradicted')) return 'contradicted'
  return statuses.every((status) => status === 'reproduced') ? 'reproduced' : 'undecided'
}
