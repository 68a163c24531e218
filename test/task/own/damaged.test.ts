import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { decoded } from '../../../src/files/kinds.ts'
import { parquetRows } from '../../../src/files/parquet.ts'
import { InputError } from '../../../src/math/input-error.ts'
import { prepare } from '../../../src/task/own/prepare.ts'
import { readSequences } from '../../../src/task/own/read.ts'
import { readEachSafely } from '../damage.ts'
import { damaged } from '../damages.ts'
import { csv, read, rows } from './read.ts'

const folder = mkdtempSync(join(tmpdir(), 'odyssey-own-damaged-'))
afterAll(() => rmSync(folder, { recursive: true }))

const long = csv(
  'id,time,a,b,y',
  rows(28, (k) => [k >> 2, k % 4, Math.sin(k).toFixed(3), k % 7, `"${'uv'[(k >> 2) % 2]}"`]),
)
const wide = csv(
  `${rows(9, (k) => `v${k}`).join(',')},y`,
  rows(10, (k) => [...rows(9, (t) => (k * t) % 13), 'uv'[k % 2]]),
)
const lines = rows(8, (k) => JSON.stringify({ x: rows(3, (t) => [t * k, Math.sin(k)]), y: 'uv'[k % 2], id: k })).join(
  '\n',
)

/** A damaged file read and, every tenth, prepared as a task: sequences, or one line. */
function tried(name: string): (file: Buffer) => Float32Array[] {
  let count = 0
  return (file) => {
    const data = read(decoded(name, file), {}, name)
    count += 1
    if (count % 10 > 0) return []
    const { splits } = prepare(data)
    return [...splits.training, ...splits.validation, ...splits.test].map(({ inputs }) => inputs)
  }
}

test.each([
  ['10,000 of a row for each step', 10_000, 'a.csv', long],
  ['2,000 of a row for each sequence', 2000, 'a.csv', wide],
  ['10,000 of JSON lines', 10_000, 'a.jsonl', lines],
  ['10,000 of text', 10_000, 'a.txt', `${'It was the best of times, it was the worst of times.\n'.repeat(5)}`],
])('damaged files: %s', (_, count, name, text) => {
  const done = readEachSafely(damaged([Buffer.from(text)], count), tried(name), (all) =>
    all.every((inputs) => inputs.every(Number.isFinite)),
  )
  expect(done).toBeGreaterThan(count / 5)
})

/** Reading must end, in an answer or one line; says how many were refused. */
async function refusedOf(files: Iterable<Buffer>, readOne: (file: Buffer) => Promise<unknown>): Promise<number> {
  let refused = 0
  for (const file of files) {
    try {
      await readOne(file)
    } catch (error) {
      expect(error).toBeInstanceOf(InputError)
      expect((error as Error).message).toMatch(/^[^\n]{1,600}$/)
      refused += 1
    }
  }
  return refused
}

test('damaged files of gzip', async () => {
  const path = join(folder, 'damaged.gz')
  const files = damaged([gzipSync(long)], 100)
  const refused = await refusedOf(files, (file) => {
    writeFileSync(path, file)
    return readSequences(path)
  })
  expect(refused).toBeGreaterThan(50)
})

test('damaged files of Parquet', async () => {
  const whole = readFileSync(new URL('../../table/cases/c01_none_optuna.parquet', import.meta.url))
  const refused = await refusedOf(damaged([whole], 7), async (file) => {
    let rowsRead = 0
    for await (const some of parquetRows('t', Uint8Array.from(file), { seconds: 1 })) rowsRead += some.length
    return rowsRead
  })
  expect(refused).toBeGreaterThan(2)
})
