import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { cells, departures, narrow, openStore, runStudy, type Study, trialsOf } from '../src/index.ts'
import { study as jsb } from '../studies/jsb.ts'
import { study as odysseyStudy } from '../studies/odyssey.ts'
import { study as ownCells } from '../studies/own-cells.ts'
import { study as parts } from '../studies/parts.ts'
import { study as quickstart } from '../studies/quickstart.ts'
import { odyssey } from './cli/odyssey.ts'

const folder = mkdtempSync(join(tmpdir(), 'odyssey-studies-'))
afterAll(() => rmSync(folder, { recursive: true }))
const data = process.env.ODYSSEY_DATA

/** The outcomes of one trial of one epoch of a small network, a pair. */
async function tiny(study: Study, from = data): Promise<string[]> {
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

test('parts runs, and samples every departure beside the usual settings', async () => {
  expect(await tiny(parts)).toEqual(['LSTM completed'])
  expect(Object.keys(parts.space).slice(4)).toEqual(Object.keys(departures))
})

test('own-cells runs', async () => {
  expect(await tiny(ownCells)).toEqual(completed(Object.keys(ownCells.cells)))
})

test.skipIf(data === undefined)('jsb runs (needs ODYSSEY_DATA)', async () => {
  expect(await tiny(jsb)).toEqual(completed([...nine, 'GRU']))
})

test.skipIf(data === undefined)('odyssey runs on the chorales (needs ODYSSEY_DATA)', async () => {
  expect(await tiny(narrow(odysseyStudy, { tasks: ['jsb'] }))).toEqual(completed(nine))
})

const tree = existsSync(join(data ?? '', 'unipen-to-iamondb.mjs'))
test.skipIf(!tree)('odyssey runs on pen lines (needs ODYSSEY_DATA with unipen-to-iamondb.mjs)', async () => {
  const lines = join(folder, 'lines')
  execFileSync(process.execPath, [join(data as string, 'unipen-to-iamondb.mjs'), join(lines, 'IAM-OnDB'), '12'])
  expect(await tiny(narrow(odysseyStudy, { tasks: ['iam-online'] }), lines)).toEqual(completed(nine))
})

test('odyssey has 27 pairs, and two more settings on TIMIT, as the paper', () => {
  expect(odysseyStudy.tasks.map(({ name }) => name)).toEqual(['jsb', 'timit', 'iam-online'])
  expect([...trialsOf({ ...odysseyStudy, trials: 1 })].length).toBe(27)
  expect(odysseyStudy.spaceOf).toEqual({
    timit: {
      momentumKind: { kind: 'choice', of: ['nesterov', 'classical'] },
      clipping: { kind: 'choice', of: ['none', '1'] },
    },
  })
})

test('jsb and odyssey have the cells, ranges and rules of the paper', () => {
  expect(Object.keys(odysseyStudy.cells)).toEqual(nine)
  expect(Object.keys(jsb.cells)).toEqual([...nine, 'GRU'])
  for (const study of [jsb, odysseyStudy]) {
    expect(study.cells.FGR).toBe(cells.FGR)
    expect(study).toMatchObject({ trials: 200, best: 0.1, baseline: 'V', training: { epochs: 150, patience: 15 } })
    expect(study.space).toEqual({
      hiddenSize: { kind: 'log integer', low: 20, high: 200 },
      learningRate: { kind: 'log', low: 1e-6, high: 1e-2 },
      momentum: { kind: 'one minus log', low: 0.01, high: 1 },
      inputNoise: { kind: 'uniform', low: 0, high: 1 },
    })
  }
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
