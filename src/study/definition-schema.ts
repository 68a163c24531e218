import { readoutNames } from '../engine/engine.ts'
import { InputError } from '../math/input-error.ts'
import { type Metric, type MetricName, metrics } from '../task/metric.ts'
import { giveResult, resultFrom, type TestSequences, unpackLosses } from '../task/test-losses.ts'
import { checkStudy } from './check.ts'
import type { NaiveBaseline, StudyDefinition, TaskDefinition } from './definition.ts'
import {
  byKind,
  checkShape,
  fields,
  finite,
  isObject,
  listOf,
  number,
  oneOf,
  optional,
  setting,
  tableOf,
  text,
  that,
  whole,
} from './shape.ts'
import type { Study } from './study.ts'

const ends = { low: finite, high: finite }

const range = byKind(
  {
    uniform: ends,
    log: ends,
    'log integer': ends,
    'one minus log': ends,
    choice: { of: listOf(text(64)) },
    fixed: { value: setting },
  },
  'a kind of range',
)

const counts = listOf(whole(0), 'a list of counts')
const threeCounts = that('three counts', (value) => Array.isArray(value) && value.length === 3)

const task = fields({
  question: text(10_000),
  source: text(10_000),
  inputs: whole(1),
  outputs: whole(1),
  directions: oneOf([1, 2], '1 or 2'),
  loss: text(64),
  readout: optional(oneOf(readoutNames)),
  classWeights: optional(listOf(finite, 'a list of numbers')),
  metric: oneOf(Object.keys(metrics)),
  trivial: fields({ validation: number, test: number }),
  fingerprint: text(128),
  sizes: (value) => threeCounts(value) ?? counts(value),
  testSequences: optional(fields({ counts, naiveBaseline: text(100_000) })),
})

const definition = fields({
  name: text(64),
  question: text(10_000),
  seed: whole(0),
  baseline: text(64),
  trials: whole(1),
  best: finite,
  training: fields({ epochs: whole(1), patience: whole(1) }),
  space: tableOf(range),
  spaceOf: tableOf(tableOf(range)),
  settings: optional(oneOf(['common'])),
  given: optional(tableOf(listOf(tableOf(setting)))),
  tasks: tableOf(task),
  // Equations have a check of their own.
  cells: tableOf(that('an object', isObject)),
})

/*
 * Two fields have older names in stores and archives. These stay, so that any version reads what another one wrote: `trivial` is the
 * naive baseline of a task, `given` are the fixed settings of a study.
 */

/** A definition under the names that it has in files, in the same order. */
export function inFile(definition: StudyDefinition): object {
  const tasks = mapped(definition.tasks, (task) => renamed(task, { naiveBaseline: 'trivial' }))
  return renamed({ ...definition, tasks }, { fixedSettings: 'given' })
}

function fromFile(value: { readonly tasks: Readonly<Record<string, object>> }): StudyDefinition {
  const tasks = mapped(value.tasks, (task) => renamed(task, { trivial: 'naiveBaseline' }))
  return renamed({ ...value, tasks }, { given: 'fixedSettings' }) as unknown as StudyDefinition
}

const mapped = <T, U>(table: Readonly<Record<string, T>>, of: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(table).map(([name, value]) => [name, of(value)]))

function renamed(fields: object, names: Readonly<Record<string, string>>): object {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [names[name] ?? name, value]))
}

/** A definition as JSON gave it, if it is one whose trials can be read and named; an error names the field that is wrong. */
export function checkDefinition(value: unknown): StudyDefinition {
  checkShape(definition, value)
  const shaped = fromFile(value as Parameters<typeof fromFile>[0])
  const tasks = Object.fromEntries(Object.entries(shaped.tasks).map(([name, each]) => [name, withNumbers(name, each)]))
  const checked = { ...shaped, tasks }
  const named = Object.entries(tasks).map(([name, each]) => ({ name, ...each }))
  try {
    checkStudy({ ...checked, tasks: named } as unknown as Study)
  } catch (error) {
    throw error instanceof InputError ? new InputError(`study ${shaped.name}: ${error.message}`) : error
  }
  return checked
}

function withNumbers(name: string, task: TaskDefinition): TaskDefinition {
  const naiveBaseline: NaiveBaseline = {
    validation: Number(task.naiveBaseline.validation),
    test: Number(task.naiveBaseline.test),
  }
  for (const split of ['validation', 'test'] as const)
    checkError(task.metric, naiveBaseline[split], `tasks.${name}.trivial.${split}`)
  if (task.testSequences !== undefined) checkSequences(name, task, task.testSequences)
  return { ...task, naiveBaseline }
}

function checkSequences(
  name: string,
  { naiveBaseline, sizes }: TaskDefinition,
  { counts, naiveBaseline: packed }: TestSequences,
): void {
  const field = `tasks.${name}.testSequences`
  if (counts.length !== sizes[2])
    throw new InputError(`${field}.counts must have ${sizes[2]} numbers, one a test sequence, not ${counts.length}`)
  checkLosses(packed, { counts, result: Number(naiveBaseline.test), field: `${field}.naiveBaseline` })
}

/** Refuses packed losses that are not one of each test sequence, or do not give the result on the test set. */
export function checkLosses(
  packed: string,
  { counts, result, field }: { counts: readonly number[]; result: number; field: string },
): void {
  const losses = unpackLosses(packed)
  if (losses?.length !== counts.length)
    throw new InputError(`${field} must be ${counts.length} numbers in hexadecimal, one a test sequence`)
  if (!giveResult(losses, counts, result))
    throw new InputError(`${field} must give the result on the test set, ${result}, not ${resultFrom(losses, counts)}`)
}

/** Sums in float32 may come out this much below zero. */
const ROUNDING = 1e-4

/** Refuses what no error can be by its metric; NaN and infinity are what a divergence may leave. */
export function checkError(metric: MetricName, value: number, field: string): void {
  const { least = 0, most = Number.POSITIVE_INFINITY }: Metric = metrics[metric]
  if (Number.isNaN(value) || (value >= least - ROUNDING && value <= most)) return
  const range = most === Number.POSITIVE_INFINITY ? 'from 0' : `from 0 to ${most}`
  throw new InputError(`${field} must be ${range}, not ${value}`)
}
