import { InputError } from '../math/input-error.ts'
import type { TrialRecord } from '../store/store.ts'
import { type AddCommand, jsonOption, type StoreOptions, storeOption, studyOption, withStudy } from './options.ts'
import { printJson, table } from './terminal.ts'

/** `odyssey trials`: one row a trial. */
export const addTrials: AddCommand = (program) => {
  program
    .command('trials')
    .description('all finished trials of a study, a row each')
    .addOption(storeOption())
    .addOption(studyOption())
    .addOption(jsonOption())
    .option('--csv', 'comma-separated values, for a spreadsheet')
    .action(async ({ json, csv, ...options }: StoreOptions & { json?: boolean; csv?: boolean }) => {
      if (json && csv) throw new InputError('--json and --csv exclude each other')
      await withStudy(options, async (store, study) => {
        const rows = (await store.trials(study)).map(rowOf)
        if (json) return printJson({ study, trials: rows })
        const head = [...new Set(rows.flatMap((row) => Object.keys({ ...row, ...row.settings })))].filter(
          (name) => name !== 'settings',
        )
        const cellsOf = (row: Row) => head.map((name) => ({ ...row, ...row.settings })[name])
        if (csv) console.log([head, ...rows.map(cellsOf)].map((cells) => cells.map(quoted).join(',')).join('\n'))
        else
          console.log(
            table(
              head,
              rows.map((row) => cellsOf(row).map((value) => short(value))),
            ),
          )
      })
    })
}

type Row = ReturnType<typeof rowOf>

function rowOf({ task, cell, number, settings, outcome, seconds, arithmetic, version, worker, finished }: TrialRecord) {
  const trained = outcome.kind === 'failed' ? undefined : outcome
  return {
    task,
    cell,
    number,
    settings,
    outcome: outcome.kind,
    validation: trained?.validation ?? null,
    test: trained?.test ?? null,
    epochs: trained?.epochs ?? null,
    bestEpoch: trained?.bestEpoch ?? null,
    parameters: trained?.parameters ?? null,
    seconds,
    weights: trained?.weights ?? null,
    reason: outcome.kind === 'failed' ? outcome.reason : null,
    arithmetic,
    version,
    worker,
    finished,
  } as Record<string, unknown> & { settings: TrialRecord['settings'] }
}

/** A value as CSV has it; text that a spreadsheet would take for a formula is marked as text. */
function quoted(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return String(value)
  const text = /^[=+\-@\t\r]/.test(String(value)) ? `'${value}` : String(value)
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function short(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number' && !Number.isInteger(value)) return String(Number(value.toPrecision(4)))
  return String(value).slice(0, 24)
}
