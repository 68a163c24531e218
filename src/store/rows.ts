import { InputError } from '../math/input-error.ts'
import type { StudyDefinition } from '../study/definition.ts'
import { checkDefinition, inFile } from '../study/definition-schema.ts'
import { spelled } from '../study/shape.ts'
import { trialName } from '../study/trial.ts'
import type { Outcome } from '../train/outcome.ts'
import type { TrialRecord, TrialSummary } from '../train/record.ts'
import { checksum } from './checksum.ts'
import type { CurveRow, StudyRow, TrialRow } from './schema.ts'
import { checkSummary, checkTrial } from './trial-schema.ts'

/*
 * Each row has a checksum over all of its other columns, so that a byte that changed on a disk is found by whoever reads the row. In a
 * store that was written before there were checksums, and is only read, it is empty.
 */

/** The row of a study. */
export function studyRow(place: number, definition: StudyDefinition): StudyRow {
  return sealed('study', { name: definition.name, place, definition: JSON.stringify(inFile(definition), spelled) })
}

/** The row of a finished trial. */
export function trialRow(study: string, record: TrialRecord): TrialRow {
  const { task, cell, number, settings, outcome, equations, seconds, arithmetic, version, worker, finished } = record
  return sealed('trial', {
    study,
    task,
    cell,
    number,
    settings: JSON.stringify(settings),
    ...outcomeColumns(outcome),
    seconds,
    arithmetic,
    version,
    worker,
    finished,
    equations: equations === undefined ? null : JSON.stringify(equations),
  })
}

function outcomeColumns(outcome: Outcome) {
  if (outcome.kind === 'failed') {
    const none = { validation: null, test: null, best_epoch: null, epochs: null, parameters: null, weights: null }
    return { outcome: outcome.kind, reason: outcome.reason, ...none, validation_text: null, test_text: null }
  }
  const { kind, validation, test, bestEpoch, epochs, parameters, weights } = outcome
  return {
    outcome: kind,
    reason: null,
    validation,
    test,
    best_epoch: bestEpoch,
    epochs,
    parameters,
    weights,
    validation_text: textOf(validation),
    test_text: textOf(test),
  }
}

/** The spelling of a number that not every database keeps in a column of numbers: SQLite makes NaN null and −0 zero. */
function textOf(value: number): string | null {
  const text = spelled('', value)
  return typeof text === 'string' ? text : null
}

/** The row of its learning curve and of the losses of test sequences; undefined where the trial failed and has none. */
export function curveRow(study: string, { task, cell, number, outcome }: TrialRecord): CurveRow | undefined {
  if (outcome.kind === 'failed') return undefined
  const [training, validation] = [outcome.curve.training, outcome.curve.validation]
  return sealed('curve', {
    study,
    task,
    cell,
    number,
    training: numbersText(training),
    validation: numbersText(validation),
    test_losses: outcome.testLosses ?? null,
  })
}

/** A replacer is asked of every number, which takes most of the time of an import: it is left out where JSON knows them all. */
const numbersText = (numbers: readonly number[]) =>
  numbers.every((value) => typeof spelled('', value) === 'number')
    ? JSON.stringify(numbers)
    : JSON.stringify(numbers, spelled)

function sealed<Row extends object>(table: keyof typeof SEALED, row: Row): Row & { readonly checksum: string } {
  return { ...row, checksum: rowChecksum(table, row) }
}

/** The columns that a checksum is of, in its order. */
const SEALED = {
  study: ['name', 'place', 'definition'],
  trial: [
    ...[
      'study',
      'task',
      'cell',
      'number',
      'settings',
      'outcome',
      'reason',
      'validation',
      'test',
      'best_epoch',
      'epochs',
    ],
    ...['parameters', 'weights', 'validation_text', 'test_text', 'seconds', 'arithmetic', 'version', 'worker'],
    ...['finished', 'equations'],
  ],
  curve: ['study', 'task', 'cell', 'number', 'training', 'validation'],
} as const

/** Columns that came later: a checksum is of them too where they hold something, so that older rows keep theirs. */
const LATER = { study: [], trial: [], curve: ['test_losses'] } as const

/** Of what the row of a table holds; a column that is missing counts as empty. */
export function rowChecksum(table: keyof typeof SEALED, row: object): string {
  const values = row as Readonly<Record<string, unknown>>
  const sealed: unknown[] = []
  for (const column of SEALED[table]) sealed.push(values[column])
  for (const column of LATER[table]) if ((values[column] ?? null) !== null) sealed.push(values[column])
  return checksum(JSON.stringify(sealed))
}

/** What a trial's columns hold together with those of its curve, which are null where it failed. */
export type JoinedRow = TrialRow & {
  readonly training_curve: string | null
  readonly validation_curve: string | null
  readonly test_losses: string | null
  readonly curve_checksum: string | null
}

/** The definition of a study from its row. */
export function definitionFrom(row: StudyRow): StudyDefinition {
  try {
    checkChecksum('study', row)
    return checkDefinition(parsed(row.definition, 'its definition'))
  } catch (error) {
    throw damaged(error, `the study ${row.name}`)
  }
}

/** A finished trial from its row and that of its curve. */
export function recordFrom(row: JoinedRow, definition: StudyDefinition): TrialRecord {
  const { training_curve, validation_curve, test_losses, curve_checksum, ...own } = row
  try {
    checkChecksum('trial', own)
    const { outcome, ...trial } = jsonOf(own)
    if (own.outcome === 'failed') return checkTrial({ ...trial, outcome }, definition)
    const { study, task, cell, number } = own
    const curve = { study, task, cell, number, training: training_curve, validation: validation_curve, test_losses }
    checkChecksum('curve', { ...curve, checksum: curve_checksum })
    const numbers = {
      training: parsed(training_curve, 'its learning curve'),
      validation: parsed(validation_curve, 'its learning curve'),
    }
    const losses = test_losses === null ? {} : { testLosses: test_losses }
    return checkTrial({ ...trial, outcome: { ...outcome, curve: numbers, ...losses } }, definition)
  } catch (error) {
    throw damaged(error, `${trialName(row)} of study ${definition.name}`)
  }
}

/** A finished trial from its row alone. */
export function summaryFrom(row: TrialRow, definition: StudyDefinition): TrialSummary {
  try {
    checkChecksum('trial', row)
    return checkSummary(jsonOf(row), definition)
  } catch (error) {
    throw damaged(error, `${trialName(row)} of study ${definition.name}`)
  }
}

function checkChecksum(table: keyof typeof SEALED, row: { readonly checksum: string | null }): void {
  if (row.checksum === '' || row.checksum === rowChecksum(table, row)) return
  throw new InputError('its checksum is not the one it was written with')
}

/** What a row says of a trial, in the form that archives have, yet to be checked. */
function jsonOf(row: TrialRow) {
  const { task, cell, number, settings, equations, seconds, arithmetic, version, worker, finished } = row
  return {
    task,
    cell,
    number,
    settings: parsed(settings, 'its settings'),
    outcome: outcomeOf(row),
    equations: equations === null ? undefined : parsed(equations, 'its equations'),
    seconds,
    arithmetic,
    version,
    worker,
    finished,
  }
}

function outcomeOf(row: TrialRow): object {
  if (row.outcome === 'failed') return { kind: row.outcome, reason: row.reason }
  return {
    kind: row.outcome,
    validation: row.validation_text ?? spelled('', row.validation),
    test: row.test_text ?? spelled('', row.test),
    bestEpoch: row.best_epoch,
    epochs: row.epochs,
    parameters: row.parameters,
    weights: row.weights,
  }
}

function parsed(text: unknown, what: string): unknown {
  if (typeof text !== 'string') throw new InputError(`${what} is missing`)
  try {
    return JSON.parse(text)
  } catch {
    throw new InputError(`${what} is no JSON`)
  }
}

function damaged(error: unknown, what: string): unknown {
  if (!(error instanceof InputError)) return error
  return new InputError(`${what} is damaged in the store: ${error.message}; odyssey repair takes out what is damaged`)
}
