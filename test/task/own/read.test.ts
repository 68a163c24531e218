import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { loadTask } from '../../../src/task/load.ts'
import { delimitedTable } from '../../../src/task/own/delimited.ts'
import { taskOptionsIn, taskSchema } from '../../../src/task/own/options.ts'
import { readSequences, sequencesFrom } from '../../../src/task/own/read.ts'
import { classify, forecast, label, nextSymbol, ownTask } from '../../../src/task/own/task.ts'
import { odyssey, odysseyProcess } from '../../cli/odyssey.ts'
import { csv, read, rows, valuesOf } from './read.ts'

const folder = mkdtempSync(join(tmpdir(), 'odyssey-own-'))
afterAll(() => rmSync(folder, { recursive: true }))
const put = (name: string, content: string | Uint8Array) => {
  const path = join(folder, name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, content)
  return path
}

const moves = csv(
  'id,time,a,y',
  rows(120, (k) => [k >> 2, k % 4, Math.sin(k * k).toFixed(4), 'uv'[(k >> 2) % 2]]),
)

test('a file packed by gzip, and one in pieces of any length, are read as the file itself', async () => {
  const whole = read(moves)
  const packed = await readSequences(put('moves.csv.gz', gzipSync(moves)))
  expect(valuesOf(packed, 'a')).toEqual(valuesOf(whole, 'a'))
  const quoted = 'a,b\r\n"x ""y""\r\n",1\r\n2,"3"\r\n'
  for (let size = 1; size < 9; size++) {
    const table = delimitedTable({ header: true })
    for (let at = 0; at < quoted.length; at += size) table.push(quoted.slice(at, at + size))
    const [a, b] = table.end().table.columns
    expect([a.texts, a.number(1), b.number(0), b.number(1)]).toEqual([['x "y"'], 2, 1, 3])
  }
})

test('a folder holds a sequence in each file, its splits and its labels', async () => {
  for (let k = 0; k < 12; k++) {
    const place = `recordings/${k < 8 ? 'train' : 'test'}/${'uv'[k % 2]}/${k}.csv`
    put(
      place,
      csv(
        't,a',
        rows(5 + k, (t) => [t, Math.sin(t * k)]),
      ),
    )
  }
  put('recordings/README.md', 'How these were recorded.')
  const data = await readSequences(join(folder, 'recordings'))
  expect([...data.lengths]).toEqual([15, 13, 16, 14, 5, 7, 9, 11, 6, 8, 10, 12])
  expect(data.notes[0]).toEqual({ kind: 'files', files: 12, folders: ['u', 'v'] })
  const task = await loadTask(classify(data))
  expect(task).toMatchObject({ symbols: ['u', 'v'], inputs: 1, question: 'Which folder is each sequence?' })
  expect(task.splits.test).toHaveLength(4)
})

test('Parquet is read, and what is no data is refused', async () => {
  const file = new URL('../../table/cases/c01_none_optuna.parquet', import.meta.url)
  const data = await readSequences(file)
  expect(data.lengths).toEqual(Int32Array.of(90))
  expect(valuesOf(data, 'value')[0][0]).toBe(0.796541472234825)
  await expect(readSequences(put('a.xlsx', 'PK\u0003\u0004'))).rejects.toThrow(
    /a workbook or an archive: save its sheet as CSV$/,
  )
  await expect(readSequences(put('a.bin', 'ab\0cd'))).rejects.toThrow(/is no text: it holds bytes that are 0$/)
  await expect(readSequences(put('empty.csv', ''))).rejects.toThrow(/is empty$/)
  await expect(readSequences(join(folder, 'no.csv'))).rejects.toThrow(/^cannot read .*no such file or folder/)
  await expect(readSequences(put('latin.csv', Uint8Array.of(97, 10, 233, 10)))).rejects.toThrow(/is not in UTF-8/)
})

test('every question makes a task that loads', async () => {
  const wave = (k: number) => rows(12, (t) => [Math.sin(k + t), Math.cos(k * t)])
  const of = (y: (k: number) => unknown) => sequencesFrom(rows(40, (k) => ({ x: wave(k), y: y(k) })))
  const series = sequencesFrom(rows(600, (t) => ({ t, v: Math.sin(t / 3), w: Math.cos(t / 7) })))
  const asked = [
    [classify(of((k) => 'abc'[k % 3])), 'softmax', 3],
    [classify(of((k) => rows(12, (t) => 'ab'[(k + t) % 2]))), 'softmax', 2],
    [label(of((k) => rows(3, (t) => 'abc'[(k * t) % 3]))), 'ctc', 4],
    [forecast(series, { horizon: 4, target: 'v' }), 'squared', 4],
    [nextSymbol(read('abcab'.repeat(200), {}, 'a.txt')), 'softmax', 3],
    [ownTask(of((k) => k / 3)), 'squared', 1],
    [ownTask(of((k) => rows(12, (t) => k + t / 2))), 'squared', 1],
    [ownTask(sequencesFrom(rows(20, (k) => ({ x: rows(9, (t) => [t % 2, (k * t) % 2]) })))), 'sigmoid', 2],
  ] as const
  for (const [task, loss, outputs] of asked) expect(await loadTask(task)).toMatchObject({ loss, outputs })
})

test('a table takes little more memory than eight bytes a number', () => {
  const line = `${rows(20, (k) => (k * 1.2345).toFixed(4)).join(',')}\n`
  const piece = line.repeat(2000)
  const before = process.memoryUsage().rss
  const table = delimitedTable({ header: false })
  for (let k = 0; k < 50; k++) table.push(piece)
  const { rows: count, columns } = table.end().table
  expect([count, columns.length]).toEqual([100_000, 20])
  const above = process.memoryUsage().rss - before - 8 * 20 * 100_000
  expect(above / 1e6, 'megabytes above the numbers').toBeLessThan(200)
})

test('the published schema of task.json is that of the options, and a file of options is checked', () => {
  const published = readFileSync(new URL('../../../docs/task.schema.json', import.meta.url), 'utf8')
  expect(JSON.parse(published)).toEqual(taskSchema())
  expect(taskOptionsIn({ $schema: 'x', target: 'y', time: 't' }, 'f')).toEqual({
    reading: { time: 't' },
    asking: { target: ['y'] },
  })
  expect(() => taskOptionsIn({ tarket: 'y' }, 'task.json')).toThrow('options of task.json: Unrecognized key: "tarket"')
})

test('`odyssey inspect` tells what it found, in words or as JSON, of a file or of stdin', async () => {
  const path = put('moves.csv', moves)
  const { out, code } = await odyssey(['inspect', path])
  expect(code).toBe(0)
  for (const said of [
    'Predict the class of each sequence, y (2 classes: u, v).',
    '30 sequences of 4 steps, a row for each step.',
    '20 sequences for training, 5 for validation and 5 for test',
    'linear, on summaries of the sequence',
  ])
    expect(out).toContain(said)
  const options = put('task.json', '{ "target": "a", "seed": 3 }')
  const json = await odysseyProcess(['inspect', '-', '--task', options, '--json'], { input: moves })
  expect(JSON.parse(json.out)).toMatchObject({ data: 'stdin', question: 'value of each step', split: { seed: 3 } })
})

test('`odyssey inspect` answers bad input in one line', async () => {
  const path = put('moves.csv', moves)
  const refused = async (...words: string[]) => (await odyssey(['inspect', ...words])).err
  expect(await refused(path, '--target', 'z')).toBe('odyssey: there is no column z; there are id, time, a, y\n')
  expect(await refused(join(folder, 'none.csv'))).toMatch(
    /^odyssey: cannot read .*none.csv \(no such file or folder\)\n$/,
  )
  expect(await refused(path, '--task', path)).toBe(`odyssey: ${path} is no JSON\n`)
})
