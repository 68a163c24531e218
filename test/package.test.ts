import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'odyssey-package-'))
const home = join(folder, 'empty')
let packed: string[] = []
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs a program in the folder where the package is installed. */
function runs(program: string, ...words: string[]) {
  const { status, stdout, stderr } = spawnSync(program, words, {
    cwd: home,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  })
  return { status, stdout, stderr }
}

beforeAll(() => {
  const packing = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], { cwd: root, encoding: 'utf8' })
  const told = JSON.parse(packing.slice(packing.search(/^[[{]/m)))
  const [{ filename, files }] = Object.values(told) as { filename: string; files: { path: string }[] }[]
  packed = files.map(({ path }) => path)
  mkdirSync(home)
  writeFileSync(join(home, 'package.json'), '{ "private": true, "type": "module" }')
  execFileSync('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', join(folder, filename)], { cwd: home })
}, 240_000)

test('the package holds compiled code and its papers, and no sources, tests or data', () => {
  expect(packed).toEqual(
    expect.arrayContaining([
      'bin/odyssey.js',
      'examples/own-cells.ts',
      'dist/src/index.js',
      'dist/src/index.d.ts',
      'LICENSE',
      'README.md',
    ]),
  )
  expect(packed.filter((path) => /^(src|test|studies|bench)\/|\.sqlite|chorales.*json/.test(path))).toEqual([])
})

test('on an older Node it says in one line how to get a newer one', () => {
  const older =
    "data:text/javascript,Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.19.0' } })"
  expect(runs(process.execPath, '--import', older, join(root, 'bin/odyssey.js'), 'list', 'cells')).toEqual({
    status: 2,
    stdout: '',
    stderr:
      'odyssey needs Node 24 or later, not 20.19.0; get it from nodejs.org, or run npx -p node@24 -p odyssey-rnn odyssey …\n',
  })
})

test('installed in an empty folder, it lists cells', () => {
  const { status, stdout } = runs('npx', '--no-install', 'odyssey', 'list', 'cells')
  expect({ status, first: stdout.split('\n')[1].split(/ {2,}/) }).toEqual({ status: 0, first: ['V', 'vanilla LSTM'] })
})

test('installed, it runs a study with worker threads and writes the report', () => {
  const { status, stdout } = runs(
    'npx',
    '--no-install',
    'odyssey',
    'run',
    'quickstart',
    '--trials',
    '1',
    '--cells',
    'V',
    '--json',
  )
  expect({ status, ...JSON.parse(stdout) }).toMatchObject({ status: 0, total: 1, done: 1, failed: 0 })
  expect(readFileSync(join(home, 'odyssey-quickstart-report.html'), 'utf8')).toMatch(/^<!doctype html>/)
})

test('installed, a program imports it by name, and the studies too', () => {
  const program = `
    import { cells, equationLines } from 'odyssey-rnn'
    import { descriptions } from 'odyssey-rnn/browser'
    import { study } from 'odyssey-rnn/studies/jsb'
    console.log(equationLines(cells.NOAF).at(-1), study.trials, descriptions.V)`
  writeFileSync(join(home, 'program.ts'), program)
  expect(runs(process.execPath, 'program.ts')).toEqual({
    status: 0,
    stdout: 'y_t = o_t ⊙ c_t 200 vanilla LSTM\n',
    stderr: '',
  })
})
