import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { study as ownCells } from '../examples/own-cells.ts'
import { narrow, openStore, readArchive, runStudy, type Study, trialAt } from '../src/index.ts'
import { differences } from '../src/study/definition.ts'
import { study as cellsJsb } from '../studies/cells-jsb.ts'
import { study as jsb } from '../studies/jsb.ts'
import { study as odysseyStudy } from '../studies/odyssey.ts'
import { study as parts } from '../studies/parts.ts'
import { study as quickstart } from '../studies/quickstart.ts'
import { study as spelling } from '../studies/spelling.ts'
import { odyssey } from './cli/odyssey.ts'

const folder = mkdtempSync(join(tmpdir(), 'odyssey-studies-'))
afterAll(() => rmSync(folder, { recursive: true }))
const data = process.env.ODYSSEY_DATA

/** The outcomes of one trial of one epoch of a small network, a pair. */
async function tiny(study: Study, { from }: { from: string | undefined } = { from: data }): Promise<string[]> {
  const store = join(folder, `${study.name}-${study.tasks[0].name}.sqlite`)
  const space = { ...study.space, hiddenSize: { kind: 'fixed', value: 3 } } as const
  const budget = { ...study, space, trials: 1, training: { epochs: 1, patience: 1 } }
  await runStudy(budget, { store, workers: 2, ...(from !== undefined && { data: from }) })
  const opened = await openStore(store, { readonly: true })
  const trials = await opened.trials(study.name)
  await opened.close()
  return trials.map(({ cell, outcome }) => `${cell} ${outcome.kind}`).sort()
}

const nine = ['V', 'NIG', 'NFG', 'NOG', 'NIAF', 'NOAF', 'NP', 'CIFG', 'FGR']
const completed = (names: readonly string[]) => names.map((name) => `${name} completed`).sort()

test('quickstart runs', async () => {
  expect(await tiny(quickstart)).toEqual(completed(Object.keys(quickstart.cells)))
})

test('parts runs', async () => {
  expect(await tiny(parts)).toEqual(['LSTM completed'])
})

test('own-cells runs where it is copied', async () => {
  copyFileSync(new URL('../examples/own-cells.ts', import.meta.url), join(folder, 'copied.ts'))
  const words = ['cell', 'MGU', '--study', 'copied.ts']
  const { code, out } = await odyssey(words, { cwd: folder })
  expect({ code, gate: out.includes('f_t') }).toEqual({ code: 0, gate: true })
})

test('own-cells runs', async () => {
  expect(await tiny(ownCells)).toEqual(completed(Object.keys(ownCells.cells)))
})

test('spelling runs, without data that anyone would have to fetch', async () => {
  expect(await tiny(spelling, { from: undefined })).toEqual(completed([...nine, 'GRU']))
})

test.skipIf(data === undefined)('jsb runs (needs ODYSSEY_DATA)', async () => {
  expect(await tiny(jsb)).toEqual(completed([...nine, 'GRU']))
})

test.skipIf(data === undefined)('cells-jsb runs (needs ODYSSEY_DATA)', async () => {
  expect(await tiny(cellsJsb)).toEqual(completed(Object.keys(cellsJsb.cells)))
})

test.skipIf(data === undefined)('odyssey runs on the chorales (needs ODYSSEY_DATA)', async () => {
  expect(await tiny(narrow(odysseyStudy, { tasks: ['jsb'] }))).toEqual(completed(nine))
})

const tree = existsSync(join(data ?? '', 'unipen-to-iamondb.mjs'))
test.skipIf(!tree)('odyssey runs on pen lines (needs ODYSSEY_DATA with unipen-to-iamondb.mjs)', async () => {
  const lines = join(folder, 'lines')
  execFileSync(process.execPath, [join(data as string, 'unipen-to-iamondb.mjs'), join(lines, 'IAM-OnDB'), '12'])
  expect(await tiny(narrow(odysseyStudy, { tasks: ['iam-online'] }), { from: lines })).toEqual(completed(nine))
})

const archive = fileURLToPath(new URL('../results/jsb/trials.jsonl.gz', import.meta.url))

test('jsb draws the 2,000 trials that were published, and trains the equations they were trained with', async () => {
  const [{ definition, trials }] = await readArchive(archive)
  const { seed, space, spaceOf = {}, training, cells } = jsb
  expect(differences(definition, { ...definition, seed, space, spaceOf, training, cells })).toEqual([])
  expect(trials.length).toBe(2000)
  for (const { cell, number, settings } of trials) expect(trialAt(jsb, 'jsb', cell, number).settings).toEqual(settings)
})

test('odyssey draws the same trials on the chorales', async () => {
  const [{ trials }] = await readArchive(archive)
  const published = trials.filter(({ cell }) => cell !== 'GRU')
  expect(published.length).toBe(1800)
  for (const { cell, number, settings } of published)
    expect(trialAt(odysseyStudy, 'jsb', cell, number).settings).toEqual(settings)
})

test('the study file in README runs as it stands, and its cell prints as its comment says', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const [, example] = /```ts\n([\s\S]*?)```/.exec(readme)!
  writeFileSync(join(folder, 'my-study.ts'), example)
  const words = ['run', 'my-study.ts', '--store', 'mine.sqlite', '--trials', '1', '--json']
  const { code, out } = await odyssey(words, { cwd: folder })
  expect({ code, ...JSON.parse(out) }).toMatchObject({ code: 0, study: 'simple', total: 2, done: 2, failed: 0 })
  const shown = await odyssey(['cell', 'simple', '--study', 'my-study.ts'], { cwd: folder })
  expect(shown.out).toContain('y_t = tanh(W x_t + R y_{t−1} + b)')
})
