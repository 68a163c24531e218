import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cells } from '../../src/cell/catalog.ts'
import { openStore } from '../../src/store/open.ts'
import { definition, finishedTrial, task } from '../store/records.ts'
import { odyssey } from './odyssey.ts'

/** Colours, a window's title, a bell, a carriage return, C1, directions of writing, other ends of lines, and what is invisible. */
const BAD = 'x\u001b[31my\u001b]0;t\u0007z\r\u009b2J\u202ea\u2066b\u200ec\u061cd\u2028e\u200bf\ufeffg\u{e0041}h'
const OBEYED = /[\p{Cc}\p{Bidi_Control}\u2028\u2029\u200b\ufeff\u{e0041}]/u

const folder = mkdtempSync(join(tmpdir(), 'odyssey-hostile-'))
const name = (what: string) => `${what}${BAD}`

/** A store whose texts hold all of it; names that would are refused when they are read. */
async function keep(file: string, { names }: { names: (what: string) => string }): Promise<void> {
  const store = await openStore(join(folder, file))
  await store.register({
    ...definition,
    name: names('study'),
    question: name('question'),
    baseline: names('cell'),
    tasks: { [names('task')]: { ...task, question: name('asked'), source: name('source') } },
    cells: { [names('cell')]: cells.V },
  })
  const trial = { task: names('task'), cell: names('cell'), worker: name('worker'), version: name('version') }
  for (const number of [0, 1, 2]) await store.record(names('study'), finishedTrial({ ...trial, number }))
  const outcome = { kind: 'failed', reason: name('reason') } as const
  await store.record(names('study'), finishedTrial({ ...trial, number: 3, outcome }))
  await store.close()
}

beforeAll(async () => {
  await keep('odyssey.sqlite', { names: (what) => what })
  await keep('named.sqlite', { names: name })
  writeFileSync(join(folder, 'table.csv'), `${name('rate')},value\n1,2\n2,${name('cell')}\n`)
})
afterAll(() => rmSync(folder, { recursive: true }))

const trialName = 'task/cell/0'

describe.each([[[]], [['--json']]])('nothing that a terminal obeys is printed, options %j', (options) => {
  test.each([
    ['status'],
    ['trials'],
    ['trials', '--store', 'named.sqlite'],
    ['show', trialName],
    ['show', `${trialName}0${BAD}`],
    ['show', 'task/cell/3'],
    ['report'],
    ['report', '-o', `${name('page')}.html`],
    ['verify', trialName],
    ['examples', trialName],
    ['export', 'all.jsonl'],
    ['import', 'all.jsonl', '--store', 'other.sqlite'],
    ['import', `${name('file')}.jsonl`],
    ['status', '--store', `${name('store')}.sqlite`],
    ['status', '--study', name('study')],
    ['trials', '--study', name('none')],
    ['run', name('study')],
    ['run', `${name('file')}.ts`],
    ['analyse', 'table.csv'],
    ['analyse', 'table.csv', '--target', name('column')],
    ['cell', name('cell')],
    ['list', name('kind')],
    ['data', 'get', name('task')],
    [name('command')],
  ])('odyssey %j', async (...words) => {
    const { out, err } = await odyssey([...words, ...options], { cwd: folder })
    expect(out + err).not.toBe('')
    for (const line of `${out}\n${err}`.split('\n')) expect(line).not.toMatch(OBEYED)
  })
})

test('JSON escapes what a terminal would obey, so that what is read is what was written', async () => {
  const { out } = await odyssey(['status', '--json'], { cwd: folder })
  expect(JSON.parse(out).studies[0]).toMatchObject({ study: 'study', question: name('question') })
})
