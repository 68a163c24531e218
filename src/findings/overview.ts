import { cells as catalog } from '../cell/catalog.ts'
import { equationLines } from '../cell/equations.ts'
import { equationsOf, isTemplate } from '../cell/template.ts'
import type { StudyDefinition, TaskDefinition } from '../study/definition.ts'
import type { Range } from '../study/space.ts'
import { trialName } from '../study/trial.ts'
import type { TrialRecord } from '../train/record.ts'
import { type Counts, countOutcomes } from './pairs.ts'

/** What was asked, how it was computed, and what is missing: all that a reader needs to judge or repeat a study. */
export interface Overview {
  readonly name: string
  readonly question: string
  readonly seed: number
  readonly baseline: string
  readonly share: number
  /** Trials a pair. */
  readonly trials: number
  readonly epochs: number
  readonly patience: number
  /** Over all pairs. */
  readonly counts: Counts
  /** Training time of all trials together. */
  readonly seconds: number
  /** Times at which the first and the last trial ended, ISO 8601; absent where none has. */
  readonly finished?: { readonly first: string; readonly last: string }
  readonly arithmetics: readonly Occurrences[]
  readonly versions: readonly Occurrences[]
  readonly workers: readonly Occurrences[]
  /** Reasons of failures, the most frequent first. */
  readonly failures: readonly (Occurrences & { readonly example: string })[]
  readonly ranges: readonly { readonly setting: string; readonly task?: string; readonly range: Range }[]
  readonly tasks: readonly OverviewTask[]
  readonly cells: readonly OverviewCell[]
}

/** How many trials share a property. */
export interface Occurrences {
  readonly name: string
  readonly trials: number
}

export interface OverviewTask extends TaskDefinition {
  readonly task: string
}

export interface OverviewCell {
  readonly cell: string
  /** Its name in the catalog, where it is there. */
  readonly catalog?: string
  readonly equations: readonly string[]
  /** Whether the settings of a trial choose its ablations: what it changes in these equations. */
  readonly varies: boolean
}

/** The facts of a study and its trials. */
export function overviewOf(definition: StudyDefinition, trials: readonly TrialRecord[]): Overview {
  const { name, question, seed, baseline, best: share, training, tasks, cells } = definition
  const pairs = Object.keys(tasks).length * Object.keys(cells).length
  const ends = trials.map(({ finished }) => finished).sort()
  return {
    name,
    question,
    seed,
    baseline,
    share,
    trials: definition.trials,
    epochs: training.epochs,
    patience: training.patience,
    counts: countOutcomes(definition.trials * pairs, trials),
    seconds: trials.reduce((sum, { seconds }) => sum + seconds, 0),
    ...(ends.length > 0 && { finished: { first: ends[0], last: ends[ends.length - 1] } }),
    arithmetics: occurrences(trials.map(({ arithmetic }) => arithmetic)),
    versions: occurrences(trials.map(({ version }) => version)),
    workers: occurrences(trials.map(({ worker }) => worker)),
    failures: failuresOf(trials),
    ranges: rangesOf(definition),
    tasks: Object.entries(tasks).map(([task, facts]) => ({ task, ...facts })),
    cells: Object.entries(cells).map(([cell, what]) => describeCell(cell, what)),
  }
}

/** How often each name occurs, the most frequent first. */
function occurrences(names: readonly string[]): Occurrences[] {
  const groups = Map.groupBy(names, (name) => name)
  return [...groups]
    .map(([name, { length }]) => ({ name, trials: length }))
    .sort((a, b) => b.trials - a.trials || (a.name < b.name ? -1 : 1))
}

function failuresOf(trials: readonly TrialRecord[]): Overview['failures'] {
  const failed = trials.flatMap((trial) =>
    trial.outcome.kind === 'failed' ? [{ reason: trial.outcome.reason, name: trialName(trial) }] : [],
  )
  return occurrences(failed.map(({ reason }) => reason)).map((reason) => ({
    ...reason,
    example: failed.find((failure) => failure.reason === reason.name)!.name,
  }))
}

function rangesOf({ space, spaceOf }: StudyDefinition): Overview['ranges'] {
  return [
    ...Object.entries(space).map(([setting, range]) => ({ setting, range })),
    ...Object.entries(spaceOf).flatMap(([task, own]) =>
      Object.entries(own).map(([setting, range]) => ({ setting, task, range })),
    ),
  ]
}

function describeCell(cell: string, what: StudyDefinition['cells'][string]): OverviewCell {
  const [known] = Object.entries(catalog).find(([, entry]) => JSON.stringify(entry) === JSON.stringify(what)) ?? []
  return {
    cell,
    ...(known !== undefined && { catalog: known }),
    equations: equationLines(equationsOf(what, {})),
    varies: isTemplate(what),
  }
}
