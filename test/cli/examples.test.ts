import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { madeUpTimit, put } from '../task/timit/made-up.ts'
import { odyssey, type Said } from './odyssey.ts'

const folder = mkdtempSync(join(tmpdir(), 'odyssey-examples-'))
const says = (...words: string[]) => odyssey(words, { cwd: folder })
let ran: Said

/** A study of an epoch on speech that is noise, and on a task of its own. */
beforeAll(async () => {
  put(folder, madeUpTimit())
  writeFileSync(
    join(folder, 'noise.ts'),
    `import { cells, fixed, tasks } from 'odyssey-rnn'
     const bits = (n) => Float32Array.from({ length: 4 }, (_, t) => (n >> t) & 1)
     const bitsOf = (n) => [{ steps: 4, inputs: bits(n), targets: bits(n) }]
     const own = {
       name: 'own', question: 'Which bit is this?', source: 'here', inputs: 1, outputs: 1, directions: 1, loss: 'sigmoid',
       metric: 'nats', load: () => ({ training: bitsOf(5), validation: bitsOf(6), test: bitsOf(3) }),
     }
     export const study = {
       name: 'noise', question: 'What does noise say?', seed: 1, trials: 1, best: 0.5, tasks: [tasks.timit, own],
       cells: { V: cells.V }, baseline: 'V', training: { epochs: 1, patience: 1 },
       space: { hiddenSize: fixed(4), learningRate: fixed(1e-3), momentum: fixed(0), inputNoise: fixed(0) },
     }`,
  )
  ran = await says('run', 'noise.ts', '--data', '.', '--workers', '1')
})
afterAll(() => rmSync(folder, { recursive: true }))

test('a run says how many files are read, and keeps their features beside the store', () => {
  expect(ran.code).toBe(0)
  expect(ran.err).toMatch(/^timit: 1 of 5 files read\n[\s\S]*timit: 5 of 5 files read\nnoise: 2 trials/)
  expect(readdirSync(join(folder, 'odyssey.cache'))).toHaveLength(5)
})

test('show --examples trains it again, says that it is the same, and puts what was read beside the labels', async () => {
  const { code, out, err } = await says('show', 'timit/V/0', '--examples', '--data', '.', '--cache', 'noise.ts')
  expect(code).toBe(0)
  expect(err).toMatch(/is not kept for the next time: cannot make the folder noise\.ts/)
  expect(err).toContain('training timit/V/0 again, at most 1 epoch\n')
  expect(out).toMatch(/gave the recorded weights, bit for bit \(SHA-256 [0-9a-f]{16}…\)\.\n\ntest sequence 1 of 1\n/)
  expect(out).toMatch(/^frames {2}label {2}predicted.*\n +1–4 {2}epi /m)
})

test('report --examples has a section of what the best trials read', async () => {
  expect(await says('report', '-o', 'page.html', '--examples', '--data', '.', '--study', 'noise.ts')).toMatchObject({
    code: 0,
    out: 'page.html\n',
  })
  const page = readFileSync(join(folder, 'page.html'), 'utf8')
  expect(page).toMatch(/>Examples<\/h2>\n<h3 [^>]*>timit\/V\/0<\/h3>[\s\S]*<svg[\s\S]*>own\/V\/0<\/h3>[\s\S]*<svg/)
})

test('a task of one’s own is found in the file of its study, which is asked for where it is missing', async () => {
  const show = (...words: string[]) => says('show', 'own/V/0', '--examples', '2', '--json', ...words)
  const found = JSON.parse((await show('--study', 'noise.ts')).out)
  expect(found.again).toEqual(found.recorded)
  expect(found.examples).toMatchObject([{ kind: 'roll', place: 0, outputs: ['0'] }])
  expect(found.examples[0].steps).toHaveLength(4)
  expect(await show()).toEqual({
    code: 2,
    out: '',
    err: 'odyssey: task own is not one of adding, reber, counting, spelling, jsb, timit, iam-online: name the file that exports its study with --study\n',
  })
})

test('verify reads the data of a task once, however many trials it trains again', async () => {
  const { code, err } = await says('verify', 'timit/V/0', 'timit/V/0', '--data', '.')
  expect({ code, readings: err.match(/timit: 5 of 5 files read/g) }).toEqual({
    code: 0,
    readings: ['timit: 5 of 5 files read'],
  })
})
