import { type Cell, checkCell } from '../cell/cell.ts'
import type { Curve, Outcome } from '../train/outcome.ts'
import type { TrialRecord, TrialSummary } from '../train/record.ts'
import type { CurveRow, TrialRow } from './schema.ts'

/** The row of a finished trial. */
export function trialRow(study: string, record: TrialRecord): TrialRow {
  const { task, cell, number, settings, outcome, equations, seconds, arithmetic, version, worker, finished } = record
  return {
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
  }
}

function outcomeColumns(outcome: Outcome) {
  if (outcome.kind === 'failed') {
    const none = { validation: null, test: null, best_epoch: null, epochs: null, parameters: null, weights: null }
    return { outcome: outcome.kind, reason: outcome.reason, ...none }
  }
  const { kind, validation, test, bestEpoch, epochs, parameters, weights } = outcome
  return { outcome: kind, reason: null, validation, test, best_epoch: bestEpoch, epochs, parameters, weights }
}

/** The row of its learning curve; undefined where the trial failed and has none. */
export function curveRow(study: string, { task, cell, number, outcome }: TrialRecord): CurveRow | undefined {
  if (outcome.kind === 'failed') return undefined
  const { training, validation } = outcome.curve
  return { study, task, cell, number, training: numbersText(training), validation: numbersText(validation) }
}

/** What a trial's columns hold together with those of its curve, which are null where it failed. */
export type JoinedRow = TrialRow & { readonly training_curve: string | null; readonly validation_curve: string | null }

/** A finished trial from its row and that of its curve. */
export function recordFrom(row: JoinedRow): TrialRecord {
  const summary = summaryFrom(row)
  const { outcome } = summary
  return { ...summary, outcome: outcome.kind === 'failed' ? outcome : { ...outcome, curve: curveFrom(row) } }
}

/** A finished trial from its row alone. Equations are checked: they may have been written by anyone. */
export function summaryFrom(row: TrialRow): TrialSummary {
  const { task, cell, number, settings, equations, seconds, arithmetic, version, worker, finished } = row
  return {
    task,
    cell,
    number,
    settings: JSON.parse(settings),
    outcome: outcomeFrom(row),
    ...(equations !== null && { equations: checkCell(JSON.parse(equations) as Cell) }),
    seconds,
    arithmetic,
    version,
    worker,
    finished,
  }
}

function outcomeFrom(row: TrialRow): TrialSummary['outcome'] {
  if (row.outcome === 'failed') return { kind: 'failed', reason: row.reason ?? '' }
  return {
    kind: row.outcome,
    validation: row.validation ?? Number.NaN,
    test: row.test ?? Number.NaN,
    bestEpoch: row.best_epoch ?? 0,
    epochs: row.epochs ?? 0,
    parameters: row.parameters ?? 0,
    weights: row.weights ?? '',
  }
}

function curveFrom(row: JoinedRow): Curve {
  return {
    training: numbersFrom(row.training_curve ?? '[]'),
    validation: numbersFrom(row.validation_curve ?? '[]'),
  }
}

/** JSON of numbers, every bit kept: NaN, both infinities and −0, which JSON does not know, are strings. */
function numbersText(numbers: readonly number[]): string {
  return JSON.stringify(
    numbers.map((value) => {
      if (Object.is(value, -0)) return '-0'
      return Number.isFinite(value) ? value : String(value)
    }),
  )
}

/** The numbers of such a text. */
function numbersFrom(text: string): number[] {
  return (JSON.parse(text) as (number | string)[]).map(Number)
}
