import { type Interaction, interactions } from '../../fanova/interaction.ts'
import { type Transform, type TransformName, transforms } from '../../fanova/target.ts'
import { stream } from '../../math/random.ts'
import type { StudyDefinition } from '../../study/definition.ts'
import { asColumns, settingsOn } from '../columns.ts'
import { type Importance, importanceOf } from '../importance/importance.ts'
import type { Importances } from '../importance/of-study.ts'
import type { Pair, TrainedTrial } from '../pairs.ts'

/** What claims about settings are asked of: the test error after a transform, or one of two measures of training time. */
export type Target = TransformName | 'seconds' | 'epochs'

/** What explains a target of a cell on a task. */
export interface Explainer {
  readonly importance: (at: { task: string; cell: string }, target: Target) => Importance
  /** The test of its pairs. */
  readonly pairs: (at: { task: string; cell: string }, target: Target) => readonly Interaction[]
}

/** Of a forest that only a claim asks for: enough to tell shares of some percent, at a tenth of the cost of a report’s. */
const TREES = 32
const MOST_TRIALS = 1000
const GRID = 25

/**
 * The report’s own forests where it has grown them, otherwise smaller ones on at most a thousand of the trials, grown when they are asked
 * for and then kept.
 */
export function explainerOf(definition: StudyDefinition, pairs: readonly Pair[], importances: Importances): Explainer {
  const columnsOf = ({ task, cell }: { task: string; cell: string }, target: Target) => {
    const { trained } = pairs.find((pair) => pair.task === task && pair.cell === cell)!
    return asColumns(settingsOn(definition, task), someOf(trained, MOST_TRIALS, definition.seed), results[target])
  }
  const importance = remembering((at: { task: string; cell: string }, target: Target): Importance => {
    const own = importances.tasks.find(({ task }) => task === at.task)?.cells.find(({ cell }) => cell === at.cell)
    if (own !== undefined && target === 'seconds') return own.time
    if (own !== undefined && target === importances.transform) return own.error
    const kind = target === 'seconds' || target === 'epochs' ? 'time' : 'error'
    const subject = { kind, ...at } as const
    const options = { trees: TREES, grid: GRID, permutations: 0, transform: transformOf(target) }
    return importanceOf(columnsOf(at, target), { subject, ...options })
  })
  const tested = remembering((at: { task: string; cell: string }, target: Target) => {
    const found = importance(at, target).interactions
    if (found.length > 0) return found
    return interactions(columnsOf(at, target), { trees: 8, permutations: 39, transform: transformOf(target) })
  })
  return { importance, pairs: tested }
}

const results: Record<Target, (trial: TrainedTrial) => number> = {
  raw: ({ outcome }) => outcome.test,
  clipped: ({ outcome }) => outcome.test,
  ranks: ({ outcome }) => outcome.test,
  seconds: ({ seconds }) => seconds,
  epochs: ({ outcome }) => outcome.epochs,
}

/** Times are explained as they are. */
export function transformOf(target: Target): Transform {
  return target === 'seconds' || target === 'epochs' ? transforms.raw : transforms[target]
}

/** At most so many of the trials, drawn at random; all of them, in their order, where there are no more. */
export function someOf(trained: readonly TrainedTrial[], most: number, seed: number): readonly TrainedTrial[] {
  if (trained.length <= most) return trained
  const order = stream(seed, 'claims', 'some trials').permutation(trained.length)
  return Array.from(order.slice(0, most), (at) => trained[at])
}

/** The same, computed once for each cell and target. */
function remembering<T>(compute: (at: { task: string; cell: string }, target: Target) => T): typeof compute {
  const found = new Map<string, T>()
  return (at, target) => {
    const key = JSON.stringify([at.task, at.cell, target])
    if (!found.has(key)) found.set(key, compute(at, target))
    return found.get(key)!
  }
}
