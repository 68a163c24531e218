import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { lockForRun } from '../../src/store/lock.ts'
import { openStore } from '../../src/store/open.ts'
import { definition, finishedTrial } from '../store/records.ts'
import { odyssey } from './odyssey.ts'

const folder = mkdtempSync(join(tmpdir(), 'odyssey-bad-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const small = fileURLToPath(new URL('./small-study.ts', import.meta.url))
const store = join(folder, 'bad.sqlite')

/** Bad input is answered with one line on stderr, nothing on stdout, exit code 2 and no stack. */
async function refused(...words: string[]): Promise<string> {
  const { code, out, err } = await odyssey(words, { cwd: folder })
  expect({ code, out, lines: err.trimEnd().split('\n').length }).toEqual({ code: 2, out: '', lines: 1 })
  expect(err).not.toMatch(/^\s+at /m)
  return err.trimEnd()
}

/** A store with a finished trial; what its file holds. */
async function finishedIn(path: string): Promise<Buffer> {
  const made = await openStore(path)
  await made.register(definition)
  await made.record('small', finishedTrial())
  await made.close()
  return readFileSync(path)
}

const chords = (pitch: number) =>
  JSON.stringify({ train: [[[60], [pitch]]], valid: [[[60], [62]]], test: [[[60], [62]]] })

describe('bad input is answered with one line and exit code 2', () => {
  test('an unknown cell', async () => {
    expect(await refused('run', small, '--cells', 'V,LSTN')).toMatch(/^odyssey: no cell named LSTN; there are V, /)
  })
  test('an unknown command of data', async () => {
    expect(await refused('data', 'foo')).toBe(
      'odyssey: data has the commands list and get, not "foo"; to download a data set: odyssey data get NAME',
    )
  })
  test('an unknown task', async () => {
    expect(await refused('run', small, '--tasks', 'timt')).toMatch(/^odyssey: no task named timt; there are adding, /)
  })
  test('an unknown study', async () => {
    expect(await refused('run', 'quikstart')).toBe(
      'odyssey: no study named quikstart; there are quickstart, spelling, jsb, odyssey, parts, cells-jsb, or name a file such as my-study.ts',
    )
  })
  test('an unknown engine', async () => {
    expect(await refused('run', small, '--engine', 'gpu')).toMatch(/^odyssey: no engine named gpu; there are wasm, /)
  })
  test('an unknown command and an unknown option, with the nearest there is', async () => {
    expect(await refused('stauts')).toMatch(/unknown command 'stauts'.*status/)
    expect(await refused('run', '--trails', '3')).toMatch(/unknown option '--trails'.*--trials/)
  })
  test('a report in the place of a store', async () => {
    const store = join(folder, 'c.sqlite')
    expect(await refused('run', small, '--store', store, '--report', store)).toBe(
      `odyssey: a report is named .html, not ${store}`,
    )
  })
  test.each(['', ':memory:', 'file:x'])('--store "%s", which keeps nothing', async (name) => {
    expect(await refused('run', small, `--store=${name}`)).toMatch(/no file to keep a store in|must not be blank/)
  })
  test('a report, its figures or an archive in the place of the store they are made from, by a link too', async () => {
    const path = join(folder, 'same.html')
    const before = await finishedIn(path)
    symlinkSync(path, join(folder, 'link.html'))
    mkdirSync(join(folder, 'figures'))
    symlinkSync(path, join(folder, 'figures', 'echo1-best.svg'))
    symlinkSync(path, join(folder, 'link.jsonl'))
    expect(await refused('report', '--store', path, '-o', path)).toMatch(
      /the report cannot take the place of the store/,
    )
    expect(await refused('report', '--store', path, '-o', join(folder, 'link.html'))).toMatch(/take the place of/)
    const figures = ['--figures', join(folder, 'figures'), '-o', join(folder, 'other.html')]
    expect(await refused('report', '--store', path, ...figures)).toMatch(/a figure cannot take the place of the store/)
    expect(await refused('run', small, '--store', path, '--report', path)).toMatch(/cannot take the place of the store/)
    expect(await refused('export', join(folder, 'link.jsonl'), '--store', path)).toMatch(
      /the archive cannot take the place of the store/,
    )
    expect(readFileSync(path).equals(before)).toBe(true)
  })
  test('a pipe as a study file, as data and as a table to analyse', async () => {
    const pipe = join(folder, 'pipe.ts')
    execFileSync('mkfifo', [pipe])
    const message = `odyssey: cannot read ${pipe} (it is no regular file)`
    expect(await refused('run', pipe)).toBe(message)
    expect(await refused('run', 'jsb', '--cells', 'V', '--trials', '1', '--data', pipe)).toBe(message)
  })
  test('a missing argument', async () => {
    expect(await refused('show')).toMatch(/missing required argument/)
  })
  test.each(['0', '-1', '2.5', 'many', ''])('--trials %s', async (value) => {
    expect(await refused('run', small, `--trials=${value}`)).toBe(
      `odyssey: --trials must be a whole number of at least 1, not ${value}`.trimEnd(),
    )
  })
  test.each(['0', 'echo1=', 'echo1=1,2'])('--margin %s', async (value) => {
    expect(await refused('run', small, `--margin=${value}`)).toBe(
      `odyssey: --margin must be a number above 0, or one for each of some tasks as in jsb=0.2,timit=2, not ${value}`,
    )
  })
  test('a margin on an unknown task, or one for tasks in different units', async () => {
    expect(await refused('run', small, '--margin', 'jsb=1')).toMatch(/^odyssey: no task named jsb; there are echo1/)
    expect(await refused('run', 'odyssey', '--margin', '1')).toMatch(/measured in different units.* jsb=1,timit=1/)
  })
  test('a study file that is not there, throws, has a mistake or exports none', async () => {
    expect(await refused('run', 'gone.ts')).toBe('odyssey: there is no study file gone.ts')
    const throwing = file('throws.ts', "throw new Error('first line\\nsecond line')")
    expect(await refused('run', throwing)).toBe(
      `odyssey: study file ${throwing}: throws.ts, line 1, column 7: first line`,
    )
    expect(await refused('run', file('mistake.ts', 'export const study = {'))).toMatch(
      /^odyssey: study file .*mistake\.ts: /,
    )
    expect(await refused('run', file('none.ts', 'export const other = 1'))).toMatch(
      /none\.ts: it has no export named study$/,
    )
    expect(await refused('run', file('empty.ts', 'export const study = {}'))).toMatch(
      /empty\.ts: the name of a study must be/,
    )
  })
  test('a missing, truncated or malformed file of chorales, and a pitch outside the piano', async () => {
    const run = (data: string) => refused('run', 'jsb', '--cells', 'V', '--trials', '1', '--data', data)
    expect(await run(join(folder, 'nowhere'))).toMatch(/odyssey data get jsb/)
    expect(await run(file('truncated.json', chords(60).slice(0, 30)))).toMatch(/truncated\.json/)
    expect(await run(file('malformed.json', '{"train": 3}'))).toMatch(/malformed\.json/)
    expect(await run(file('pitch.json', chords(109)))).toMatch(/109/)
  })
  test('a store that is no database', async () => {
    const no = file('no.sqlite', 'this is not a database, however long it may go on\n'.repeat(40))
    expect(await refused('run', small, '--store', no)).toMatch(/no\.sqlite/)
    expect(await refused('status', '--store', no)).toMatch(/no\.sqlite/)
  })
  test('no store', async () => {
    expect(await refused('status')).toBe('odyssey: there is no store odyssey.sqlite; a run makes one')
  })
  test('a folder that is not there, or that nobody can write to', async () => {
    expect(await refused('run', small, '--store', join(folder, 'no', 'a.sqlite'))).toMatch(/there is no folder .*no /)
    expect(existsSync(join(folder, 'no'))).toBe(false)
    const locked = process.getuid?.() === 0 ? '/proc' : join(folder, 'locked')
    if (locked !== '/proc') mkdirSync(locked, { mode: 0o555 })
    expect(
      await refused('run', small, '--store', join(locked, 'a.sqlite'), '--report', join(folder, 'r.html')),
    ).toContain(locked)
  })
  test('two runs on one store at once', async () => {
    await (await openStore(store)).close()
    const lock = lockForRun(store)
    try {
      expect(await refused('run', small, '--store', store)).toMatch(/another run is writing to/)
    } finally {
      lock.release()
    }
  })
  test('control characters of a study file do not reach the terminal', async () => {
    const err = await refused('run', file('evil.ts', "throw new Error('\\u001b[31mred\\u0007')"))
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    expect(err).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/)
  })
})

const withLoad = (name: string, load: string) =>
  file(
    name,
    `import { small } from '${new URL('../study/small.ts', import.meta.url).href}'
     const broken = { ...small.tasks[0], ${load} }
     export const study = { ...small, tasks: [broken], spaceOf: {} }`,
  )

test('an error in the load of a task is blamed on it, and --debug shows where it arose', async () => {
  const buggy = withLoad('load.ts', "load() { throw new TypeError('a bug') }")
  expect(await refused('run', buggy, '--store', store)).toBe(
    'odyssey: task echo1: load() failed at load.ts, line 2, column 57 (a bug)',
  )
  expect((await odyssey(['run', buggy, '--store', store, '--debug'])).err).toMatch(/TypeError: a bug\n\s+at /)
})

test('an unexpected error is one line with a hint, and exit code 1', async () => {
  const buggy = withLoad('buggy.ts', "load: () => ({ get training() { throw new TypeError('a bug') } })")
  const { code, out, err } = await odyssey(['run', buggy, '--store', store])
  expect({ code, out, err }).toEqual({ code: 1, out: '', err: 'odyssey: a bug (unexpected; --debug shows where)\n' })
  expect((await odyssey(['run', buggy, '--store', store, '--debug'])).err).toMatch(/TypeError: a bug\n\s+at /)
})
