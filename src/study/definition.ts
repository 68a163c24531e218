import { type Cell, type Node, operandsOf } from '../cell/cell.ts'
import { ablations, type LstmOptions } from '../cell/lstm.ts'
import { isTemplate } from '../cell/template.ts'
import type { ReadoutName } from '../engine/engine.ts'
import { InputError } from '../math/input-error.ts'
import type { MetricName } from '../task/metric.ts'
import type { LoadedTask } from '../task/task.ts'
import type { TestSequences } from '../task/test-losses.ts'
import { checkDefinition } from './definition-schema.ts'
import { rangeText, type Settings, type Space } from './space.ts'
import { fixedSettingsOf, type Study, type StudyCell, type TrainingRules } from './study.ts'

/** A study as plain JSON: what a store keeps of it, enough to read its results without the file it came from. */
export interface StudyDefinition {
  readonly name: string
  readonly question: string
  readonly seed: number
  readonly baseline: string
  readonly trials: number
  readonly best: number
  readonly training: TrainingRules
  readonly space: Space
  readonly spaceOf: Readonly<Record<string, Space>>
  /** Present only where all cells share them, so that what was defined before reads the same. */
  readonly settings?: 'common'
  readonly fixedSettings?: Readonly<Record<string, readonly Settings[]>>
  readonly tasks: Readonly<Record<string, TaskDefinition>>
  readonly cells: Readonly<Record<string, StudyCell>>
}

export interface TaskDefinition {
  readonly question: string
  readonly source: string
  readonly inputs: number
  readonly outputs: number
  readonly directions: 1 | 2
  readonly loss: string
  /** Absent where it reads each step, so that what was defined before reads the same. */
  readonly readout?: ReadoutName
  readonly classWeights?: readonly number[]
  readonly metric: MetricName
  /** Metric of the predictor that knows only how often each target occurs. */
  readonly naiveBaseline: NaiveBaseline
  /** SHA-256 of the data. */
  readonly fingerprint: string
  /** Sequences in training, validation and test. */
  readonly sizes: readonly [number, number, number]
  /** What the losses of test sequences in trials are read by; absent where no trial holds any. */
  readonly testSequences?: TestSequences
}

/** What the naive baseline of a task reaches. */
export interface NaiveBaseline {
  readonly validation: number
  readonly test: number
}

export type { LoadedTask, Study }

/** What is known of a task’s data before anything is trained. */
export interface Measured extends NaiveBaseline {
  readonly testSequences?: TestSequences
}

/** What a store keeps of a study: the study with its tasks loaded, and what was measured of their data, by the name of the task. */
export function define(
  study: Study,
  tasks: readonly LoadedTask[],
  measured: Readonly<Record<string, Measured>>,
): StudyDefinition {
  const { name, question, seed, baseline, trials, best, training, space, spaceOf = {}, settings, cells } = study
  const fixedSettings = fixedSettingsOf(study)
  return {
    name,
    question,
    seed,
    baseline,
    trials,
    best,
    training,
    space,
    spaceOf: pick(
      spaceOf,
      tasks.map((task) => task.name),
    ),
    ...(settings === 'common' && { settings }),
    ...(fixedSettings !== undefined && { fixedSettings }),
    tasks: Object.fromEntries(tasks.map((task) => [task.name, defineTask(task, measured[task.name])])),
    cells,
  }
}

function defineTask(task: LoadedTask, { validation, test, testSequences }: Measured): TaskDefinition {
  const { question, source, inputs, outputs, directions, loss, readout, classWeights, metric, fingerprint, splits } =
    task
  const sizes = [splits.training.length, splits.validation.length, splits.test.length] as const
  const naiveBaseline = { validation, test }
  const network = {
    inputs,
    outputs,
    directions,
    loss,
    ...(readout !== undefined && readout !== 'each step' && { readout }),
    ...(classWeights && { classWeights }),
  }
  return {
    question,
    source,
    ...network,
    metric,
    naiveBaseline,
    fingerprint,
    sizes,
    ...(testSequences && { testSequences }),
  }
}

/** A definition read from JSON, checked: it may come from anyone. */
export function parseDefinition(json: string): StudyDefinition {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    throw new InputError('the definition of a study is no JSON')
  }
  return checkDefinition(value)
}

/**
 * What changed that a study may not change, a sentence each, new value first; empty where the new definition resumes or extends the
 * old one. Only tasks and cells that both have are compared; the baseline, the share called best and all descriptions may change.
 */
export function differences(old: StudyDefinition, now: StudyDefinition): string[] {
  return [
    ...changed('seed', now.seed, old.seed),
    ...changed('epochs', now.training.epochs, old.training.epochs),
    ...changed('patience', now.training.patience, old.training.patience),
    ...changed('settings', now.settings ?? 'independent', old.settings ?? 'independent'),
    ...rangeDifferences('', old.space, now.space),
    ...inBoth(old.tasks, now.tasks).flatMap((name) => [
      ...rangeDifferences(` on ${name}`, old.spaceOf[name] ?? {}, now.spaceOf[name] ?? {}),
      ...taskDifferences(name, old.tasks[name], now.tasks[name]),
    ]),
    ...inBoth(old.cells, now.cells).flatMap((name) => cellDifferences(name, old.cells[name], now.cells[name])),
    ...inBoth(old.cells, now.cells).flatMap((name) =>
      changed(`fixed settings of ${name}`, fixedSettingsText(now, name), fixedSettingsText(old, name)),
    ),
  ]
}

/**
 * The definition that both together make: all cells, all tasks, the higher number of trials, and the newer question, baseline and
 * share called best. A baseline that the newer one does not have stays, since a part of a study may be run without it.
 */
export function extend(old: StudyDefinition, now: StudyDefinition): StudyDefinition {
  return {
    ...now,
    baseline: Object.hasOwn(now.cells, old.baseline) ? now.baseline : old.baseline,
    trials: Math.max(old.trials, now.trials),
    spaceOf: { ...now.spaceOf, ...pick(old.spaceOf, Object.keys(old.tasks)) },
    tasks: { ...old.tasks, ...withTestSequences(now.tasks, old.tasks) },
    cells: { ...old.cells, ...now.cells },
    ...((old.fixedSettings ?? now.fixedSettings) && { fixedSettings: { ...old.fixedSettings, ...now.fixedSettings } }),
  }
}

/** Tasks as they are now; what only an earlier definition says of their test sequences stays. */
function withTestSequences(now: StudyDefinition['tasks'], old: StudyDefinition['tasks']): StudyDefinition['tasks'] {
  const kept = (name: string) => (Object.hasOwn(old, name) ? old[name].testSequences : undefined)
  return Object.fromEntries(
    Object.entries(now).map(([name, task]) => {
      const testSequences = task.testSequences ?? kept(name)
      return [name, { ...task, ...(testSequences && { testSequences }) }]
    }),
  )
}

/** The fixed settings of a cell. */
const fixedSettingsText = ({ fixedSettings }: StudyDefinition, name: string) =>
  JSON.stringify(fixedSettings?.[name] ?? [])

function changed(what: string, now: unknown, old: unknown): string[] {
  return now === old ? [] : [`${what}: ${now} was ${old}`]
}

function rangeDifferences(where: string, old: Space, now: Space): string[] {
  const text = (space: Space, name: string) => (Object.hasOwn(space, name) ? rangeText(space[name]) : 'no range')
  const names = new Set([...Object.keys(old), ...Object.keys(now)])
  return [...names].flatMap((name) => changed(`setting ${name}${where}`, text(now, name), text(old, name)))
}

function taskDifferences(name: string, old: TaskDefinition, now: TaskDefinition): string[] {
  const facts = ['inputs', 'outputs', 'directions', 'loss', 'metric'] as const
  const readoutOf = ({ readout = 'each step' }: TaskDefinition) => readout
  const weightsOf = ({ classWeights }: TaskDefinition) => classWeights?.join(', ') ?? 'none'
  return [
    ...facts.flatMap((fact) => changed(`task ${name}: ${fact}`, now[fact], old[fact])),
    ...changed(`task ${name}: readout`, readoutOf(now), readoutOf(old)),
    ...changed(`task ${name}: class weights`, weightsOf(now), weightsOf(old)),
    ...changed(`task ${name}: the data differ`, dataText(now), dataText(old)),
  ]
}

const dataText = ({ sizes, fingerprint }: TaskDefinition) =>
  `${sizes.join(' + ')} sequences with fingerprint ${fingerprint.slice(0, 12)}`

function cellDifferences(name: string, old: StudyCell, now: StudyCell): string[] {
  if (isTemplate(old) && isTemplate(now)) return ablationDifferences(name, old.lstm, now.lstm)
  const kind = (cell: StudyCell) => (isTemplate(cell) ? 'an LSTM whose ablations are settings' : 'a list of equations')
  if (isTemplate(old) || isTemplate(now)) return [`cell ${name}: ${kind(now)} was ${kind(old)}`]
  return equationDifference(name, old, now)
}

function ablationDifferences(name: string, old: LstmOptions, now: LstmOptions): string[] {
  return Object.entries(ablations).flatMap(([ablation, [vanilla]]) => {
    const value = (options: LstmOptions) => options[ablation as keyof LstmOptions] ?? vanilla
    return changed(`cell ${name}: ${ablation}`, value(now), value(old))
  })
}

/** The first difference only: what follows it in a list of equations is shifted and tells nothing. */
function equationDifference(name: string, old: Cell, now: Cell): string[] {
  const node = (cell: Cell, at: number) => (at < cell.nodes.length ? nodeText(cell.nodes[at]) : 'nothing')
  for (let at = 0; at < Math.max(old.nodes.length, now.nodes.length); at++) {
    const [newText, oldText] = [node(now, at), node(old, at)]
    if (newText !== oldText) return [`cell ${name}: the equations differ at node ${at}: ${newText} was ${oldText}`]
  }
  return [
    ...changed(`cell ${name}: the named values differ`, inOrder(now.named), inOrder(old.named)),
    ...changed(`cell ${name}: the node of the output`, now.output, old.output),
  ]
}

/** A node in a few words: `project Wz of 0`. */
function nodeText(node: Node): string {
  const operands = operandsOf(node)
  return [
    node.op,
    ...('weight' in node ? [node.weight] : []),
    ...('name' in node ? [node.name] : []),
    ...(operands.length > 0 ? ['of', operands.join(', ')] : []),
  ].join(' ')
}

/** JSON with keys in alphabetical order, so that equal values have equal texts. */
function inOrder(value: object): string {
  return JSON.stringify(Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))))
}

function inBoth(a: object, b: object): string[] {
  return Object.keys(a).filter((name) => Object.hasOwn(b, name))
}

function pick<T>(table: Readonly<Record<string, T>>, names: readonly string[]): Record<string, T> {
  return Object.fromEntries(names.filter((name) => Object.hasOwn(table, name)).map((name) => [name, table[name]]))
}
