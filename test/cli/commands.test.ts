import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStore } from '../../src/store/open.ts'
import { trialName } from '../../src/study/trial.ts'
import { definition, finishedTrial } from '../store/records.ts'
import { odyssey, odysseyProcess, type Said } from './odyssey.ts'

const folder = mkdtempSync(join(tmpdir(), 'odyssey-cli-'))
const small = fileURLToPath(new URL('./small-study.ts', import.meta.url))
const run = ['run', small, '--engine', 'reference', '--workers', '2']
const says = (...words: string[]) => odyssey(words, { cwd: folder })
let first: Said

beforeAll(async () => {
  first = await says(...run)
})
afterAll(() => rmSync(folder, { recursive: true }))

/** The one object that a command prints; anything else on stdout fails. */
async function object(...words: string[]) {
  const { code, out, err } = await says(...words, '--json')
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return JSON.parse(out)
}

describe('run', () => {
  test('trains all trials, ends with a verdict and writes the report beside the store', () => {
    expect(first.code).toBe(0)
    expect(first.out).toMatch(/^\necho1 /)
    expect(first.out).toMatch(/^V .* baseline$/m)
    expect(first.out).toContain('24 of 24 done; kept in odyssey.sqlite')
    expect(first.out).toContain('report: odyssey-small-report.html')
    expect(readFileSync(join(folder, 'odyssey-small-report.html'), 'utf8')).toContain('<svg')
  })

  test('tells its progress on stderr, so that a file of its results has no more than they', () => {
    expect(first.err).toMatch(/^small: 24 trials, workers: 2\n(\d+ of 24[^\n]+\n)*24 of 24, [^\n]+\n$/)
    expect(first.out).not.toMatch(/ of 24[,;]|workers: 2/)
  })

  test('says at its beginning how long it will take, if that is more than an hour', async () => {
    const words = [...run, '--store', 'long.sqlite', '--trials', '1000000000', '--workers', '1']
    const onErr = (text: string, kill: (signal: NodeJS.Signals) => void) => {
      if (text.includes('1 of 6000000000') || text.includes('continues it')) kill('SIGINT')
    }
    const { err } = await odysseyProcess(words, { cwd: folder, onErr })
    expect(err.split('\n')[1]).toMatch(
      /^up to about \d[\d,]*(\.\d)? h on 1 worker, if all 6,000,000,000 trials train for every epoch of the study; Ctrl-C stops the run, and the same command continues it$/,
    )
  })

  test('again does nothing more, and extends when asked for more trials', async () => {
    const again = await says(...run)
    expect(again.out).toContain('24 of 24 done')
    expect(again.out).toMatch(/^0 trials in/m)
    const { code, out, err } = await says(...run, '--store', 'more.sqlite', '--trials', '1', '--cells', 'V', '--json')
    expect({ code, done: JSON.parse(out).done }).toEqual({ code: 0, done: 2 })
    expect(err).toContain('small: 2 trials')
    const more = JSON.parse(
      (await says(...run, '--store', 'more.sqlite', '--trials', '2', '--cells', 'V,CIFG', '--json')).out,
    )
    expect(more).toMatchObject({ study: 'small', total: 8, done: 8, finished: 6, left: 0, stopped: false })
    expect(more.report).toBe('more-small-report.html')
  })

  test('refuses another seed under the same name, and names it', async () => {
    const { code, err } = await says(...run, '--seed', '5')
    expect(code).toBe(2)
    expect(err).toMatch(/seed: 5 was 1/)
  })

  test('stops at Ctrl-C with what is finished, and goes on from there', async () => {
    const words = [...run, '--store', 'stopped.sqlite', '--trials', '40', '--workers', '1']
    let told = false
    const stopped = await odysseyProcess(words, {
      cwd: folder,
      onErr: (text, kill) => {
        if (told || !/ of 240/.test(text)) return
        told = true
        kill('SIGINT')
      },
    })
    expect(stopped.code).toBe(130)
    expect(stopped.out).toMatch(/stopped with \d+ trials left; the same command goes on from there/)
    const rest = JSON.parse((await says(...words, '--json')).out)
    expect(rest).toMatchObject({ total: 240, done: 240, left: 0, stopped: false })
    expect(rest.finished).toBeLessThan(240)
    const { trials } = await object('trials', '--store', 'stopped.sqlite')
    expect(
      new Set(
        trials.map((one: { task: string; cell: string; number: number }) => `${one.task}/${one.cell}/${one.number}`),
      ).size,
    ).toBe(240)
  })
})

describe('what a store holds', () => {
  test('status counts the trials of each pair', async () => {
    expect((await says('status')).out).toMatch(/24 of 24 trials finished[\s\S]*echo1\/V +4\/4/)
    const { studies } = await object('status')
    expect(studies[0]).toMatchObject({ study: 'small', trials: 24, done: 24 })
    expect(studies[0].pairs[0]).toMatchObject({
      task: 'echo1',
      cell: 'V',
      planned: 4,
      completed: 4,
      diverged: 0,
      failed: 0,
    })
  })

  test('trials has a row a trial, as table, CSV and JSON', async () => {
    expect((await says('trials')).out.trimEnd().split('\n')).toHaveLength(25)
    const csv = (await says('trials', '--csv')).out.trimEnd().split('\n')
    expect(csv).toHaveLength(25)
    expect(csv[0]).toBe(
      'task,cell,number,hiddenSize,learningRate,momentum,inputNoise,validation,test,epochs,bestEpoch,parameters,seconds,outcome,reason,arithmetic,version,worker,finished',
    )
    const { study, trials } = await object('trials')
    expect({ study, count: trials.length }).toEqual({ study: 'small', count: 24 })
    expect(trials[0]).toMatchObject({ outcome: 'completed', arithmetic: 'reference float64', reason: null })
    expect(trials[0].weights).toMatch(/^[0-9a-f]{64}$/)
    expect((await says('trials', '--csv', '--json')).code).toBe(2)
  })

  test('more trials than are read at a time are all there, in order, as if they had been read at once', async () => {
    const store = await openStore(join(folder, 'many.sqlite'))
    const records = Array.from({ length: 1203 }, (_, number) => finishedTrial({ number }))
    await store.add([{ definition }, ...records.map((trial) => ({ study: definition.name, trial }))])
    await store.close()
    const many = ['trials', '--store', 'many.sqlite']
    const { out } = await says(...many, '--json')
    const { trials } = JSON.parse(out)
    expect(trials.map(({ number }: { number: number }) => number)).toEqual(records.map(({ number }) => number))
    expect(out).toBe(`${JSON.stringify({ study: 'small', trials }, undefined, 2)}\n`)
    const linesOf = async (...words: string[]) => (await says(...many, ...words)).out.trimEnd().split('\n').slice(1)
    expect((await linesOf('--csv')).map((line) => Number(line.split(',')[2]))).toEqual([...records.keys()])
    expect((await linesOf()).map((line) => line.split(' ')[0])).toEqual(records.map(trialName))
    expect((await linesOf('--sort', '-number')).map((line) => line.split(' ')[0])).toEqual(
      records.map(trialName).reverse(),
    )
  })

  test('trials are sorted by a column, up or down, and those that have nothing there come last', async () => {
    const column = async (...words: string[]) => {
      const [head, ...rows] = (await says('trials', '--csv', ...words)).out.trimEnd().split('\n')
      return rows.map((row) => Number(row.split(',')[head.split(',').indexOf('test')]))
    }
    const unsorted = await column()
    const up = unsorted.toSorted((a, b) => a - b)
    expect(unsorted).not.toEqual(up)
    expect(await column('--sort', 'test')).toEqual(up)
    expect(await column('--sort', '-test')).toEqual(up.toReversed())
    const { code, err } = await says('trials', '--sort', 'loss')
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringMatching(
        /^odyssey: no column named loss to sort by; there are task, cell, number, hiddenSize, .*\n$/,
      ),
    })
  })

  test('of several studies the one trained last is taken, which is said', async () => {
    const store = ['--store', 'both.sqlite']
    await says(...run, ...store, '--trials', '1', '--cells', 'V')
    const other = fileURLToPath(new URL('../chaos/study.ts', import.meta.url))
    const { out } = await says('run', other, ...store, '--trials', '1')
    expect(out).toContain('report: both-tiny-report.html')
    const found = await says('trials', ...store)
    expect({ ...found, out: found.out.match(/^\S+/gm) }).toEqual({
      code: 0,
      out: ['trial', 'echo1/GRU/0', 'echo1/V/0'],
      err: 'both.sqlite holds several studies; this is tiny, trained last (--study chooses: small, tiny)\n',
    })
    expect((await says('trials', ...store, '--study', 'small')).err).toBe('')
  })

  test('verify trains trials again and finds the same bits', async () => {
    const { code, out } = await says('verify', '--random', '2', '--study', small)
    expect({ code, last: out.trimEnd().split('\n').at(-1) }).toEqual({
      code: 0,
      last: '2 of 2 trials gave the same bits',
    })
    const named = await says('verify', 'echo1/V/1', '--study', small, '--json')
    expect(JSON.parse(named.out)).toMatchObject({
      study: 'small',
      same: 1,
      trials: [{ trial: 'echo1/V/1', same: true }],
    })
    expect((await says('verify')).code).toBe(2)
  })

  test('verify --engine trains with another arithmetic, which is no damage if the bits differ', async () => {
    const words = ['verify', 'echo1/V/1', '--study', small, '--engine']
    const { code, out } = await says(...words, 'wasm-plain')
    expect(code).toBe(0)
    expect(out).toMatch(
      /^echo1\/V\/1: Training it again did not give the recorded weights: these were computed with wasm float32 plain, the recorded ones with reference float64, and the bits may differ between the two; the test result is \S+ now, \S+ in the record\.\n0 of 1 trial gave the same bits; 1 had other bits with another arithmetic\n$/,
    )
    expect((await says(...words, 'reference')).out).toContain('1 of 1 trial gave the same bits\n')
    expect(await says(...words, 'abacus')).toEqual({
      code: 2,
      out: '',
      err: 'odyssey: no engine named abacus; there are wasm, wasm-plain, reference\n',
    })
  })

  test('export writes it into a file that reads like a store and goes into another', async () => {
    expect(await object('export', 'small.jsonl.gz')).toEqual({ file: 'small.jsonl.gz', studies: ['small'], trials: 24 })
    expect(await object('import', 'small.jsonl.gz', '--store', 'other.sqlite')).toEqual({
      store: 'other.sqlite',
      studies: ['small'],
      added: 24,
    })
    const kept = await object('trials')
    expect(await object('trials', '--store', 'small.jsonl.gz')).toEqual(kept)
    expect(await object('trials', '--store', 'other.sqlite')).toEqual(kept)
    expect(await says(...run, '--store', 'small.jsonl.gz')).toMatchObject({ code: 2, out: '' })
  })

  test('no line of a table is wider than 80 columns', { timeout: 300_000 }, async () => {
    const commands = [['trials'], ['status'], ['list', 'cells'], ['show', 'echo1/V/0'], ['check']]
    for (const words of commands) {
      const { out } = await says(...words)
      expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
    }
  })

  test('show draws the learning curve of a trial', async () => {
    const { out } = await says('show', 'echo1/V/2')
    expect(out).toMatch(/^echo1\/V\/2\n {2}hidden size/)
    expect(out).toMatch(/outcome +completed/)
    expect(out).toContain('◆')
    const { trial } = await object('show', 'echo1/V/2')
    expect(trial.curve.validation).toHaveLength(trial.epochs)
    expect((await says('show', 'echo1/V/9')).err).toMatch(
      /has no finished trial echo1\/V\/9; there are .*echo1\/V\/0…3/,
    )
    expect((await says('show', 'V')).err).toBe('odyssey: a trial is named task/cell/number, as in jsb/V/17, not V\n')
  })

  test('show --gates shows every value of the busiest units over a test sequence, and draws all units', async () => {
    const { code, out } = await says(
      'show',
      'echo1/V/2',
      '--gates',
      '--beside',
      'echo1/GRU/0',
      '-o',
      'gates',
      '--study',
      small,
    )
    expect(code).toBe(0)
    expect(out).toMatch(/^\necho1\/V\/2\nTraining it again gave the recorded weights, bit for bit/)
    expect(out).toContain('\ntest sequence 1 of 3, all 20 steps; ')
    expect(out).toMatch(/\n {6}unit \d\n {2}z {3}[▁▂▃▄▅▆▇█]{20} {2}±1\n {2}i {3}[▁▂▃▄▅▆▇█]{20} {2}0…1\n/)
    expect(out).toMatch(/\necho1\/GRU\/0\n[\s\S]*\n {2}r {3}[▁▂▃▄▅▆▇█]{20} {2}0…1\n/)
    const path = join('gates', 'echo1-V-2-beside-echo1-GRU-0-gates-1.svg')
    expect(out.trimEnd().split('\n').at(-1)).toBe(path)
    expect(readFileSync(join(folder, path), 'utf8')).toMatch(/^<svg [\s\S]*echo1\/GRU\/0 with \d units?: [\s\S]*<path/)
    const { gates } = JSON.parse(
      (await says('show', 'echo1/V/2', '--gates', '--sequence', '3', '--steps', '5-9', '--json', '--study', small)).out,
    )
    expect(gates).toMatchObject([{ trial: 'echo1/V/2', place: 2, from: 4, to: 9, steps: 20 }])
    expect(gates[0].strips.map(({ name }: { name: string }) => name)).toEqual(['z', 'i', 'f', 'c', 'o', 'y'])
  })

  test('show refuses in a line what does not go together', async () => {
    const refusals = [
      [['--beside', 'echo1/V/1'], '--beside goes with --gates'],
      [['--gates', '--beside', 'echo2/V/0'], 'trials beside each other must be of one task, not of echo1 and echo2'],
      [
        ['--gates', '--steps', '9-5'],
        '--steps must be two whole numbers from 1, the smaller first, as in 1-64, not 9-5',
      ],
    ] as const
    for (const [words, message] of refusals)
      expect(await says('show', 'echo1/V/0', ...words)).toEqual({ code: 2, out: '', err: `odyssey: ${message}\n` })
  })

  test('report writes the file asked for, and its figures', async () => {
    expect(await says('report', '-o', 'page.html')).toEqual({ code: 0, out: 'page.html\n', err: '' })
    expect(readFileSync(join(folder, 'page.html'), 'utf8')).toMatch(/^<!doctype html>/i)
    const { figures } = await object('report', '-o', 'page.html', '--figures', 'drawn')
    expect(figures).toContain(join('drawn', 'echo1-best.svg'))
    expect(readFileSync(join(folder, 'drawn', 'echo1-best.svg'), 'utf8')).toMatch(/^<svg/)
    expect((await says('report', '--parts', '-o', 'page.html')).err).toMatch(
      /^odyssey: Cells that each change one thing cannot show which share of the variance a part of the cell explains: /,
    )
    expect((await says('report', '-o', 'no/page.html')).err).toBe('odyssey: there is no folder no for no/page.html\n')
    expect((await says(...run, '--report', 'no/page.html')).err).toBe(
      'odyssey: there is no folder no for no/page.html\n',
    )
    expect((await says('report', '-o', 'page.html/page.html')).err).toMatch(
      /^odyssey: cannot reach page.html.page.html \(a part of its path is not a folder\)$/m,
    )
  })
})

test.each([
  [['run', small, '--seed', '5']],
  [['status']],
  [['report', '-o', 'page.html']],
  [['analyse', 'gone.csv']],
  [['trials']],
  [['show', 'echo1/V/0']],
  [['list', 'cells']],
  [['cell', 'V']],
  [['check', '--cells', 'V']],
  [['data']],
  [['bench', '--engine', 'reference']],
  [['verify', 'echo1/V/0', '--study', small]],
  [['export', 'small.jsonl']],
  [['import', 'small.jsonl']],
  [['repair']],
])('as a process of its own, odyssey %j says the same and ends with the same code', async (words) => {
  const { code, out, err } = await says(...words)
  expect(out + err).not.toBe('')
  expect(await odysseyProcess(words, { cwd: folder })).toEqual({ code, out, err })
})

describe('what there is', () => {
  test('list names cells, tasks, studies and hyperparameters', async () => {
    expect((await says('list', 'cells')).out).toMatch(/CIFG +coupled input and forget gate: f = 1 − i/)
    expect((await says('list', 'hyperparameters')).out).toMatch(
      /momentum +a number from 0 to below 1 +needs a range +the part of the last update/,
    )
    const { hyperparameters } = await object('list', 'hyperparameters')
    expect(hyperparameters).toContainEqual({
      name: 'clipping',
      about: 'the size to which each element of the gradient is clipped',
      unit: '',
      values: 'none or a number above 0',
      default: 'none',
      where: '',
    })
    const momentum = hyperparameters.find(({ name }: { name: string }) => name === 'momentum')
    expect(momentum).toMatchObject({ default: '', where: 'optimiser is momentum' })
    expect((await object('list', 'tasks')).tasks.map(({ name }: { name: string }) => name)).toContain('reber')
    expect((await object('list', 'studies')).studies.map(({ name }: { name: string }) => name)).toEqual([
      'quickstart',
      'spelling',
      'jsb',
      'odyssey',
      'parts',
      'cells-jsb',
      'small',
    ])
  })

  test('cell prints equations, parameters and WebAssembly', async () => {
    const { out } = await says('cell', 'V', '--inputs', '3', '--hidden', '2')
    expect(out).toContain('i_t = σ(W_i x_t + R_i y_{t−1} + p_i ⊙ c_{t−1} + b_i)')
    expect(out).toContain('4NM + 4N² + 7N parameters for M inputs and N units: 54 for M = 3, N = 2')
    expect((await says('cell', 'GRU', '--wat')).out).toMatch(/^\(module/)
    expect(await object('cell', 'NP', '--inputs', '1', '--hidden', '1')).toMatchObject({ cell: 'NP', parameters: 12 })
  })

  test('check finds all derivatives right', async () => {
    const { passed, cells } = await object('check', '--cells', 'V,GRU')
    expect(passed).toBe(true)
    expect(cells.map(({ cell }: { cell: string }) => cell)).toEqual(['V', 'GRU'])
  })

  test('data says where the chorales come from', async () => {
    expect((await says('data')).out).toContain('2db9329f1881a1d3f49703ec556bf1d6f84b4f6c1d702c156536e93cf31e1c91')
    expect((await object('data')).data[0]).toMatchObject({ task: 'jsb', present: false })
    expect((await says('data', 'get', 'timit')).err).toMatch(/no data named timit; there are jsb/)
  })

  test('the version and help end with 0', async () => {
    expect(await says('--version')).toEqual({ code: 0, out: '0.1.0\n', err: '' })
    expect((await says()).out).toMatch(/^Usage: odyssey/)
    expect((await says('run', '--help')).code).toBe(0)
  })
})
