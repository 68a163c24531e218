import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { tableWords } from '../../src/report/words/table.ts'
import { readTable } from '../../src/table/csv.ts'
import { type TableFindingsOptions, tableFindings } from '../../src/table/findings.ts'

/** Tables made up after exports of other programs on which guesses were wrong, with values that NumPy, scikit-learn and Optuna gave. */
const read = (name: string) => readFileSync(fileURLToPath(new URL(`cases/${name}.csv`, import.meta.url)), 'utf8')
const find = (name: string, target: string, options: Partial<TableFindingsOptions> = {}) =>
  tableFindings(readTable(read(name)), { target, trees: 32, permutations: 0, ...options })
type Found = ReturnType<typeof find>
const shareOf = ({ importance }: Found, name: string) =>
  importance.shares.find(({ settings }) => settings.join() === name)!.share
const settingsOf = ({ settings }: Found) => settings.map(({ column }) => column)

test('an option named None is an option: no row is lost, and the best has it', () => {
  const found = find('c01_none_optuna', 'value')
  expect(found).toMatchObject({ rows: 90, trials: 90, best: { line: 45, settings: { scheduler: 'none' } } })
  expect(found.best.target).toBeCloseTo(0.189, 3)
  expect(Math.abs(shareOf(found, 'scheduler') - 0.97)).toBeLessThan(0.02)
  for (const word of ['None', 'none', 'null', 'nan']) {
    const text = read('c01_none_optuna').replace(/,,/g, `,${word},`)
    const written = tableFindings(readTable(text), { target: 'value', trees: 32, permutations: 0 })
    expect(shareOf(written, 'scheduler')).toBeCloseTo(shareOf(found, 'scheduler'), 2)
    expect(written.best).toMatchObject({ line: 45, settings: { scheduler: word } })
  }
})

test('a setting that only some trials have is explained where it exists, and no trial is lost', () => {
  const found = find('c02_conditional', 'value')
  const without = find('c02_conditional', 'value', { settings: [{ column: 'lr' }, { column: 'optimizer' }] })
  expect(found).toMatchObject({ rows: 120, trials: 120, best: { line: 118, settings: { optimizer: 'adam' } } })
  expect(found.best.target).toBeCloseTo(0.174, 3)
  expect(Math.abs(shareOf(found, 'optimizer') - 0.98)).toBeLessThan(0.02)
  expect(Math.abs(shareOf(found, 'optimizer') - shareOf(without, 'optimizer'))).toBeLessThan(0.01)
  expect(found.where.map(({ setting, follows, trials }) => ({ setting, follows, trials }))).toEqual([
    { setting: 'beta1', follows: 'optimizer', trials: 48 },
    { setting: 'momentum', follows: 'optimizer', trials: 72 },
  ])
})

test.each([
  ['c03_sklearn', 'mean_test_score', ['param_lr', 'param_units']],
  ['c03_visdom', 'metric.loss', ['param.lr', 'param.units']],
  ['c04_mlflow_ui', 'loss', ['lr', 'units']],
  ['c06_dashboard', 'Value', ['Param lr', 'Param units']],
  ['c09_config_id', 'metric:loss [0.0; 1.0] (minimize)', ['alpha', 'lr']],
])('of %s only settings are taken for settings', (name, target, columns) => {
  expect(settingsOf(find(name, target, { trees: 4 }))).toEqual(columns)
})

test('rows of one trial belong together: a forest of noise predicts no settings that it has not seen', () => {
  // NumPy and scikit-learn: R² −0.90 with a row an epoch (of 40, here of 10), −1.02 with the last row of each trial
  const rows = find('c07_rows_per_epoch', 'loss')
  const last = find('c07_control_last_row', 'loss')
  expect(rows.notes).toContainEqual({ kind: 'repeats', trials: 250, settings: 25, drawnTogether: true })
  expect(Math.abs(rows.importance.outOfBag! + 0.95)).toBeLessThan(0.15)
  expect(Math.abs(last.importance.outOfBag! + 1.02)).toBeLessThan(0.15)
  for (const found of [rows, last]) expect(found.advice.settings).toEqual([])
})

test('a failure in 6 % of all trials is explained as it is, since clipping would make all the same', () => {
  const found = find('c08c_rare_failure', 'failed')
  expect(found.transform).toBe('raw')
  expect(found.notes).toContainEqual({ kind: 'raw instead' })
  expect(shareOf(found, 'lr')).toBeGreaterThan(0.8)
  expect(found.importance.outOfBag).toBeGreaterThan(0.4)
})

describe('a target whose name tells which is better', () => {
  const noted = (options: Partial<TableFindingsOptions>) =>
    tableWords(find('c12_accuracy', 'val_accuracy', options)).doubts
  test('is asked about where the other way was told', () => {
    expect(noted({ trees: 4 })).toEqual([
      'val_accuracy sounds as if higher were better, but lower counts as better here: add --maximise if higher is better.',
    ])
    expect(noted({ trees: 4, maximise: true })).toEqual([])
  })
  test('and trials that diverged count as the worst', () => {
    const found = find('c12_accuracy', 'val_accuracy', { trees: 4, maximise: true })
    expect(found.notes).toContainEqual(expect.objectContaining({ kind: 'diverged', trials: 2 }))
    expect(found.best.target).toBeCloseTo(0.9039, 4)
  })
})

test.each([
  ['c18_control', 'FAILED'],
  ['c18_hyperopt', 'fail'],
  ['c18_smac3', 'StatusType.CRASHED'],
  ['c18_katib', 'EarlyStopped'],
  ['c18_ray', 'PAUSED'],
  ['c18_sagemaker', 'Stopped'],
])('of %s the 15 trials that did not end are left out and counted', (name, word) => {
  const found = find(name, 'loss')
  expect(found).toMatchObject({ rows: 60, trials: 45 })
  expect(found.notes[0]).toMatchObject({
    kind: 'not ended',
    states: [{ word: name === 'c18_ray' || name === 'c18_control' ? expect.any(String) : word, rows: 15 }],
  })
  expect(Math.abs(shareOf(found, 'lr') - 0.98)).toBeLessThan(0.02)
})
