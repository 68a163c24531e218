import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { readParquet } from '../../src/table/parquet.ts'
import { readTableFile } from '../../src/table/read.ts'
import { type Column, isNumberAt, type Table, textAt } from '../../src/table/table.ts'

const cellsOf = (column: Column) =>
  Array.from(column.numbers, (number, row) => (isNumberAt(column, row) ? number : (textAt(column, row) ?? null)))
const rowsOf = ({ columns }: Table) => Object.fromEntries(columns.map((column) => [column.name, cellsOf(column)]))
const read = async (text: string | Uint8Array<ArrayBuffer>) =>
  readTableFile('t', typeof text === 'string' ? new TextEncoder().encode(text) : text)

describe('JSON is a table', () => {
  const expected = { 'params.lr': [0.1, 0.2], 'params.opt': ['sgd', null], loss: [1, 2] }
  test.each([
    [
      'as records',
      [
        { params: { lr: 0.1, opt: 'sgd' }, loss: 1 },
        { params: { lr: 0.2, opt: null }, loss: 2 },
      ],
    ],
    [
      'as records below a name',
      {
        study: 'x',
        trials: [
          { 'params.lr': 0.1, 'params.opt': 'sgd', loss: 1 },
          { 'params.lr': 0.2, loss: 2 },
        ],
      },
    ],
    ['as columns of lists', { 'params.lr': [0.1, 0.2], 'params.opt': ['sgd', null], loss: [1, 2] }],
    [
      'as columns by row, as pandas writes them',
      { 'params.lr': { 0: 0.1, 1: 0.2 }, 'params.opt': { 0: 'sgd' }, loss: { 0: 1, 1: 2 } },
    ],
    [
      'as names and rows',
      {
        columns: ['params.lr', 'params.opt', 'loss'],
        index: [0, 1],
        data: [
          [0.1, 'sgd', 1],
          [0.2, null, 2],
        ],
      },
    ],
    [
      'as lists of names and values, as Katib and Vizier write them',
      [
        {
          params: [
            { name: 'lr', value: '0.1' },
            { name: 'opt', value: 'sgd' },
          ],
          loss: 1,
        },
        { params: [{ name: 'lr', value: '0.2' }], loss: 2 },
      ],
    ],
  ])('%s', async (_, json) => {
    expect(rowsOf(await read(JSON.stringify(json, undefined, 1)))).toEqual(expected)
  })

  test('as lines that each hold a record, with the line each stands on', async () => {
    const table = await read('{"lr": 0.1, "loss": 1}\n\n{"lr": 0.2, "loss": NaN}'.replace('NaN', '2'))
    expect(rowsOf(table)).toEqual({ lr: [0.1, 0.2], loss: [1, 2] })
    expect(table).toMatchObject({ places: [1, 3], counted: 'line' })
  })

  test('as the run history of SMAC, with configurations', async () => {
    const configs = { 1: { lr: 0.1 }, 2: { lr: 0.2 } }
    const one = [
      [1, null, 0, 0],
      [0.5, 3, { __enum__: 'StatusType.SUCCESS' }, 0, 1, {}],
    ]
    const two = [2, null, 0, null, 0.7, 3, 2, 0, 1, {}]
    for (const data of [
      [one, two],
      [
        { config_id: 1, seed: 0, cost: 0.5, status: 1 },
        { config_id: 2, seed: 0, cost: 0.7, status: 2 },
      ],
    ]) {
      const found = rowsOf(await read(JSON.stringify({ data, configs })))
      expect(found).toMatchObject({ cost: [0.5, 0.7], 'config.lr': [0.1, 0.2] })
      expect(found.status.map((state) => String(state).replace('StatusType.', ''))).toEqual(['SUCCESS', 'CRASHED'])
    }
  })
})

test('objects of Python in cells become columns, as in the table that W&B tells its users to make', async () => {
  const text = [
    ',summary,config,name',
    `0,"{'loss': 0.5, '_step': 9, 'best': nan}","{'lr': 0.1, 'opt': 'sgd', 'layers': (8, 8,), 'clip': None}",a-1`,
    `1,"{'loss': 0.7, '_step': 9}","{'lr': 0.2, 'opt': ""it's"", 'layers': [8], 'nest': {'deep': True}}",b-2`,
  ].join('\n')
  expect(rowsOf(await read(text))).toEqual({
    '': [0, 1],
    'summary.loss': [0.5, 0.7],
    'summary._step': [9, 9],
    'summary.best': [Number.NaN, null],
    'config.lr': [0.1, 0.2],
    'config.opt': ['sgd', "it's"],
    'config.layers': ['[8,8]', 8],
    'config.clip': [null, null],
    'config.nest.deep': [null, 'true'],
    name: ['a-1', 'b-2'],
  })
  const marked = "param_C,params,loss\n1,{'C': 1},2"
  expect(Object.keys(rowsOf(await read(marked)))).toEqual(['param_C', 'params', 'loss'])
})

const parquet = () =>
  Uint8Array.from(readFileSync(fileURLToPath(new URL('cases/c01_none_optuna.parquet', import.meta.url))))

test('Parquet is a table', async () => {
  const table = await readTableFile('t', parquet())
  expect(table).toMatchObject({ rows: 90, counted: 'row' })
  const { value, params_scheduler, datetime_start, state } = rowsOf(table)
  expect(value[0]).toBe(0.796541472234825)
  expect(params_scheduler.filter((option) => option === null)).toHaveLength(30)
  expect(datetime_start[1]).toBe('2024-05-01T08:01:00.000Z')
  expect(state[0]).toBe('COMPLETE')
})

test('a damaged Parquet file that would be decoded for ever is refused', async () => {
  const bytes = parquet()
  bytes[9] ^= 0x40 // a page header without the size of the page
  await expect(readParquet('t', bytes, { seconds: 1 })).rejects.toThrow(
    /^t is not a readable Parquet file: decoding did not end within \d+ s$/,
  )
})

test.each([
  ['PK\u0003\u0004', 't is a workbook or an archive: save its sheet as CSV'],
  ['\u001f\u008b\b', 't is compressed with gzip: unpack it first, as in gunzip -c FILE | odyssey analyse -'],
  ['SQLite format 3\0', /^t is an SQLite database: /],
  ['\u0080\u0004\u0095', 't is a Python pickle: write the data frame with to_csv'],
  ['<!DOCTYPE html>', 't is a web page: download the table as CSV'],
  ['[1, 2]', 'record 1 of the table is no object with names and values'],
  ['{"a": 1}', 'the JSON holds no table: a list of records is one, or an object of columns, which a is not'],
  ['[{"a": 1}', /^the table is no JSON \(/],
  ['{"a": 1}\n{"a": }', 'line 2 is no JSON, as the lines before it are'],
  ['PAR1garbage', /^t is not a readable Parquet file: /],
])('what is no table is refused in one line (%#)', async (content, message) => {
  await expect(read(Uint8Array.from(content, (character) => character.charCodeAt(0)))).rejects.toThrow(message)
})
