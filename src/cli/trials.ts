import type { Command } from 'commander'
import { InputError } from '../math/input-error.ts'
import { compact, grouped } from '../math/text.ts'
import type { StudyDefinition } from '../study/definition.ts'
import { trialName } from '../study/trial.ts'
import { measureOf } from '../task/measure.ts'
import type { TrialRecord } from '../train/record.ts'
import { type Kept, keptStudy } from './kept.ts'
import { jsonOption, type StudyOptions, studyOptions } from './options.ts'
import { plain, say, sayJson, table } from './terminal.ts'

/** `odyssey trials`: one row a finished trial. */
export function addTrials(program: Command): void {
  const command = program.command('trials').description('all finished trials of a study, a row each')
  jsonOption(studyOptions(command)).option('--csv', 'print comma-separated values').action(trials)
}

async function trials({ json, csv, ...options }: StudyOptions & { json?: true; csv?: true }): Promise<void> {
  if (json && csv) throw new InputError('--json and --csv exclude each other')
  const kept = await keptStudy(options)
  if (json) sayJson({ study: kept.definition.name, trials: kept.trials.map(rowOf) })
  else if (csv) say(csvOf(kept))
  else say(tableOf(kept))
}

/** What is told of a trial; the same everywhere. Results are null where a trial failed. */
export function rowOf({ task, cell, number, settings, outcome, seconds, ...by }: TrialRecord) {
  const { arithmetic, version, worker, finished } = by
  const results =
    outcome.kind === 'failed'
      ? {
          validation: null,
          test: null,
          epochs: null,
          bestEpoch: null,
          parameters: null,
          weights: null,
          reason: outcome.reason,
        }
      : {
          validation: outcome.validation,
          test: outcome.test,
          epochs: outcome.epochs,
          bestEpoch: outcome.bestEpoch,
          parameters: outcome.parameters,
          weights: outcome.weights,
          reason: null,
        }
  return {
    task,
    cell,
    number,
    settings,
    outcome: outcome.kind,
    ...results,
    seconds,
    arithmetic,
    version,
    worker,
    finished,
  }
}

function csvOf({ definition, trials: records }: Kept): string {
  const names = settingNames(definition)
  const facts = ['validation', 'test', 'epochs', 'bestEpoch', 'parameters', 'seconds', 'outcome', 'reason'] as const
  const by = ['arithmetic', 'version', 'worker', 'finished'] as const
  const rows = records
    .map(rowOf)
    .map((row) => [
      ...[row.task, row.cell, row.number],
      ...names.map((name) => row.settings[name]),
      ...[...facts, ...by].map((fact) => row[fact]),
    ])
  return [['task', 'cell', 'number', ...names, ...facts, ...by], ...rows]
    .map((row) => row.map(csvField).join(','))
    .join('\n')
}

/** A field of a CSV file (RFC 4180). Text that a spreadsheet would take for a formula gets an apostrophe. */
function csvField(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'number') return String(value)
  const text = plain(String(value)).replace(/^[=+\-@]/, "'$&")
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** The settings of a study on any of its tasks. */
function settingNames({ space, spaceOf }: StudyDefinition): string[] {
  return [...new Set([space, ...Object.values(spaceOf)].flatMap(Object.keys))]
}

/** The settings that every study has, and the few letters that head their columns. */
const COLUMNS = { hiddenSize: 'units', learningRate: 'rate', momentum: 'mom.', inputNoise: 'noise' }

function tableOf({ definition, trials: records }: Kept): string {
  const more = settingNames(definition).filter((name) => !Object.hasOwn(COLUMNS, name))
  const head = ['trial', ...Object.values(COLUMNS), ...more, 'valid.', 'test', 'best/of', 'params', 's', '']
  const rows = records.map((record) => {
    const { settings, outcome, seconds } = record
    const given = [...Object.keys(COLUMNS), ...more].map((name) => settingText(settings[name]))
    const name = trialName(record)
    if (outcome.kind === 'failed') return [name, ...given, '', '', '', '', seconds.toFixed(1), 'failed']
    const measure = measureOf(definition.tasks[record.task].metric, [outcome.test])
    const results = [outcome.validation, outcome.test].map((value) => value.toFixed(Math.min(3, measure.decimals)))
    const epochs = `${outcome.bestEpoch}/${outcome.epochs}`
    const ending = outcome.kind === 'completed' ? '' : outcome.kind
    return [name, ...given, ...results, epochs, grouped(outcome.parameters), seconds.toFixed(1), ending]
  })
  return table(head, rows, { right: head.slice(1, -1), gap: 1 })
}

function settingText(value: number | string | undefined): string {
  if (typeof value !== 'number') return value ?? ''
  return value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential(1) : compact(value)
}
