import { ablations } from '../../cell/lstm.ts'
import { isTemplate } from '../../cell/template.ts'
import type { FanovaShare } from '../../fanova/analysis.ts'
import type { Ranged } from '../../fanova/columns.ts'
import { ofSet } from '../../fanova/decomposition.ts'
import { type TransformName, transforms } from '../../fanova/target.ts'
import type { StudyDefinition } from '../../study/definition.ts'
import { choice } from '../../study/space.ts'
import { type Measure, measureOf } from '../../task/measure.ts'
import { asColumns, settingsOn, testOf } from '../columns.ts'
import type { Pair, TrainedTrial } from '../pairs.ts'
import { type Importance, importanceOf } from './importance.ts'

/** What explains the results of a study, on each task. */
export interface Importances {
  /** What was made of test errors before they were explained; times are explained as they are. */
  readonly transform: TransformName
  /** Settings that are parts of the cell, sampled independently: only these have a share of their own. */
  readonly parts: readonly string[]
  readonly tasks: readonly TaskImportance[]
}

export interface TaskImportance {
  readonly task: string
  /** Of test errors. */
  readonly measure: Measure
  /** All trials of the task, the cell as one more choice; only where several cells have enough. */
  readonly overall?: Explained
  readonly cells: readonly (Explained & { readonly cell: string })[]
  /** Cells with too few trials to explain, and how many were trained. */
  readonly leftOut: readonly { readonly cell: string; readonly trials: number }[]
}

/** What explains the test error and the training time of the same trials. */
export interface Explained {
  readonly error: Importance
  readonly time: Importance
}

export interface ImportancesOptions {
  readonly transform?: TransformName
  /** Times the trials are resampled for 95 % intervals. */
  readonly intervals?: number
  /** Told after each resample of any analysis. */
  readonly onResample?: (progress: { readonly done: number; readonly total: number }) => void
}

/** Fewer trials explain nothing: a forest needs a few in each corner of even two settings. */
export const FEWEST = 20
/** The name under which the cell is a setting. */
export const CELL = 'cell'

/** For each task and each of its cells: what explains test error and training time. Diverged trials stay in; cells with fixed settings stay out. */
export function importances(
  definition: StudyDefinition,
  pairs: readonly Pair[],
  { transform = 'clipped', intervals = 0, onResample }: ImportancesOptions = {},
): Importances {
  const drawn = pairs.filter(({ cell }) => !Object.hasOwn(definition.fixedSettings ?? {}, cell))
  const jobs = Object.keys(definition.tasks).map((task) => jobOf(definition, task, drawn))
  const total = 2 * intervals * jobs.reduce((sum, { cells }) => sum + cells.length + (cells.length > 1 ? 1 : 0), 0)
  let done = 0
  const explain = explainer(transform, intervals, () => onResample?.({ done: ++done, total }))
  return { transform, parts: partsOf(definition), tasks: jobs.map((job) => explainTask(job, explain)) }
}

/** What is to be explained on one task. */
interface Job {
  readonly task: string
  readonly measure: Measure
  readonly settings: readonly Ranged[]
  readonly cells: readonly Pair[]
  readonly leftOut: TaskImportance['leftOut']
}

function jobOf(definition: StudyDefinition, task: string, pairs: readonly Pair[]): Job {
  const own = pairs.filter((pair) => pair.task === task)
  const few = own.filter(({ trained }) => trained.length < FEWEST)
  return {
    task,
    measure: measureOf(
      definition.tasks[task].metric,
      own.flatMap(({ trained }) => trained.map(({ outcome }) => outcome.test)),
    ),
    settings: settingsOn(definition, task),
    cells: own.filter(({ trained }) => trained.length >= FEWEST),
    leftOut: few.map(({ cell, trained }) => ({ cell, trials: trained.length })),
  }
}

type Explain = (
  settings: readonly Ranged[],
  trained: readonly TrainedTrial[],
  what: { task: string; cell?: string; unit: string; maps: number },
) => Explained

function explainTask(job: Job, explain: Explain): TaskImportance {
  const { task, measure, settings, cells, leftOut } = job
  const maps = cells.length > 1 ? 0 : MAP
  return {
    task,
    measure,
    ...(cells.length > 1 && { overall: explainAll(job, explain) }),
    cells: cells.map(({ cell, trained }) => ({
      cell,
      ...explain(settings, trained, { task, cell, unit: measure.unit, maps }),
    })),
    leftOut,
  }
}

/** All trials of a task, the cell as one more choice. */
function explainAll({ task, measure, settings, cells }: Job, explain: Explain): Explained {
  const cellSetting = { name: CELL, range: choice(...cells.map(({ cell }) => cell)) }
  const all = cells.flatMap(({ trained }) =>
    trained.map((trial) => ({ ...trial, settings: { ...trial.settings, [CELL]: trial.cell } })),
  )
  return explain([...settings, cellSetting], all, { task, unit: measure.unit, maps: MAP })
}

/** Trials that a tree draws at most, so that time does not grow with every trial. Reports say where there are more. */
const MOST_DRAWS = 2000

/** Points on each side of a map. */
const MAP = 15
const GRID = 25

function explainer(transform: TransformName, resamples: number, onResample: () => void): Explain {
  return (settings, trained, { unit, maps, ...where }) => {
    const shared = { resamples, onResample, grid: GRID, draws: MOST_DRAWS }
    return {
      error: importanceOf(asColumns(settings, trained, testOf), {
        ...shared,
        subject: { kind: 'error', ...where },
        unit,
        transform: transforms[transform],
        maps,
      }),
      time: importanceOf(
        asColumns(settings, trained, ({ seconds }) => seconds),
        { ...shared, subject: { kind: 'time', ...where }, unit: 's', permutations: 0 },
      ),
    }
  }
}

/** The parts of the cell that a study samples as settings. */
function partsOf({ space, spaceOf, cells }: StudyDefinition): string[] {
  const varies = Object.values(cells).some(isTemplate)
  const sampled = [space, ...Object.values(spaceOf)].flatMap((ranges) =>
    Object.entries(ranges).flatMap(([name, { kind }]) => (kind === 'choice' ? [name] : [])),
  )
  return varies ? Object.keys(ablations).filter((name) => sampled.includes(name)) : []
}

/** Whether a study samples parts of its cells, so that each has a share of its own. */
export function samplesParts(definition: StudyDefinition): boolean {
  return partsOf(definition).length > 0
}

/** The parts of the cell on one task. */
export interface PartShares {
  readonly task: string
  /** R² for trials that the trees have not seen: without it the shares mean nothing. */
  readonly outOfBag: number
  /** The most important by Shapley value first. */
  readonly parts: readonly {
    readonly part: string
    /** What it explains by itself. */
    readonly alone: FanovaShare
    /** And with its part of what it explains together with other settings. */
    readonly shapley: FanovaShare
  }[]
}

/** Which part of the cell matters on each task: nothing where the study did not sample the parts. */
export function partShares(importances: Importances): PartShares[] {
  if (importances.parts.length === 0) return []
  return importances.tasks.flatMap(({ task, overall, cells }) => {
    const explained = overall ?? cells[0]
    if (explained === undefined) return []
    const { shares, shapley, outOfBag = 0 } = explained.error
    const parts = importances.parts.map((part) => ({
      part,
      alone: ofSet(shares, [part])!,
      shapley: ofSet(shapley, [part])!,
    }))
    return [{ task, outOfBag, parts: parts.sort((a, b) => b.shapley.share - a.shapley.share) }]
  })
}
