import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { odyssey, odysseyProcess } from './odyssey.ts'

const folder = mkdtempSync(join(tmpdir(), 'odyssey-study-files-'))
afterAll(() => rmSync(folder, { recursive: true }))
const small = new URL('../study/small.ts', import.meta.url).href

/** What the command line answers to a study file: one line, exit code 2, nothing on stdout. */
async function refused(name: string, text: string): Promise<string> {
  writeFileSync(join(folder, name), text)
  const { code, out, err } = await odyssey(['run', name, '--store', 's.sqlite', '--trials', '1'], { cwd: folder })
  expect({ code, out, lines: err.trimEnd().split('\n').length }).toEqual({ code: 2, out: '', lines: 1 })
  return err.trimEnd().replace('odyssey: ', '')
}

describe('a mistake in a study file is told with its place', () => {
  test('a missing comma in TypeScript', async () => {
    expect(await refused('comma.ts', "\nexport const study = {\n  name: 'x'\n  seed: 1,\n}\n")).toBe(
      "study file comma.ts: comma.ts, line 4, column 3: Expected ',', got 'ident'",
    )
  })
  test('a missing comma in JavaScript, whose place is kept from importers', async () => {
    expect(await refused('comma.js', "\nexport const study = {\n  name: 'x'\n  seed: 1,\n}\n")).toBe(
      "study file comma.js: comma.js, line 4, column 3: Unexpected identifier 'seed'",
    )
  })
  test('in a file that it imports', async () => {
    writeFileSync(join(folder, 'part.ts'), '\nexport const part = = 1\n')
    expect(await refused('whole.ts', "import { part } from './part.ts'\nexport const study = part")).toBe(
      'study file whole.ts: part.ts, line 2, column 21: Expression expected',
    )
  })
  test('a name that is not defined', async () => {
    expect(await refused('name.ts', 'const trials = 3\nexport const study = { trials: tirals }')).toBe(
      'study file name.ts: name.ts, line 2, column 32: tirals is not defined',
    )
  })
  test('a range that the package refuses', async () => {
    expect(await refused('ends.ts', "import { logUniform } from 'odyssey-rnn'\nlogUniform(1, 0.1)")).toBe(
      'study file ends.ts: ends.ts, line 2, column 1: a log range must go from a lower to a higher number, not from 1 to 0.1',
    )
  })
  test('an import that the package does not have', async () => {
    expect(await refused('import.ts', "import { cels } from 'odyssey-rnn'")).toBe(
      "study file import.ts: import.ts, line 1, column 10: The requested module 'odyssey-rnn' does not provide an export named 'cels'",
    )
  })
  test('something thrown that is no error', async () => {
    expect(await refused('thrown.ts', 'throw { a: 1 }')).toBe('study file thrown.ts: it throws an object')
  })
  test('a default export', async () => {
    expect(await refused('default.ts', 'export default {}')).toBe(
      'study file default.ts: its study is a default export; write export const study = …',
    )
  })
})

test.each(['{}', '{ "type": "commonjs" }'])('a study file and those it imports are modules below %s', async (text) => {
  const cwd = join(folder, `folder${text.length}`)
  mkdirSync(cwd)
  writeFileSync(join(cwd, 'package.json'), text)
  writeFileSync(join(cwd, 'base.ts'), `export { small } from '${small}'\n`)
  writeFileSync(
    join(cwd, 'own.ts'),
    "import { small } from './base.ts'\nexport const study = { ...small, trials: 1 }\n",
  )
  const { code, err } = await odysseyProcess(['run', 'own.ts', '--store', 's.sqlite', '--json'], { cwd })
  expect({ code, warned: /warning/i.test(err) }).toEqual({ code: 0, warned: false })
})
