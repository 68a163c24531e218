import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, renameSync, rmSync, symlinkSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { cells } from '../../../src/cell/catalog.ts'
import { differencesOf, disagreement, type Sample, sampleFor } from '../../../src/engine/check.ts'
import type { Sequence } from '../../../src/engine/engine.ts'
import { engines } from '../../../src/engine/engines.ts'
import { wasmPlain } from '../../../src/engine/wasm/engine.ts'
import { InputError } from '../../../src/math/input-error.ts'
import { evaluate } from '../../../src/run/evaluate.ts'
import { citations } from '../../../src/task/citations.ts'
import { iamOnline } from '../../../src/task/iam-online/iam-online.ts'
import { originOf } from '../../../src/task/iam-online/origin.ts'
import { loadTask } from '../../../src/task/load.ts'
import { naiveBaseline } from '../../../src/task/naive-baseline.ts'
import type { LoadedTask } from '../../../src/task/task.ts'
import { damaged } from '../damages.ts'
import { put } from '../timit/made-up.ts'
import { ascii, madeUpIam, stroke, xml } from './files.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'odyssey-iam-'))
  put(folder, madeUpIam())
})
afterEach(() => rmSync(folder, { recursive: true }))

const load = (data = folder) => loadTask(iamOnline, { data })
const path = (...names: string[]) => join(folder, ...names)
const line = (name: string) => `lineStrokes/${name.slice(0, 3)}/${name.slice(0, 7)}/${name}.xml`
const text = (form: string) => `ascii/${form.slice(0, 3)}/${form.slice(0, 7)}/${form}.txt`

/** The text that a label stands for. */
const written =
  ({ symbols = [] }: LoadedTask) =>
  ({ targets }: Sequence) =>
    [...targets].map((k) => symbols[k]).join('')

test('a tree with every trap: lines with their texts in the order of the lists, the broken ones left out', async () => {
  const task = await load()
  expect(task.symbols).toEqual(['', ' ', 'A', 'a', 'b', '\ufffd'])
  expect(task.outputs).toBe(6)
  const texts = Object.values({ ...task.splits }).map((split) => split.map(written(task)))
  expect(texts).toEqual([
    ['A bab', 'ba b', 'b', 'aa', 'b A', 'a', 'b', 'A', 'b'],
    ['ab', 'ba', '\ufffda\ufffd'],
    ['aaA'],
  ])
  const steps = Object.values({ ...task.splits }).map((split) => split.map((sequence) => sequence.steps))
  expect(steps).toEqual([[4 + 1 + 3, 6, 4, 5, 6, 7, 8, 9, 10], [5, 4, 5], [5]])
})

test('inputs are less their mean over the steps of training, over their deviation there', async () => {
  const { splits } = await load()
  const column = (k: number) => splits.training.flatMap(({ inputs }) => [...inputs.filter((_, at) => at % 4 === k)])
  for (let k = 0; k < 4; k++) {
    const values = column(k)
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length
    expect(mean).toBeCloseTo(0, 6)
    expect(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length).toBeCloseTo(1, 5)
  }
  // the pen is lifted 11 times in 63 steps: a flag of 1 is √((1 − p)/p) deviations above the mean
  const lifts = column(3).filter((value) => value > 0)
  expect(lifts.length).toBe(11)
  expect(lifts[0]).toBeCloseTo(Math.sqrt(52 / 11), 5)
  expect(splits.test[0].inputs[4 * 4 + 3]).toBeCloseTo(Math.sqrt(52 / 11), 5)
})

test('data may be the folder itself, one that holds it as IAM-OnDB in either letter case, or a link to it', async () => {
  const { fingerprint } = await load()
  put(path('above'), Object.fromEntries(Object.entries(madeUpIam()).map(([p, content]) => [`iam-ondb/${p}`, content])))
  expect((await load(path('above'))).fingerprint).toBe(fingerprint)
  symlinkSync(folder, path('link'))
  expect((await load(path('link'))).fingerprint).toBe(fingerprint)
})

test('loading tells how many of the lines are read, and ends where a signal says so', async () => {
  const told: string[] = []
  await loadTask(iamOnline, { data: folder, onProgress: ({ done, of }) => told.push(`${done}/${of}`) })
  expect([told.length, told[0], told.at(-1)]).toEqual([13, '1/13', '13/13'])
  const signal = AbortSignal.abort()
  await expect(loadTask(iamOnline, { data: folder, signal })).rejects.toThrow('aborted')
})

describe('what is missing or wrong is named, with what would be right', () => {
  const layout =
    'lineStrokes/a01/a01-000/a01-000u-01.xml, ascii/a01/a01-000/a01-000u.txt, trainset.txt, testset_v.txt, testset_t.txt and testset_f.txt'
  const howToGet = `IAM-OnDB comes from the University of Bern; unpack it and point --data at the folder with ${layout}`
  const refused = (message: string, data?: string) => expect(load(data)).rejects.toThrow(new InputError(message))

  test('no folder, a file, another folder', async () => {
    await refused(`no folder ${path('nowhere')}: ${howToGet}`, path('nowhere'))
    await refused(`${path('README')} must be a folder, with ${layout}`, path('README'))
    await refused(`no IAM-OnDB in ${path('ascii')}: ${howToGet}`, path('ascii'))
    symlinkSync(path('nowhere'), path('ascii/IAM-OnDB'))
    await refused(`no IAM-OnDB in ${path('ascii')}: ${howToGet}`, path('ascii'))
  })

  test.each(['trainset.txt', 'testset_v.txt', 'testset_t.txt', 'testset_f.txt', text('b02-100')])(
    'no %s',
    async (name) => {
      rmSync(path(name))
      await refused(`no file ${path(name)}: ${howToGet}`)
    },
  )

  test('a form in two splits', async () => {
    put(folder, { 'testset_t.txt': 'b02-101z\na01-000u\n' })
    await refused(`${path('testset_t.txt')}: form a01-000u cannot be in validation and in training`)
  })

  test('an id that leads elsewhere', async () => {
    put(folder, { 'testset_f.txt': 'c03-200x\n../../../x\n' })
    await refused(`${path('testset_f.txt')}, line 2: must be the id of a form, as a01-000u, not "../../../x"`)
  })

  test('a text without a pen line, a pen line without a text, a form without pen lines', async () => {
    renameSync(path(line('a01-000u-01')), path(line('a01-000u-03')))
    await refused(`no file ${path(line('a01-000u-01'))}: it must hold line 1 of 2 in ${path(text('a01-000u'))}`)
    put(folder, { [line('a01-000u-01')]: xml(stroke(12, 9)) })
    await refused(`${path(line('a01-000u-03'))} has no text: ${path(text('a01-000u'))} has 2 lines behind CSR:`)
    const place = path('lineStrokes/a01/a01-000')
    rmSync(place, { recursive: true })
    await refused(`no folder ${place}: it must hold the pen lines of form a01-000u, as a01-000u-01.xml`)
  })

  test('a text that does not fit: as many steps as characters, and one between equal neighbours', async () => {
    put(folder, { [line('c03-200x-01')]: xml(stroke(7, 1)) })
    expect((await load()).splits.test[0].steps).toBe(4)
    put(folder, { [line('c03-200x-01')]: xml(stroke(6, 1)) })
    await refused(
      `${path(line('c03-200x-01'))}: "aaA" needs at least 4 steps, one a character and one between equal neighbours, but every second point makes only 3`,
    )
  })

  test('pen lines that are none, too large a file, a folder', async () => {
    put(folder, { [line('a01-000u-02')]: 'no pen line' })
    await refused(`${path(line('a01-000u-02'))}, line 1: text between the elements of StrokeSet > Stroke > Point`)
    truncateSync(path(line('a01-000u-02')), 2 ** 32)
    await refused(`${path(line('a01-000u-02'))} has 4294967296 bytes; a file of IAM-OnDB has at most 1048576`)
    rmSync(path('trainset.txt'))
    put(folder, { 'trainset.txt/x': '' })
    await refused(`cannot read ${path('trainset.txt')} (it is a folder)`)
  })

  test('a split of which nothing is left', async () => {
    put(folder, { 'testset_f.txt': 'a08-552z', [text('a08-552z')]: ascii() })
    await refused(`${path(text('a08-552z'))} has no line behind "CSR:"`)
  })
})

test('a file damaged anywhere is refused or loads whole: 500 trees', async () => {
  const read = Object.entries(madeUpIam()).filter(([name]) => /\.(txt|xml)$/.test(name) && !name.includes('d04'))
  const others = read.map(([, content]) => Buffer.from(content))
  let turn = 0
  for (const content of damaged(others, 500)) {
    const [name, whole] = read[turn++ % read.length]
    put(folder, { [name]: content })
    try {
      const { splits } = await load()
      for (const split of Object.values({ ...splits })) expect(split.length).toBeGreaterThan(0)
    } catch (error) {
      expect(error).toBeInstanceOf(InputError)
    }
    put(folder, { [name]: whole })
  }
  expect((await load()).splits.training.length).toBe(9)
})

describe('reports name the corpus that was used', () => {
  const lines = (form: string, count: number) => Array(count).fill({ form, strokes: '', text: '' })

  test('IAM-OnDB is one with its ids and as many lines', () => {
    expect(originOf(lines('a01-000u', 12_000), '/home/me/data')).toBe(citations['iam-online'])
  })

  test('fewer lines, or other ids, are something laid out like it', () => {
    const other = 'laid out as IAM-OnDB, in the folder data; not the whole of IAM-OnDB'
    expect(originOf(lines('a01-000u', 900), '/home/me/data')).toBe(`900 pen lines ${other}`)
    expect(originOf([...lines('a01-000u', 12_000), ...lines('t01-000', 1)], 'data/')).toBe(`12001 pen lines ${other}`)
  })

  test('lines of UNIPEN are known by their forms', () => {
    expect(originOf(lines('u00-017z', 12_000), '/home/me/data')).toBe(
      'pen lines of UNIPEN (Guyon et al., 1994; CC BY 4.0) laid out as IAM-OnDB, in the folder data',
    )
  })

  test('a loaded task says so', async () => {
    expect((await load()).source).toMatch(/^13 pen lines laid out as IAM-OnDB, in the folder odyssey-iam-/)
  })
})

describe('a bidirectional CTC network on these lines', () => {
  /** A network with the sizes of the task, and its first line. */
  async function sample(cell: keyof typeof cells): Promise<Sample> {
    const { splits, outputs, ...task } = await load()
    const { inputs, directions, loss } = task
    const made = sampleFor(cells[cell], { inputs, outputs, directions, loss, hidden: 5 })
    return { ...made, sequence: splits.training[0] }
  }

  test.each(['V', 'FGR', 'GRU'] as const)(
    '%s: its gradient is that of finite differences to 1e-6, and the same in every engine to 1e-4',
    async (cell) => {
      const made = await sample(cell)
      expect(differencesOf(made).error).toBeLessThan(1e-6)
      for (const engine of Object.values(engines)) expect(disagreement(engine(), made).error).toBeLessThan(1e-4)
    },
  )

  test('learns to write a few lines by heart: no character of training is wrong', async () => {
    const task = await load()
    const splits = { ...task.splits, validation: task.splits.training.slice(0, 4) }
    const outcome = evaluate(
      {
        task: 'iam-online',
        cell: 'V',
        number: 0,
        settings: { hiddenSize: 20, learningRate: 5e-2, momentum: 0.9, inputNoise: 0 },
        keys: ['iam-online', 'V'],
      },
      {
        task: { ...task, splits },
        naiveBaseline: naiveBaseline(task, splits),
        cell: cells.V,
        rules: { epochs: 400, patience: 400 },
        engine: wasmPlain,
      },
    )
    expect(naiveBaseline(task, splits).validation).toBe(100)
    expect(outcome).toMatchObject({ kind: 'completed', validation: 0 })
  })
})

const LAY_OUT = join(process.env.ODYSSEY_DATA ?? '', 'unipen-to-iamondb.mjs')
describe.skipIf(process.env.ODYSSEY_DATA === undefined || !existsSync(LAY_OUT))(
  'pen lines of UNIPEN (needs ODYSSEY_DATA, a folder with unipen-to-iamondb.mjs and its lines)',
  () => {
    let corpus: string
    beforeAll(() => {
      corpus = mkdtempSync(join(tmpdir(), 'odyssey-unipen-'))
      execFileSync(process.execPath, [LAY_OUT, corpus, '60'], { stdio: 'ignore' })
    })
    afterAll(() => rmSync(corpus, { recursive: true }))

    test('60 lines of each split are read as they were laid out', async () => {
      const task = await load(corpus)
      expect(task.source).toMatch(/^pen lines of UNIPEN .* laid out as IAM-OnDB, in the folder odyssey-unipen-/)
      const { training, validation, test } = task.splits
      expect([training.length, validation.length, test.length]).toEqual([60, 60, 60])
      expect(task.symbols?.[1]).toBe(' ')
      for (const sequence of training) expect(written(task)(sequence)).toMatch(/^[!-~]+( [!-~]+)*$/)
    })
  },
)

test('Ctrl-C is heard while the texts of the lines are read, before any strokes are', async () => {
  const control = new AbortController()
  let read = 0
  setImmediate(() => control.abort())
  const loading = loadTask(iamOnline, { data: folder, onProgress: () => (read += 1), signal: control.signal })
  await expect(loading).rejects.toThrow('aborted')
  expect(read).toBe(0)
})
