import { cells as catalog } from '../../cell/catalog.ts'
import type { Interaction } from '../../fanova/interaction.ts'
import type { TransformName } from '../../fanova/target.ts'
import type { StudyDefinition } from '../../study/definition.ts'
import type { CellAdvice, TaskAdvice } from '../advice/of-study.ts'
import type { BestTrial } from '../best.ts'
import type { Comparison } from '../comparison.ts'
import type { Importance } from '../importance/importance.ts'
import type { Explained, Importances } from '../importance/of-study.ts'
import type { Pair, TrainedTrial } from '../pairs.ts'
import type { Interval } from '../selection-test.ts'
import type { Corpus } from './claims.ts'
import type { BesideV } from './economy.ts'
import type { Explainer, Target } from './targets.ts'

/** What explains the results of one cell, and what it advises. */
export interface ExplainedCell extends Explained, CellAdvice {}

/** All that claims are judged by. */
export interface Evidence {
  readonly comparisons: readonly Comparison[]
  readonly best: readonly BestTrial[]
  readonly importances: Importances
  readonly advices: readonly TaskAdvice[]
  /** What explains other targets than the report’s. */
  readonly explainer: Explainer
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
  readonly explain: (cell: string, target: Target) => Importance
  readonly pairs: (cell: string, target: Target) => readonly Interaction[]
}

export type Status = 'reproduced' | 'contradicted' | 'undecided' | 'not judged'

export interface Judgement {
  readonly status: Status
  /** Whether the paper’s own test, Welch’s at 5 % on the best as they are, says what the claim says. Absent where it decides nothing. */
  readonly byWelch?: boolean
  /** What it was judged by, or why it is not. */
  readonly evidence: Shown
  /** The numbers by name; lists hold one of each cell. */
  readonly numbers: Readonly<Record<string, number | readonly number[]>>
}

/** The evidence as it is shown. */
export type Shown =
  | Refusal
  | DifferenceShown
  | (Omit<DifferenceShown, 'kind'> & BesideV & { readonly kind: 'economy' })
  /** Variants better by more than the margin, and for how many of all that is ruled out. */
  | { readonly kind: 'variants'; readonly better: readonly string[]; readonly excluded: number; readonly of: number }
  | {
      readonly kind: 'best trial'
      /** As in `jsb/V/17`. */
      readonly trial: string
      readonly test: number
      readonly claimed: number
      /** The best trial of the cell that the claim is about, where it is another. */
      readonly other?: { readonly cell: string; readonly test: number }
    }
  /** Results within the range, give or take the margin, and how far they go. */
  | {
      readonly kind: 'best range'
      readonly inside: number
      readonly of: number
      readonly cells: number
      readonly margin: number
      readonly low: number
      readonly high: number
    }
  | { readonly kind: 'answers'; readonly answers: readonly Answer[] }

export interface DifferenceShown {
  readonly kind: 'difference'
  readonly difference: number
  readonly p: number
  readonly welch?: number
  /** 90 %, where it can be told whether the difference is small. */
  readonly interval?: Interval
}

/** What the cells answered to a question about settings, held against bounds. */
export interface Answer {
  readonly question: 'share' | 'ahead' | 'largest pair' | 'basin' | 'moved' | 'rise' | 'gain' | 'apart'
  readonly setting?: string
  /** Of `apart`. */
  readonly options?: readonly [string, string]
  /** Of `ahead`: whether it is held against all others, not only against the rest. */
  readonly first?: boolean
  /** What was explained, where that matters. */
  readonly target?: Target
  readonly scale: 'share' | 'points' | 'decades' | 'seconds' | 'epochs' | 'error' | 'ranks'
  readonly median: number
  readonly low: number
  readonly high: number
  /** Cells that answered as claimed, and all. */
  readonly inside: number
  readonly cells: number
  readonly above?: number
  readonly below?: number
  /** `few` cells to tell, or beyond the bound by no more than `chance`. */
  readonly doubt?: 'few' | 'chance'
}

/** Why a claim is not judged. */
export type Refusal =
  | {
      readonly kind:
        | 'another baseline'
        | 'too few trials'
        | 'no trial'
        | 'no margin'
        | 'all trials judged'
        | 'too few to explain'
        | 'no prediction'
        | 'no answer'
        | 'other numbers'
    }
  | { readonly kind: 'not in the study' | 'other equations'; readonly cell: string }
  | { readonly kind: 'not compared'; readonly cells: readonly string[] }
  | { readonly kind: 'another share'; readonly share: number }
  | { readonly kind: 'not varied'; readonly setting: string }
  | { readonly kind: 'other ranges'; readonly settings: readonly string[] }
  | { readonly kind: 'other sequences'; readonly sizes: readonly number[]; readonly expected: readonly number[] }
  | { readonly kind: 'too few sequences'; readonly sequences: number; readonly least: number }
  | { readonly kind: 'another metric'; readonly metric: string; readonly expected: string }
  | { readonly kind: 'other data'; readonly source: string }

export const notJudged = (evidence: Refusal): Judgement => ({ status: 'not judged', evidence, numbers: {} })

export function matterOf(
  definition: StudyDefinition,
  pairs: readonly Pair[],
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
    trained: pairs.filter(own).flatMap(({ trained }) => trained),
    transform: evidence.importances.transform,
    explain: (cell, target) => evidence.explainer.importance({ task, cell }, target),
    pairs: (cell, target) => evidence.explainer.pairs({ task, cell }, target),
  }
}

/** The paper’s cells beside V. */
export const variants: readonly string[] = [
  'NIG',
  'NFG',
  'NOG',
  'NIAF',
  'NOAF',
  'NP',
  'CIFG',
  'FGR',
] satisfies (keyof typeof catalog)[]

/** Whether a cell of the study is the paper’s of this name: the same equations, under settings that were drawn. */
export function isPapers({ cells, fixedSettings = {} }: StudyDefinition, cell: string): boolean {
  if ((cell !== 'V' && !variants.includes(cell)) || Object.hasOwn(fixedSettings, cell)) return false
  return JSON.stringify(catalog[cell as keyof typeof catalog]) === JSON.stringify(cells[cell])
}

/** All must be reproduced; one that is contradicted is enough to contradict. */
export function allOf(statuses: readonly Status[]): Status {
  if (statuses.every((status) => status === 'not judged')) return 'not judged'
  if (statuses.includes('contradicted')) return 'contradicted'
  return statuses.every((status) => status === 'reproduced') ? 'reproduced' : 'undecided'
}

/** What all say; undecided where they differ. */
export function agreed(statuses: readonly Status[]): Status {
  return statuses.every((status) => status === statuses[0]) ? statuses[0] : 'undecided'
}
