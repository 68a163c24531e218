import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { cells } from '../../../src/cell/catalog.ts'
import type { Sequence } from '../../../src/engine/engine.ts'
import { wasmPlain } from '../../../src/engine/wasm/engine.ts'
import { InputError } from '../../../src/math/input-error.ts'
import { evaluate } from '../../../src/run/evaluate.ts'
import { citations } from '../../../src/task/citations.ts'
import { loadTask } from '../../../src/task/load.ts'
import { naiveBaseline } from '../../../src/task/naive-baseline.ts'
import type { LoadOptions } from '../../../src/task/task.ts'
import { featuresOf } from '../../../src/task/timit/features.ts'
import { phones } from '../../../src/task/timit/labels.ts'
import { originOf } from '../../../src/task/timit/origin.ts'
import { splitOf } from '../../../src/task/timit/splits.ts'
import { timit } from '../../../src/task/timit/timit.ts'
import { sphere } from './files.ts'
import { madeUpTimit, noise, put } from './made-up.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'odyssey-timit-'))
  put(folder, madeUpTimit())
})
afterEach(() => rmSync(folder, { recursive: true }))

const load = (data = folder, options: LoadOptions = {}) => loadTask(timit, { data, ...options })
const named = ({ targets }: Sequence) => [...targets].map((phone) => phones[phone])
const speaker = 'TIMIT/TRAIN/DR1/FCJF0'

test('a tree with every trap: SI and SX of any format, names in either case, in the order of their names', async () => {
  const { splits } = await load()
  expect(splits.training.map(named)).toEqual([
    [...Array(5).fill('h#'), ...Array(4).fill('ax-h')],
    ['h#', 'h#', 'sh', 'sh', 'sh', 'iy', 'iy', 'iy'],
    ['h#', 'h#', 'h#', 'h#', 'q', 'zh'],
  ])
  expect(splits.validation.map(named)).toEqual([['h#', 'h#', 'h#', 'h#', 'aa']])
  expect(splits.test.map(named)).toEqual([['epi', 'epi', 'epi', 'epi']])
})

test('inputs are the features less their mean over the frames of training, over their deviation there', async () => {
  const { splits } = await load()
  const recordings = [noise('big-endian', 1760), noise('plain', 1600), noise('RIFF', 1200)].map(featuresOf)
  const column = (k: number) => recordings.flatMap((features) => [...features.filter((_, at) => at % 39 === k)])
  const heldOut = featuresOf(noise('core test', 1039))
  for (let k = 0; k < 39; k++) {
    const values = column(k)
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length
    const deviation = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length)
    const found = splits.training.flatMap(({ inputs }) => [...inputs.filter((_, at) => at % 39 === k)])
    found.forEach((value, t) => expect(value).toBeCloseTo((values[t] - mean) / deviation, 4))
    expect(splits.test[0].inputs[k]).toBeCloseTo((heldOut[k] - mean) / deviation, 4)
  }
})

test('a feature that never varies in training is only moved to 0', async () => {
  const silence = sphere(Array(1600).fill(0))
  for (const name of ['SX37.WAV', 'SI648.WAV']) put(folder, { [join(speaker, name)]: silence })
  put(folder, { 'TIMIT/TRAIN/dr8/mbcg0/sx57.wav': silence })
  const { splits } = await load()
  for (const { inputs } of splits.training) for (const value of inputs) expect(Math.abs(value)).toBeLessThan(1e-3)
})

test('letter case does not change a number', async () => {
  const { fingerprint } = await load()
  const lower = join(folder, 'lower')
  put(lower, Object.fromEntries(Object.entries(madeUpTimit()).map(([path, content]) => [path.toLowerCase(), content])))
  expect((await load(lower)).fingerprint).toBe(fingerprint)
})

test('data may be the folder with TRAIN and TEST, the one above, or the one above that, or a link to it', async () => {
  const { fingerprint } = await load()
  expect((await load(join(folder, 'TIMIT'))).fingerprint).toBe(fingerprint)
  const disc = join(folder, 'disc')
  put(disc, Object.fromEntries(Object.entries(madeUpTimit()).map(([path, content]) => [`timit/${path}`, content])))
  expect((await load(disc)).fingerprint).toBe(fingerprint)
  symlinkSync(join(folder, 'TIMIT'), join(folder, 'link'))
  expect((await load(join(folder, 'link'))).fingerprint).toBe(fingerprint)
})

describe('what is missing or wrong is named, with what would be right', () => {
  const layout = 'TIMIT/{TRAIN,TEST}/DR1…DR8/SPEAKER/SX1.WAV and SX1.PHN'
  const howToGet = `TIMIT comes from the Linguistic Data Consortium (LDC93S1); unpack it and point --data at the folder with ${layout}`
  const refused = (message: string, data?: string) => expect(load(data)).rejects.toThrow(new InputError(message))
  const path = (...names: string[]) => join(folder, ...names)

  test('no folder, a file, a folder without TIMIT', async () => {
    await refused(`no folder ${path('nowhere')}: ${howToGet}`, path('nowhere'))
    await refused(`${path('TIMIT/README.DOC')} must be a folder, with ${layout}`, path('TIMIT/README.DOC'))
    await refused(`no TIMIT in ${path(speaker)}: ${howToGet}`, path(speaker))
  })

  test('no TEST; no speaker of a list', async () => {
    rmSync(path('TIMIT/TEST/DR5/MDAB0'), { recursive: true })
    await refused(
      `${path('TIMIT/TEST')} has no SI or SX sentence of a speaker of the core test set, as MDAB0: it must have ${layout}`,
    )
    rmSync(path('TIMIT/TEST'), { recursive: true })
    await refused(`no folder ${path('TIMIT/TEST')} beside ${path('TIMIT/TRAIN')}`)
  })

  test('a speaker of the test set in TRAIN', async () => {
    put(folder, { 'TIMIT/TRAIN/DR1/mdab0/SX1.WAV': '' })
    await refused(`${path('TIMIT/TRAIN/DR1/mdab0')}: MDAB0 is a speaker of TEST, and cannot be in TRAIN`)
  })

  test('a recording without labels, labels without a recording', async () => {
    rmSync(path(speaker, 'SX37.PHN'))
    await refused(`no file ${path(speaker, 'SX37.PHN')}: each sentence has a .WAV and a .PHN`)
    renameSync(path(speaker, 'SX37.WAV'), path(speaker, 'SX37.PHN'))
    await refused(`no file ${path(speaker, 'SX37.WAV')}: each sentence has a .WAV and a .PHN`)
  })

  test('the same name in two letter cases', async () => {
    put(folder, { [`${speaker}/sx37.wav`]: '' })
    await expect(load()).rejects.toThrow('cannot both be SX37.WAV')
  })

  test('shorten, an odd byte, too few samples, too large a file, a folder', async () => {
    put(folder, { [`${speaker}/SX37.WAV`]: sphere([], { sample_coding: '-s26 pcm,embedded-shorten-v2.00' }) })
    await expect(load()).rejects.toThrow(`${path(speaker, 'SX37.WAV')} has samples coded as pcm,embedded-shorten-v2.00`)
    put(folder, { [`${speaker}/SX37.WAV`]: Buffer.concat([sphere(noise('plain', 1600)), Buffer.alloc(1)]) })
    await refused(`${path(speaker, 'SX37.WAV')} must have 2 × 1600 bytes of samples, not 3201: it may be damaged`)
    put(folder, { [`${speaker}/SX37.WAV`]: sphere(noise('short', 399)) })
    await refused(`${path(speaker, 'SX37.WAV')} must have at least 400 samples, not 399`)
    truncateSync(path(speaker, 'SX37.WAV'), 2 ** 32)
    await refused(`${path(speaker, 'SX37.WAV')} has 4294967296 bytes; a file of TIMIT has at most 2097152`)
    rmSync(path(speaker, 'SX37.WAV'))
    put(folder, { [`${speaker}/SX37.WAV/x`]: '' })
    await refused(`cannot read ${path(speaker, 'SX37.WAV')} (it is a folder)`)
  })

  test('labels that are none', async () => {
    put(folder, { [`${speaker}/SX37.PHN`]: '0 400 h#\n400 1600 xx\n' })
    await refused(`${path(speaker, 'SX37.PHN')}, line 2: no phone named xx; there are aa, ae, ah, … zh`)
    put(folder, { [`${speaker}/SX37.PHN`]: '0 0 h#\n' })
    await refused(`${path(speaker, 'SX37.PHN')} must label more than the first sample`)
  })
})

test('a sentence damaged anywhere is refused or loads whole: 500 trees', async () => {
  const files = Object.entries(madeUpTimit()).filter(([path]) => /S[IX]\d+\.(WAV|PHN)$/i.test(path))
  const edit = fc.record({ at: fc.nat(1200), lost: fc.nat(3), added: fc.uint8Array({ maxLength: 3 }) })
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...files), edit, async ([path, content], { at, lost, added }) => {
      const whole = Buffer.from(content)
      const place = at % (whole.length + 1)
      put(folder, { [path]: Buffer.concat([whole.subarray(0, place), added, whole.subarray(place + lost)]) })
      try {
        expect((await load()).splits.training.length).toBe(3)
      } catch (error) {
        expect(error).toBeInstanceOf(InputError)
      } finally {
        put(folder, { [path]: content })
      }
    }),
    { numRuns: 500 },
  )
})

describe('cached features', () => {
  const files = (cache: string) => readdirSync(cache).map((name) => join(cache, name))

  test('are the same numbers, one file a recording, and are read where they are', async () => {
    const cache = join(folder, 'cache', 'here')
    const { fingerprint } = await load()
    expect((await load(folder, { cache })).fingerprint).toBe(fingerprint)
    expect(files(cache).length).toBe(5)
    // numbers nobody would compute, with their checksum, show that they are read
    const [file] = files(cache)
    const numbers = readFileSync(file).subarray(32).fill(0)
    writeFileSync(file, Buffer.concat([createHash('sha256').update(numbers).digest(), numbers]))
    expect((await load(folder, { cache })).fingerprint).not.toBe(fingerprint)
  })

  test('that are damaged in any way are computed and written again', async () => {
    const cache = join(folder, 'cache')
    const { fingerprint } = await load(folder, { cache })
    const whole = files(cache).map((file) => readFileSync(file))
    const damages: ((content: Buffer) => Buffer)[] = [
      (content) => content.subarray(0, -4),
      () => Buffer.alloc(0),
      (content) => Buffer.concat([content.subarray(0, 100), Buffer.from([1 + content[100]]), content.subarray(101)]),
      (content) => Buffer.concat([content, Buffer.alloc(4)]),
      (content) => Buffer.alloc(content.length),
    ]
    for (const damage of damages) {
      files(cache).forEach((file, k) => writeFileSync(file, damage(whole[k])))
      expect((await load(folder, { cache })).fingerprint).toBe(fingerprint)
      expect(files(cache).map((file) => readFileSync(file))).toEqual(whole)
    }
  })

  test('follow the content of a recording, not its name', async () => {
    const cache = join(folder, 'cache')
    await load(folder, { cache })
    put(folder, { [`${speaker}/SX37.WAV`]: sphere(noise('another', 1600)) })
    const { fingerprint } = await load(folder, { cache })
    expect(fingerprint).toBe((await load()).fingerprint)
    expect(files(cache).length).toBe(6)
  })

  test('have a name that changes with the way they are computed: whoever changes them gives METHOD another number', async () => {
    const cache = join(folder, 'cache')
    await load(folder, { cache })
    const pinned = files(cache).map((file) => [basename(file), readFileSync(file).subarray(0, 32).toString('hex')])
    expect(pinned.sort()[0].map((hash) => hash.slice(0, 16))).toEqual(['0039b9e2227937ec', '45caadfe0d0eb0bd'])
  })

  test('that cannot be cached are computed all the same, and it is said why they are not', async () => {
    const cache = join(folder, 'TIMIT/README.DOC')
    const told: (string | undefined)[] = []
    const { fingerprint } = await load(folder, { cache, onProgress: ({ uncached }) => told.push(uncached) })
    expect(fingerprint).toBe((await load()).fingerprint)
    expect(told).toHaveLength(5)
    for (const line of told)
      expect(line).toMatch(/^cannot make the folder .*README\.DOC: there is a file of this name$/)
  })
})

test('loading tells how many of the recordings are read, and ends where a signal says so', async () => {
  const told: string[] = []
  await load(folder, { onProgress: ({ done, of }) => told.push(`${done}/${of}`) })
  expect(told).toEqual(['1/5', '2/5', '3/5', '4/5', '5/5'])
  const control = new AbortController()
  const onProgress = ({ done }: { done: number }) => done === 2 && control.abort()
  await expect(load(folder, { onProgress, signal: control.signal })).rejects.toThrow('aborted')
})

describe('reports name the corpus that was used', () => {
  const sentences = (speaker: string, count: number) => Array(count).fill({ speaker, recording: '', labels: '' })
  const of = (speaker: string, ...[training, validation, test]: [number, number, number]) =>
    originOf(
      {
        training: sentences(speaker, training),
        validation: sentences('FAKS0', validation),
        test: sentences('MDAB0', test),
      },
      '/home/me/speech/',
    )

  test('TIMIT is one with its number of sentences in each split', () => {
    expect(of('FCJF0', 3696, 400, 192)).toBe(citations.timit)
    expect(of('FCJF0', 3695, 400, 192)).toBe(
      '3695 + 400 + 192 sentences laid out as TIMIT, in the folder speech; not the whole of TIMIT',
    )
  })

  test('synthetic speech is known by its speakers, however much there is', () => {
    const synthetic = 'synthetic speech, by the voices of Festival, laid out as TIMIT, in the folder speech; not TIMIT'
    for (const speaker of ['MKAL0', 'FSLT2', 'MKED1']) expect(of(speaker, 3696, 400, 192)).toBe(synthetic)
  })

  test('a loaded task says so', async () => {
    expect((await load()).source).toMatch(/^3 \+ 1 \+ 1 sentences laid out as TIMIT, in the folder odyssey-timit-/)
  })
})

test('the speakers of the lists are validated and tested on, other speakers of TEST are in no split', () => {
  expect(splitOf('TEST', 'FAKS0')).toBe('validation')
  expect(splitOf('TEST', 'MRWS1')).toBe('validation')
  expect(splitOf('TEST', 'MDAB0')).toBe('test')
  expect(splitOf('TEST', 'FMLD0')).toBe('test')
  expect(splitOf('TEST', 'FAWF0')).toBeUndefined()
  expect(splitOf('TRAIN', 'FCJF0')).toBe('training')
})

const ARCHIVE = join(process.env.ODYSSEY_DATA ?? '', 'timit-like.tar.gz')
describe.skipIf(process.env.ODYSSEY_DATA === undefined || !existsSync(ARCHIVE))(
  'synthetic speech (needs ODYSSEY_DATA, a folder with timit-like.tar.gz)',
  () => {
    let corpus: string
    beforeAll(() => {
      corpus = mkdtempSync(join(tmpdir(), 'odyssey-timit-like-'))
      execFileSync('tar', ['-xzf', ARCHIVE, '-C', corpus])
    })
    afterAll(() => rmSync(corpus, { recursive: true }))

    test('says that it is synthetic speech', async () => {
      expect((await load(corpus)).source).toMatch(/^synthetic speech, .* not TIMIT$/)
    })

    test('there are 216, 36 and 36 sentences with 78,331, 12,487 and 10,714 frames', async () => {
      const { splits } = await load(corpus)
      const sizes = Object.values({ ...splits }).map((sentences) => [
        sentences.length,
        sentences.reduce((sum, { steps }) => sum + steps, 0),
      ])
      expect(sizes).toEqual([
        [216, 78331],
        [36, 12487],
        [36, 10714],
      ])
    })

    test('the most frequent phone is wrong for 85 % of the frames; a network that trained for two epochs, for less than 60 %', async () => {
      const task = await load(corpus)
      const most = naiveBaseline(task, task.splits)
      expect(most.test).toBeCloseTo(85.22, 2)
      const outcome = evaluate(
        {
          task: 'timit',
          cell: 'V',
          number: 0,
          settings: { hiddenSize: 20, learningRate: 1e-3, momentum: 0.9, inputNoise: 0 },
          keys: ['timit', 'V'],
        },
        { task, naiveBaseline: most, cell: cells.V, rules: { epochs: 2, patience: 2 }, engine: wasmPlain },
      )
      expect(outcome).toMatchObject({ kind: 'completed' })
      if (outcome.kind !== 'failed') expect(outcome.test).toBeLessThan(60)
    })
  },
)

test('Ctrl-C is heard while the folders are walked, before any recording is read', async () => {
  const control = new AbortController()
  let read = 0
  setImmediate(() => control.abort())
  const loading = load(folder, { onProgress: () => (read += 1), signal: control.signal })
  await expect(loading).rejects.toThrow('aborted')
  expect(read).toBe(0)
})
