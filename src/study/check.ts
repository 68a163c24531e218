import { ablations } from '../cell/lstm.ts'
import { stateGatesOf } from '../cell/state-gates.ts'
import { equationsOf, isTemplate } from '../cell/template.ts'
import { briefly, InputError, namedList, oneLine } from '../math/input-error.ts'
import { checkWhole } from '../math/whole-number.ts'
import { type Hyperparameter, hyperparameterNamed, neededIn, possibleIn } from './hyperparameters.ts'
import {
  checkRange,
  extremesOf,
  fixed,
  type Range,
  rangeText,
  type Setting,
  type Settings,
  type Space,
} from './space.ts'
import { fixedSettingsOf, type Study, type StudyCell } from './study.ts'
import { spaceFor } from './trial.ts'

/** The study itself, if it can be run and its trials can be named; otherwise an error says what is wrong and what would be right. */
export function checkStudy(study: Study): Study {
  if (study instanceof Promise)
    throw new InputError('a study must not be a promise; await it: export const study = await …')
  checkObject(study, 'a study')
  const { name, seed, tasks, cells, baseline, trials, spaceOf = {}, settings, training, best } = study
  checkName(name, 'the name of a study')
  if (typeof study.question !== 'string')
    throw new InputError(`the question of a study must be a text, not ${briefly(study.question)}`)
  checkTasks(tasks)
  checkCells(cells)
  checkWhole(trials, 'trials', 1)
  checkWhole(seed, 'the seed of a study', 0)
  const { given: _, ...named } = study // an old name, read but not recommended
  checkFields(named, FIELDS, 'a study')
  checkFields(training ?? {}, ['epochs', 'patience'], 'training')
  checkWhole(training?.epochs, 'epochs', 1)
  checkWhole(training?.patience, 'patience', 1)
  if (settings !== undefined && settings !== 'independent' && settings !== 'common')
    throw new InputError(`settings must be independent or common, not ${briefly(settings)}`)
  if (!(best > 0 && best <= 1)) throw new InputError(`best must be a share above 0 and up to 1, not ${briefly(best)}`)
  if (!Object.hasOwn(cells, baseline))
    throw new InputError(
      `the baseline must be one of the cells, not ${briefly(baseline)}; there are ${namedList(Object.keys(cells))}`,
    )
  checkObject(study.space, 'the space of a study')
  checkObject(spaceOf, 'spaceOf')
  for (const [task, space] of Object.entries(spaceOf)) checkObject(space, `spaceOf.${task}`)
  const taskNames = tasks.map((task) => task.name)
  for (const task of Object.keys(spaceOf)) {
    if (!taskNames.includes(task))
      throw new InputError(`spaceOf names a task ${task} that the study does not have; it has ${namedList(taskNames)}`)
  }
  for (const task of taskNames) checkSpace(spaceFor(study, task), cells)
  checkFixedSettings(study)
  return study
}

const FIELDS =
  'name question seed tasks cells baseline trials space spaceOf settings fixedSettings training best'.split(
    ' ',
  ) as (keyof Study)[]

/** Refuses a field that nothing reads, as a misspelt one. */
function checkFields(value: object, known: readonly string[], what: string): void {
  const unknown = Object.keys(value).find((name) => !known.includes(name))
  if (unknown !== undefined)
    throw new InputError(`${what} has no field ${oneLine(unknown)}; it may have ${known.join(', ')}`)
}

/** Checks that something is an object with named fields. */
function checkObject(value: unknown, what: string): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InputError(`${what} must be an object, not ${briefly(value)}`)
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/

function checkName(name: unknown, what: string): void {
  if (typeof name === 'string' && NAME.test(name)) return
  throw new InputError(
    `${what} must be up to 64 letters, digits, dots, - and _, the first a letter or digit, not ${briefly(name)}`,
  )
}

function checkTasks(tasks: Study['tasks']): void {
  if (tasks !== undefined && !Array.isArray(tasks))
    throw new InputError(`tasks must be a list such as [tasks.reber], not ${briefly(tasks)}`)
  if (tasks === undefined || tasks.length === 0) throw new InputError('a study needs at least one task')
  const names = new Set<string>()
  for (const [at, task] of tasks.entries()) {
    checkObject(task, `task ${at + 1} of the study, such as tasks.reber,`)
    const { name } = task
    checkName(name, 'the name of a task')
    if (names.has(name)) throw new InputError(`two tasks of the study are named ${name}`)
    names.add(name)
  }
}

function checkCells(cells: Study['cells']): void {
  if (cells !== undefined) checkObject(cells, 'cells, such as { V: cells.V },')
  if (cells === undefined || Object.keys(cells).length === 0) throw new InputError('a study needs at least one cell')
  for (const [name, cell] of Object.entries(cells)) {
    checkName(name, 'the name of a cell')
    try {
      checkEquations(cell)
    } catch (error) {
      throw error instanceof InputError ? new InputError(`cell ${name}: ${error.message}`) : error
    }
  }
}

function checkEquations(cell: StudyCell): void {
  if (typeof cell !== 'object' || cell === null)
    throw new InputError(`it must be equations, such as cells.GRU, or { lstm: {} }, not ${briefly(cell)}`)
  if (isTemplate(cell)) checkObject(cell.lstm, 'lstm')
  equationsOf(cell, {})
}

/** Checks the settings of one trial: each must have a known name and be what settings of this name may be. */
export function checkSettings(settings: Settings): void {
  for (const [name, value] of Object.entries(settings)) {
    const { allows, values } = hyperparameterNamed(name)
    if (!allows(value)) throw new InputError(`settings.${name} must be ${values}, not ${briefly(value)}`)
  }
}

/** Checks settings that are fixed instead of drawn: all that every study has, each as it must be. */
function checkFixedSettings(study: Study): void {
  const { fixedSettings, given, cells } = study
  if (fixedSettings !== undefined && given !== undefined)
    throw new InputError('a study has fixedSettings or, by its old name, given, not both')
  for (const [cell, list] of Object.entries(fixedSettingsOf(study) ?? {})) {
    if (!Object.hasOwn(cells, cell))
      throw new InputError(
        `fixedSettings names a cell ${cell} that the study does not have; it has ${namedList(Object.keys(cells))}`,
      )
    if (!Array.isArray(list))
      throw new InputError(`fixedSettings.${cell} must be a list of settings, not ${briefly(list)}`)
    if (list.length === 0) throw new InputError(`fixedSettings needs at least one list of settings for ${cell}`)
    for (const settings of list) {
      checkObject(settings, `each of fixedSettings.${cell}`)
      checkSpace(
        Object.fromEntries(Object.entries(settings as Settings).map(([name, value]) => [name, fixed(value)])),
        cells,
      )
    }
    const again = list.findIndex((settings, at) => list.slice(0, at).some((other) => areSame(other, settings)))
    if (again >= 0)
      throw new InputError(
        `fixedSettings has settings ${again + 1} of ${cell} twice: to train settings with several seeds, name them once and ask for more trials`,
      )
  }
}

function areSame(a: Settings, b: Settings): boolean {
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every((name) => Object.is(a[name], b[name]))
}

/** Checks the ranges that hold on one task. */
function checkSpace(space: Space, cells: Study['cells']): void {
  for (const [name, range] of Object.entries(space)) {
    const hyperparameter = hyperparameterNamed(name)
    if (Object.hasOwn(ablations, name)) checkAblation(name, cells)
    checkRange(range, `setting ${name}`)
    if (!mayGive(range, hyperparameter))
      throw new InputError(`setting ${name} must be ${hyperparameter.values}; its range is ${rangeText(range)}`)
  }
  const possible = possibleIn(space)
  const needed = neededIn(space)
  const missing = needed.find((name) => possible(name).length === 0)
  if (missing !== undefined)
    throw new InputError(`the space of a study needs a range for ${missing}; this one needs ${needed.join(', ')}`)
  for (const name of Object.keys(space)) {
    const { only } = hyperparameterNamed(name)
    if (only !== undefined && !only.holds(possible))
      throw new InputError(`setting ${name} is used only where ${only.where}, which is so in no trial of this study`)
  }
  checkForgetBias(possible('forgetBias'), space, cells)
}

/** Refuses a bias for forget gates where no cell has one; where some have, the others are trained as they are. */
function checkForgetBias(biases: readonly Setting[], space: Space, cells: Study['cells']): void {
  if (biases.every((bias) => Number(bias) === 0)) return
  const mayForget = (cell: StudyCell) =>
    (isTemplate(cell) && Object.hasOwn(space, 'forgetGate')) || stateGatesOf(equationsOf(cell, {})).length > 0
  if (!Object.values(cells).some(mayForget))
    throw new InputError('setting forgetBias needs a cell with a forget gate; no cell of this study has one')
}

function checkAblation(name: string, cells: Study['cells']): void {
  const settled = Object.entries(cells).find(([, cell]) => !isTemplate(cell))
  if (settled === undefined) return
  throw new InputError(
    `setting ${name} is an ablation of an LSTM, but cell ${settled[0]} has its equations already; write cells as { lstm: {} } where settings choose`,
  )
}

/** Whether all that a range can give is what the hyperparameter may be. */
function mayGive(range: Range, { whole, allows }: Hyperparameter): boolean {
  // A range of real numbers cannot give whole ones.
  if (whole && (range.kind === 'uniform' || range.kind === 'log')) return false
  return extremesOf(range).every(allows)
}
