import { cells as catalog } from '../cell/catalog.ts'
import { InputError, lookUp, namedList } from '../math/input-error.ts'
import type { Task } from '../task/task.ts'
import { checkStudy } from './check.ts'
import { fixedSettingsOf, type Study, type StudyCell } from './study.ts'

/** A part of a study, or one with more in it. */
export interface Narrowing {
  /** Names of the study's cells, or of others from the catalog. */
  readonly cells?: readonly string[]
  /** Names of the study's tasks, or of others that are at hand. */
  readonly tasks?: readonly string[]
  /** Trials a pair. */
  readonly trials?: number
  readonly seed?: number
}

/**
 * The study with these cells, tasks, trials and this seed, checked. Its trials are those of the whole study. Where the baseline is
 * not among the cells, the first of them takes its place. `others` are tasks that may be named though they are not the study's.
 */
export function narrow(
  study: Study,
  { cells, tasks, trials, seed }: Narrowing,
  others: Readonly<Record<string, Task>> = {},
): Study {
  const chosenCells = cells === undefined ? study.cells : chooseCells(study, cells)
  const chosenTasks = tasks === undefined ? study.tasks : chooseTasks(study, tasks, others)
  const names = chosenTasks.map((task) => task.name)
  const { given: _, ...rest } = study
  const fixedSettings = fixedSettingsOf(study)
  return checkStudy({
    ...rest,
    cells: chosenCells,
    tasks: chosenTasks,
    trials: trials ?? study.trials,
    seed: seed ?? study.seed,
    baseline: Object.hasOwn(chosenCells, study.baseline) ? study.baseline : Object.keys(chosenCells)[0],
    ...(study.spaceOf !== undefined && { spaceOf: ofThese(study.spaceOf, names) }),
    ...(fixedSettings !== undefined && { fixedSettings: ofThese(fixedSettings, Object.keys(chosenCells)) }),
  })
}

function chooseCells(study: Study, names: readonly string[]): Record<string, StudyCell> {
  const all: Readonly<Record<string, StudyCell>> = { ...catalog, ...study.cells }
  return chooseFrom(all, names, 'cell')
}

function chooseTasks(study: Study, names: readonly string[], others: Readonly<Record<string, Task>>): Task[] {
  const own = Object.fromEntries(study.tasks.map((task) => [task.name, task]))
  return Object.values(chooseFrom<Task>({ ...others, ...own }, names, 'task'))
}

/** The entries of a table that have one of the names. */
function ofThese<T>(table: Readonly<Record<string, T>>, names: readonly string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(table).filter(([name]) => names.includes(name)))
}

/** The named entries of a table, in the order of the names. */
function chooseFrom<T>(table: Readonly<Record<string, T>>, names: readonly string[], what: string): Record<string, T> {
  if (names.length === 0) throw new InputError(`name at least one ${what}; there are ${namedList(Object.keys(table))}`)
  return Object.fromEntries(names.map((name) => [name, lookUp(table, name, what)]))
}
