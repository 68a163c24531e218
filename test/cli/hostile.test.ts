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

beforeAll(async () => {
  const store = await openStore(join(folder, 'odyssey.sqlite'))
  await store.register({
    ...definition,
    name: name('study'),
    question: name('question'),
    baseline: name('cell'),
    tasks: { [name('task')]: { ...task, question: name('asked'), source: name('source') } },
    cells: { [name('cell')]: cells.V },
    space: { ...definition.space, [name('setting')]: { kind: 'choice', of: [name('option')] } },
  })
  const trial = { task: name('task'), cell: name('cell'), worker: name('worker'), version: name('version') }
  const settings = { ...finishedTrial().settings, [name('setting')]: name('option') }
  for (const number of [0, 1, 2]) await store.record(name('study'), finishedTrial({ ...trial, number, settings }))
  const outcome = { kind: 'failed', reason: name('reason') } as const
  await store.record(name('study'), finishedTrial({ ...trial, number: 3, settings, outcome }))
  await store.close()
  writeFileSync(join(folder, 'table.csv'), `${name('rate')},value\n1,2\n2,${name('cell')}\n`)
})
afterAll(() => rmSync(folder, { recursive: true }))

const trialName = `${name('task')}/${name('cell')}/0`

describe.each([[[]], [['--json']]])('nothing that a terminal obeys is printed, options %j', (options) => {
  test.each([
    ['status'],
    ['trials'],
    ['show', trialName],
    ['show', `${trialName}0`],
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
  expect(JSON.parse(out).studies[0]).toMatchObject({ study: name('study'), question: name('question') })
})
