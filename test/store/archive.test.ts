import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { cells } from '../../src/cell/catalog.ts'
import { InputError } from '../../src/math/input-error.ts'
import { stream } from '../../src/math/random.ts'
import { readArchive, readEntries, withoutHost, writeArchive } from '../../src/store/archive.ts'
import { openStore } from '../../src/store/open.ts'
import { inFile } from '../../src/study/definition-schema.ts'
import { packLosses } from '../../src/task/test-losses.ts'
import type { TrialRecord } from '../../src/train/record.ts'
import { definition, finishedTrial, withoutLosses } from './records.ts'

const root = mkdtempSync(join(tmpdir(), 'odyssey-archive-'))
afterAll(() => rmSync(root, { recursive: true }))
let files = 0
const place = (ending = '.jsonl') => join(root, `${files++}${ending}`)

const wild = finishedTrial({
  number: 3,
  outcome: {
    kind: 'diverged',
    validation: Number.NaN,
    test: Number.POSITIVE_INFINITY,
    bestEpoch: 0,
    epochs: 2,
    curve: { training: [-0, Number.NEGATIVE_INFINITY], validation: [Number.NaN, 1e300] },
    parameters: 9,
    weights: '',
  },
})
const trials: TrialRecord[] = [
  finishedTrial(),
  finishedTrial({ number: 1, outcome: { kind: 'failed', reason: 'out of “memory”\nat 3' } }),
  finishedTrial({ number: 2, equations: cells.CIFG }),
  wild,
]

const archived = async (path: string, list = trials) => {
  await writeArchive(path, [{ definition, trials: list }], { hostNames: true })
  return path
}

describe('an archive', () => {
  test.each(['.jsonl', '.jsonl.gz'])('%s gives studies and trials back with every bit', async (ending) => {
    expect(await readArchive(await archived(place(ending)))).toEqual([{ definition, trials }])
  })

  test('has no name of a machine unless asked', async () => {
    const path = place()
    expect(await writeArchive(path, [{ definition, trials }])).toBe(4)
    const [{ trials: read }] = await readArchive(path)
    expect(read.map(({ worker }) => worker)).toEqual(['#1', '#1', '#1', '#1'])
    expect(finishedTrial().worker).toBe('host#1')
  })

  test('of the same trials is the same file, and nothing else lies beside it', async () => {
    const [first, second, third] = [place('.jsonl.gz'), place('.jsonl.gz'), place('.jsonl.gz')]
    await archived(first)
    await writeArchive(second, await readArchive(first), { hostNames: true })
    await writeArchive(third, await readArchive(second), { hostNames: true })
    expect(readFileSync(third).equals(readFileSync(second))).toBe(true)
    expect(readdirSync(root).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  test('after another makes one with the trials of both, and what comes twice is there once', async () => {
    const [first, second, both] = [place('.jsonl.gz'), place('.jsonl.gz'), place('.jsonl.gz')]
    await archived(first, trials.slice(0, 2))
    await archived(second, trials.slice(1))
    writeFileSync(both, Buffer.concat([readFileSync(first), readFileSync(second)]))
    expect(await readArchive(both)).toEqual([{ definition, trials }])
  })

  test('of earlier versions, without checksums and an end, is read', async () => {
    const path = place()
    writeFileSync(
      path,
      `${JSON.stringify({ study: inFile(definition) })}\n${JSON.stringify({ trial: finishedTrial() })}\n`,
    )
    expect(await readArchive(path)).toEqual([{ definition, trials: [finishedTrial()] }])
  })

  test('opens as a store for reading, and only for that', async () => {
    const path = await archived(place('.jsonl.gz'), trials.slice(0, 2))
    const store = await openStore(path, { readonly: true })
    expect(await store.studies()).toEqual(['small'])
    expect(await store.trials('small')).toEqual(trials.slice(0, 2))
    await store.close()
    await expect(openStore(path)).rejects.toThrow('is an archive, which can only be read')
  })

  test('goes into a store that has a part of it, as often as one likes', async () => {
    const store = await openStore(':memory:')
    await store.register(definition)
    await store.record('small', trials[0])
    const path = await archived(place(), trials.slice(0, 3))
    expect(await store.add(readEntries(path))).toEqual({ studies: ['small'], trials: 2 })
    expect(await store.add(readEntries(path))).toEqual({ studies: ['small'], trials: 0 })
    expect(await store.trials('small')).toEqual(trials.slice(0, 3))
    await store.close()
  })
})

const filed = inFile(definition) as typeof definition
const study = JSON.stringify({ study: filed })
const line = (change: object) => JSON.stringify({ trial: { ...finishedTrial(), ...change } })
const completed = finishedTrial().outcome
const having = (change: object) => line({ outcome: { ...completed, ...change } })

const refusal = async (text: string | Uint8Array, ending = '.jsonl') => {
  const path = place(ending)
  writeFileSync(path, text)
  const error = await readArchive(path).then(
    () => 'read',
    (reason: unknown) => reason,
  )
  if (!(error instanceof InputError)) throw error
  return error.message.replace(path, 'FILE')
}

describe('the losses of test sequences', () => {
  const older = withoutLosses(finishedTrial())
  const { testSequences, ...bare } = definition.tasks.echo1
  const earlier = { ...definition, tasks: { ...definition.tasks, echo1: bare } }

  test('are compared only where both results have them: that of an earlier version is the same', async () => {
    const path = place()
    const newer = JSON.stringify({ trial: finishedTrial() })
    writeFileSync(
      path,
      `${JSON.stringify({ study: inFile(earlier) })}\n${JSON.stringify({ trial: older })}\n${study}\n${newer}\n`,
    )
    expect(await readArchive(path)).toEqual([{ definition, trials: [older] }])
    const store = await openStore(':memory:')
    await store.add([{ definition }, { study: 'small', trial: finishedTrial() }])
    expect(await store.add([{ definition: earlier }, { study: 'small', trial: older }])).toMatchObject({ trials: 0 })
    expect(await store.trials('small')).toEqual([finishedTrial()])
    const other = { ...completed, testLosses: packLosses([20, 10, 10])! } as TrialRecord['outcome']
    await expect(
      store.add([{ definition }, { study: 'small', trial: finishedTrial({ outcome: other }) }]),
    ).rejects.toThrow('the store holds another result of echo1/V/0')
    await store.close()
  })

  test('cannot be read of a study that says nothing of its test sequences', async () => {
    expect(await refusal(`${JSON.stringify({ study: inFile(earlier) })}\n${line({})}`)).toBe(
      'FILE, line 2 holds no trial of study small: outcome.testLosses cannot be read: the study says nothing of its test sequences',
    )
  })
})

describe('a file that is no archive is said to be none', () => {
  test.each([
    ['text', 'hello', 'FILE, line 1 is no JSON'],
    ['a list', '[]', 'FILE, line 1: a line holds {"study": …} or {"trial": …}'],
    ['a trial first', line({}), 'FILE, line 1: a trial before any study'],
    ['a compressed file that ends early', gzipSync(study).subarray(0, 40), 'FILE is damaged: unexpected end of file'],
  ])('%s', async (_, text, message) => {
    expect(await refusal(text, typeof text === 'string' ? '.jsonl' : '.jsonl.gz')).toBe(message)
  })

  test('a bomb of empty lines ends in a line, as does one line that does not end', async () => {
    const lines = gzipSync(Buffer.alloc(20_000_000, '\n'))
    expect(await refusal(lines, '.jsonl.gz')).toBe('FILE has more than 5000000 lines, the most of an archive')
    const long = gzipSync(Buffer.alloc(2 ** 26 + 2 ** 20, ' '))
    expect(await refusal(long, '.jsonl.gz')).toBe(`FILE, line 1 is longer than ${2 ** 26} bytes`)
  })
})

describe('a record that is none is refused, with its line and field', () => {
  test.each([
    ['a task of nobody', line({ task: 'toString' }), 'the study has no task toString'],
    ['a cell of nobody', line({ cell: 'W' }), 'the study has no cell W'],
    ['half a number', line({ number: 0.5 }), 'number must be a whole number of at least 0, not 0.5'],
    ['no outcome', line({ outcome: 3 }), 'outcome must be an outcome: completed, diverged or failed, not 3'],
    ['a result that is null', having({ test: null }), 'outcome.test must be a number, not null'],
    ['a result that is a list', having({ test: [0.1] }), 'outcome.test must be a number, not a list'],
    ['a result that is text', having({ validation: 'good' }), 'outcome.validation must be a number, not "good"'],
    ['a result that is a yes', having({ validation: true }), 'outcome.validation must be a number, not true'],
    [
      'losses that do not give the test result',
      having({ testLosses: packLosses([10, 10, 21]) }),
      'outcome.testLosses must give the result on the test set, 0.6666666666666666, not 0.6833333333333333',
    ],
    [
      'a loss too few',
      having({ testLosses: packLosses([10, 30]) }),
      'outcome.testLosses must be 3 numbers in hexadecimal, one a test sequence',
    ],
    ['an error below 0', having({ test: -50 }), 'outcome.test must be from 0, not -50'],
    [
      'an epoch that is null',
      having({ curve: { training: [null], validation: [1] } }),
      'outcome.curve.training[0] must be a number, not null',
    ],
    ['no curve', having({ curve: {} }), 'outcome.curve.training must be a list of numbers, not nothing'],
    [
      'a best epoch behind the last',
      having({ bestEpoch: 9 }),
      'outcome.bestEpoch must be at most 3, the epochs, not 9',
    ],
    ['a setting of nobody', line({ settings: { speed: 1 } }), 'no setting is named speed; there are'],
    ['seconds below 0', line({ seconds: -1 }), 'seconds must be a number of seconds from 0, not -1'],
    ['a field of nobody', line({ colour: 'red' }), 'it has an unknown field "colour"'],
  ])('%s', async (_, text, message) => {
    expect(await refusal(`${study}\n${text}\n`)).toContain(`FILE, line 2 holds no trial of study small: ${message}`)
  })

  test.each([
    ['no tasks', { tasks: undefined }, 'tasks must be an object, not nothing'],
    ['a seed that is text', { seed: '1' }, 'seed must be a whole number of at least 0, not "1"'],
    ['a question that is a list', { question: [] }, 'question must be a text, not an empty list'],
    [
      'a naive baseline that is null',
      { tasks: { echo1: { ...filed.tasks.echo1, trivial: { validation: null, test: 1 } } } },
      'tasks.echo1.trivial.validation must be a number, not null',
    ],
    [
      'a metric of nobody',
      { tasks: { echo1: { ...filed.tasks.echo1, metric: 'luck' } } },
      'tasks.echo1.metric must be nats, nats per value, mse, mae, error, wrong sets, cer, per, not "luck"',
    ],
    ['a name that a terminal would obey', { name: '\u001b[31mred' }, 'the name of a study must be'],
  ])('a study with %s', async (_, change, message) => {
    expect(await refusal(JSON.stringify({ study: { ...filed, ...change } }))).toContain(`FILE, line 1 holds no study: `)
    expect(await refusal(JSON.stringify({ study: { ...filed, ...change } }))).toContain(message)
  })
})

describe('what contradicts itself is refused', () => {
  test.each([
    ['seed', { seed: 2 }, 'seed: 2 was 1'],
    ['epochs', { training: { epochs: 9, patience: 3 } }, 'epochs: 9 was 5'],
    ['equations', { cells: { ...definition.cells, V: cells.CIFG } }, 'cell V: the equations differ at node'],
  ])('two studies of one name that differ in %s', async (_, change, message) => {
    const other = JSON.stringify({ study: { ...filed, ...change } })
    const text = `${study}\n${line({})}\n${other}\n${line({ number: 1 })}\n`
    expect(await refusal(text)).toContain(`FILE, line 3: another study is named small on line 1: ${message}`)
  })

  test('two results of one trial', async () => {
    expect(await refusal(`${study}\n${line({})}\n${having({ validation: 0.5 })}\n`)).toBe(
      'FILE: lines 2 and 3 hold different results of echo1/V/0',
    )
  })

  test('a result that is not the one of the store', async () => {
    const store = await openStore(':memory:')
    await store.add([{ definition }, { study: 'small', trial: finishedTrial() }])
    const other = { ...finishedTrial(), outcome: { ...completed, test: 0.5 } } as TrialRecord
    await expect(store.add([{ definition }, { study: 'small', trial: other }])).rejects.toThrow(
      'the store holds another result of echo1/V/0 of study small; keep this one in a store of its own',
    )
    await store.close()
  })
})

describe('damaged anywhere, it is refused or says the same', () => {
  test.each(['.jsonl', '.jsonl.gz'])('%s', async (ending) => {
    const whole = readFileSync(await archived(place(ending)))
    const random = stream('damaged archive', ending)
    const path = place(ending)
    let refused = 0
    for (let k = 0; k < 250; k++) {
      const bytes = Buffer.from(whole)
      const at = random.integer(bytes.length)
      bytes[at] ^= 1 << random.integer(8)
      writeFileSync(path, k % 5 === 0 ? bytes.subarray(0, at) : bytes)
      try {
        expect(await readArchive(path)).toEqual([{ definition, trials }])
      } catch (error) {
        if (!(error instanceof InputError)) throw error
        refused += 1
      }
    }
    expect(refused).toBeGreaterThan(200)
  })
})

test('a worker is told without its machine, whatever form its name has', () => {
  expect(['host#2', '#2', 'a#b#3', 'host', ''].map(withoutHost)).toEqual(['#2', '#2', '#3', '', ''])
})
