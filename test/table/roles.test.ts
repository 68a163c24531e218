import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { readTable } from '../../src/table/csv.ts'
import { directionByName } from '../../src/table/names.ts'
import { readRoles, rolesOf } from '../../src/table/roles.ts'
import { endedRows } from '../../src/table/states.ts'
import layouts from './roles/roles.json' with { type: 'json' }

const read = (name: string) => readFileSync(fileURLToPath(new URL(`roles/${name}.csv`, import.meta.url)), 'utf8')

test.each(Object.entries(layouts))('every column of %s has its role', (name, { target, roles }) => {
  const found = rolesOf(readTable(read(name)), { target })
  expect(Object.fromEntries(found.map(({ column, role }) => [column, role]))).toEqual(roles)
})

test.each([
  ['optuna-multi-index', 27],
  ['wandb-ui', 34],
  ['mlflow-api', 26],
  ['ray-result-grid', 32],
  ['hyperopt-normalised', 28],
  ['ax-trials', 28],
  ['neptune-runs', 30],
  ['clearml-table', 27],
  ['guild-compare', 28],
  ['sagemaker-analytics', 26],
  ['katib-trials', 25],
  ['keras-tuner', 27],
])('the trials of %s that ended are %i', (name, ended) => {
  const table = readTable(read(name))
  expect(endedRows(table, rolesOf(table, {})).rows).toHaveLength(ended)
})

test('content tells a role where no name does', () => {
  const rows = Array.from({ length: 12 }, (_, k) =>
    [k + 1, 1714556000 + 60 * k, `x${k}`, `2024-05-${10 + k}`, k % 4, k / 7].join(),
  )
  const roles = rolesOf(readTable(`nth,when,who,day,a,loss\n${rows.join('\n')}`), { target: 'loss' })
  expect(roles.map(({ role, because }) => `${role}: ${because}`)).toEqual([
    'identifier: counts the rows',
    'time: dates',
    'identifier: all different',
    'time: dates',
    'hyperparameter: rest',
    'result: target',
  ])
})

test('settings whose names sound like something else are settings', () => {
  const names =
    'lora_rank precision d_state d_key num_hashes epochs train_frac val_check_interval loss_weight timesteps'.split(' ')
  const rows = Array.from({ length: 24 }, (_, k) => [...names.map((_, at) => [8, 16, 32][(k + at) % 3]), k / 7].join())
  const roles = rolesOf(readTable(`${names.join()},loss\n${rows.join('\n')}`), { target: 'loss' })
  expect(roles.filter(({ role }) => role === 'hyperparameter').map(({ column }) => column)).toEqual(names)
})

test('whole numbers that count the rows are a setting where there is no other', () => {
  const rows = Array.from({ length: 12 }, (_, k) => `${k + 1},${k ** 2}`)
  expect(rolesOf(readTable(`layers,loss\n${rows.join('\n')}`), { target: 'loss' })[0].role).toBe('hyperparameter')
})

test('roles are told by names', () => {
  expect(readRoles('f1=result, a=b=state')).toEqual({ f1: 'result', 'a=b': 'state' })
  expect(() => readRoles('f1=metric')).toThrow(
    'a role is written column=role, with one of hyperparameter, result, identifier, state, time, not f1=metric',
  )
})

test.each([
  ['val_accuracy', 'higher'],
  ['metrics.f1', 'higher'],
  ['neg_mean_squared_error', 'higher'],
  ['val_loss', 'lower'],
  ['mean_test_score', 'higher'],
  ['metric:loss [0.0; 1.0] (maximize)', 'higher'],
  ['value', undefined],
  ['FinalObjectiveValue', undefined],
])('%s is better %s', (name, better) => {
  expect(directionByName(name)).toBe(better)
})
