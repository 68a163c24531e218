import { z } from 'zod'
import { type Cell, checkCell } from '../cell/cell.ts'
import { InputError } from '../math/input-error.ts'
import { checkSettings } from '../study/check.ts'
import type { StudyDefinition } from '../study/definition.ts'
import { checkError, checkLosses } from '../study/definition-schema.ts'
import { checkShape, number, oneOf, text, whole } from '../study/shape.ts'
import type { TrialRecord, TrialSummary } from '../train/record.ts'

const trained = {
  kind: oneOf(['completed', 'diverged']),
  validation: number,
  test: number,
  bestEpoch: whole(0),
  epochs: whole(0),
  parameters: whole(0),
  weights: z.string('a text').regex(/^([0-9a-f]{64})?$/, 'a SHA-256 in hexadecimal, or empty'),
}
const numbers = z.array(number, 'a list of numbers')
const curve = z.strictObject({ training: numbers, validation: numbers }, 'a learning curve')
const testLosses = text(100_000).optional()
const failed = z.strictObject({ kind: z.literal('failed'), reason: text(100_000) })
const kinds = 'an outcome: completed, diverged or failed'

const facts = {
  task: text(64),
  cell: text(64),
  number: whole(0),
  settings: z.record(text(64), z.union([z.number(), text(64)], 'a number or a text'), 'an object'),
  // Equations have a check of their own.
  equations: z.unknown().optional(),
  seconds: z.number('a number of seconds from 0').min(0, 'a number of seconds from 0'),
  arithmetic: text(1000),
  version: text(1000),
  worker: text(1000),
  finished: z
    .string('a time')
    .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/, 'a time as in 2026-11-21T04:31:40.123Z'),
}
const complete = z.strictObject({
  ...facts,
  outcome: z.discriminatedUnion('kind', [z.strictObject({ ...trained, curve, testLosses }), failed], kinds),
})
const bare = z.strictObject({
  ...facts,
  outcome: z.discriminatedUnion('kind', [z.strictObject(trained), failed], kinds),
})

/** A trial of the study with its curve and the losses of test sequences, as JSON gave it: all of its numbers numbers, those that JSON spells as texts too. */
export function checkTrial(value: unknown, definition: StudyDefinition): TrialRecord {
  const shaped = checkShape(complete, value) as unknown as TrialRecord
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
  return inOrder(checkShape(bare, value) as unknown as TrialSummary, definition)
}

/** Checked, and its fields in one order, whatever order they came in. */
function inOrder(trial: TrialSummary, { tasks, cells }: StudyDefinition): TrialSummary {
  const { task, cell, number, settings, outcome, equations, seconds, arithmetic, version, worker, finished } = trial
  if (!Object.hasOwn(tasks, task)) throw new InputError(`the study has no task ${task}`)
  if (!Object.hasOwn(cells, cell)) throw new InputError(`the study has no cell ${cell}`)
  checkSettings(settings)
  const made = equations === undefined ? {} : { equations: checkCell(equations as Cell) }
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
