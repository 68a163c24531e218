import { execFileSync, spawnSync } from 'node:child_process'
import { linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { odyssey } from './odyssey.ts'

const study = fileURLToPath(new URL('small-study.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'odyssey-doors-'))
const inside = (name: string) => join(folder, name)
const cleanups: (() => void)[] = [() => rmSync(folder, { recursive: true })]
afterAll(() => cleanups.forEach((clean) => clean()))

beforeAll(async () => {
  const { code } = await odyssey(['run', study, '--trials', '1', '--cells', 'V,GRU', '--store', inside('s.html')])
  expect(code).toBe(0)
  await odyssey(['export', inside('all.jsonl'), '--store', inside('s.html')])
  linkSync(inside('all.jsonl'), inside('linked.html'))
  execFileSync('mkfifo', [inside('pipe'), inside('pipe.jsonl'), inside('pipe.csv'), inside('pipe.ts')])
})

async function refused(...words: string[]): Promise<string> {
  const { code, out, err } = await odyssey(words, { cwd: folder })
  expect({ code, out }).toEqual({ code: 2, out: '' })
  return err
}

describe('what is written never takes the place of what is read', () => {
  test.each([
    [
      'a report, of its store',
      ['report', '--store', 's.html', '-o', 's.html'],
      'the report cannot take the place of the store: s.html',
    ],
    [
      'a report, of an archive under another name',
      ['report', '--store', 'all.jsonl', '-o', 'linked.html'],
      'the report cannot take the place of the store: linked.html (all.jsonl)',
    ],
    [
      'the report of a run, of its store',
      ['run', study, '--store', 's.html', '--report', './s.html'],
      'the report cannot take the place of the store: ./s.html (s.html)',
    ],
    [
      'an archive, of the archive it is made from',
      ['export', './all.jsonl', '--store', 'all.jsonl'],
      'the archive cannot take the place of the store: ./all.jsonl (all.jsonl)',
    ],
    [
      'a report, of the table it is made from',
      ['analyse', 'linked.html', '--target', 'x', '-o', 'linked.html'],
      'the report cannot take the place of the table: linked.html',
    ],
  ])('%s', async (_, words, message) => {
    const before = ['s.html', 'all.jsonl'].map((name) => readFileSync(inside(name)))
    expect(await refused(...words)).toBe(`odyssey: ${message}; give it another name\n`)
    expect(['s.html', 'all.jsonl'].map((name) => readFileSync(inside(name)))).toEqual(before)
  })
})

describe('a pipe or a device is refused without waiting for it', () => {
  const notAFile = (path: string) => `cannot read ${path} (it is no regular file)`
  test.each([
    [['report', '--store', 'pipe'], 'pipe is no store: no database'],
    [['trials', '--store', 'pipe.jsonl'], notAFile('pipe.jsonl')],
    [['import', 'pipe.jsonl', '--store', 'new.sqlite'], notAFile('pipe.jsonl')],
    [['analyse', 'pipe.csv', '--target', 'x'], 'pipe.csv is no file'],
    [['analyse', '/dev/zero', '--target', 'x'], '/dev/zero is no file'],
    [['run', 'pipe.ts'], notAFile('pipe.ts')],
    [['run', 'jsb', '--data', 'pipe', '--store', 'new.sqlite'], notAFile('pipe')],
    [['run', 'jsb', '--data', '/dev/zero', '--store', 'new.sqlite'], notAFile('/dev/zero')],
  ])('%j', async (words, message) => {
    expect(await refused(...words)).toContain(message)
  })

  test('figures in a folder that cannot be made, as below /proc, end in a line', async () => {
    expect(await refused('report', '--store', 's.html', '-o', 'r.html', '--figures', '/proc/self/no/folder')).toContain(
      'cannot make the folder /proc/self/no/folder',
    )
  })
})

describe('on a full disk', () => {
  const disk = inside('disk')
  mkdirSync(disk)
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', disk]).status === 0
  if (mounted) cleanups.unshift(() => execFileSync('umount', [disk]))

  test.skipIf(!mounted)('the good report stays, and nothing is left beside it', async () => {
    writeFileSync(join(disk, 'r.html'), 'a good page')
    writeFileSync(join(disk, 'a.jsonl'), 'a good archive')
    writeFileSync(join(disk, 'filler'), new Uint8Array(60 * 1024 - 8192))
    expect(await refused('report', '--store', 's.html', '-o', join(disk, 'r.html'))).toMatch(
      /cannot write .*r\.html \(the disk is full\)/,
    )
    expect(await refused('export', join(disk, 'a.jsonl'), '--store', 's.html')).toMatch(
      /cannot write .*a\.jsonl \(the disk is full\)/,
    )
    expect(readdirSync(disk).sort()).toEqual(['a.jsonl', 'filler', 'r.html'])
    expect(readFileSync(join(disk, 'r.html'), 'utf8')).toBe('a good page')
    expect(readFileSync(join(disk, 'a.jsonl'), 'utf8')).toBe('a good archive')
  })
})

test('repair takes a damaged trial out, the next run trains it to the same bits, and no machine’s name is kept unless asked', async () => {
  const store = inside('damaged.sqlite')
  const run = ['run', study, '--trials', '2', '--cells', 'V', '--tasks', 'echo1', '--store', store]
  await odyssey(run)
  const trials = async () => JSON.parse((await odyssey(['trials', '--json', '--store', store])).out).trials
  const before = await trials()
  expect(before.map(({ worker }: { worker: string }) => worker)).toEqual(['#1', '#2'])
  const database = new DatabaseSync(store)
  database.exec('update trial set test = 0.001 where number = 1')
  database.close()
  expect(await refused('trials', '--store', store)).toBe(
    'odyssey: echo1/V/1 of study small is damaged in the store: its checksum is not the one it was written with; odyssey repair takes out what is damaged\n',
  )
  const { code, out } = await odyssey(['repair', '--store', store])
  expect({ code, last: out.trim().split('\n').at(-1) }).toEqual({
    code: 0,
    last: `1 trial kept in ${store}; the old file is ${store}.damaged. The next run trains what is missing`,
  })
  await odyssey([...run, '--host-name', 'here'])
  const after = await trials()
  expect(after[1]).toMatchObject({ weights: before[1].weights, test: before[1].test, worker: 'here#1' })
})
