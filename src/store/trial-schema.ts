import { type Cell, checkCell } from '../cell/cell.ts'
import { InputError } from '../math/input-error.ts'
import { checkSettings } from '../study/check.ts'
import type { StudyDefinition } from '../study/definition.ts'
import { checkError, checkLosses } from '../study/definition-schema.ts'
import {
  anything,
  byKind,
  checkShape,
  fields,
  listOf,
  number,
  optional,
  type Shape,
  setting,
  tableOf,
  text,
  textLike,
  that,
  whole,
} from '../study/shape.ts'
import type { TrialRecord, TrialSummary } from '../train/record.ts'

const trained = {
  validation: number,
  test: number,
  bestEpoch: whole(0),
  epochs: whole(0),
  parameters: whole(0),
  weights: textLike(/^([0-9a-f]{64})?$/, 'a SHA-256 in hexadecimal, or empty'),
}
const numbers = listOf(number, 'a list of numbers')
const curve = fields({ training: numbers, validation: numbers }, 'a learning curve')

/** A trial whose trained outcomes have these fields. */
const trialWith = (results: Readonly<Record<string, Shape>>) =>
  fields({
    task: text(64),
    cell: text(64),
    number: whole(0),
    settings: tableOf(setting),
    // Equations have a check of their own.
    equations: anything,
    seconds: that('a number of seconds from 0', (value) => Number.isFinite(value) && (value as number) >= 0),
    arithmetic: text(1000),
    version: text(1000),
    worker: text(1000),
    finished: textLike(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/, 'a time as in 2026-11-21T04:31:40.123Z'),
    outcome: byKind(
      { completed: results, diverged: results, failed: { reason: text(100_000) } },
      'an outcome: completed, diverged or failed',
    ),
  })
const complete = trialWith({ ...trained, curve, testLosses: optional(text(100_000)) })
const bare = trialWith(trained)

/** A trial of the study with its curve and the losses of test sequences, as JSON gave it: all of its numbers numbers, those that JSON spells as texts too. */
export function checkTrial(value: unknown, definition: StudyDefinition): TrialRecord {
  checkShape(complete, value)
  const shaped = value as TrialRecord
  const { outcome } = shaped
  const summary = inOrder(shaped, definition)
  if (outcome.kind === 'failed') return { ...summary, outcome }
  const { training, validation } = outcome.curve
  for (const [name, list] of Object.entries({ training, validation }))
    if (list.length !== outcome.epochs)
      throw new InputError(
        `outcome.curve.${name} must have ${outcome.epochs} numbers, one an epoch, not ${list.length}`,
      )
  const { kind, validation: result, test, bestEpoch, epochs, parameters, weights } = outcome
  const numbers = { training: training.map(Number), validation: validation.map(Number) }
  const both = { validation: Number(result), test: Number(test) }
  const trained = { kind, ...both, bestEpoch, epochs, curve: numbers, parameters, weights }
  const { testLosses } = outcome
  if (testLosses === undefined) return { ...summary, outcome: trained }
  const counts = definition.tasks[summary.task].testSequences?.counts
  if (counts === undefined)
    throw new InputError('outcome.testLosses cannot be read: the study says nothing of its test sequences')
  checkLosses(testLosses, { counts, result: both.test, field: 'outcome.testLosses' })
  return { ...summary, outcome: { ...trained, testLosses } }
}

/** The same of a trial without them. */
export function checkSummary(value: unknown, definition: StudyDefinition): TrialSummary {
  checkShape(bare, value)
  return inOrder(value as TrialSummary, definition)
}

/** Checked, and its fields in one order, whatever order they came in. */
function inOrder(trial: TrialSummary, { tasks, cells }: StudyDefinition): TrialSummary {
  const { task, cell, number, settings, outcome, equations, seconds, arithmetic, version, worker, finished } = trial
  if (!Object.hasOwn(tasks, task)) throw new InputError(`the study has no task ${task}`)
  if (!Object.hasOwn(cells, cell)) throw new InputError(`the study has no cell ${cell}`)
  checkSettings(settings)
  const made = equations === undefined ? undefined : { equations: checkCell(equations as Cell) }
  const by = { seconds, arithmetic, version, worker, finished }
  if (outcome.kind === 'failed') return { task, cell, number, settings, outcome, ...made, ...by }
  const { kind, bestEpoch, epochs, parameters, weights } = outcome
  if (bestEpoch > epochs)
    throw new InputError(`outcome.bestEpoch must be at most ${epochs}, the epochs, not ${bestEpoch}`)
  const results = { validation: Number(outcome.validation), test: Number(outcome.test) }
  for (const split of ['validation', 'test'] as const)
    checkError(tasks[task].metric, results[split], `outcome.${split}`)
  return {
    ...{ task, cell, number, settings },
    outcome: { kind, ...results, bestEpoch, epochs, parameters, weights },
    ...made,
    ...by,
  }
}
