import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { cells } from '../../src/cell/catalog.ts'
import { InputError } from '../../src/math/input-error.ts'
import { putInto, readArchive, writeArchive } from '../../src/store/archive.ts'
import { openStore } from '../../src/store/open.ts'
import type { TrialRecord } from '../../src/train/record.ts'
import { definition, finishedTrial } from './records.ts'

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

describe('an archive', () => {
  test.each(['.jsonl', '.jsonl.gz'])('%s gives studies and trials back with every bit', (ending) => {
    const path = place(ending)
    writeArchive(path, [{ definition, trials }])
    expect(readArchive(path)).toEqual([{ definition, trials }])
  })

  test('of the same trials is the same file, and nothing else lies beside it', () => {
    const [first, second] = [place('.jsonl.gz'), place('.jsonl.gz')]
    writeArchive(first, [{ definition, trials }])
    writeArchive(second, readArchive(first))
    expect(readFileSync(second).equals(readFileSync(first))).toBe(true)
    expect(readdirSync(root).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  test('after another makes one with the trials of both', () => {
    const [first, second, both] = [place('.jsonl.gz'), place('.jsonl.gz'), place('.jsonl.gz')]
    writeArchive(first, [{ definition, trials: trials.slice(0, 1) }])
    writeArchive(second, [{ definition, trials: trials.slice(1) }])
    writeFileSync(both, Buffer.concat([readFileSync(first), readFileSync(second)]))
    expect(readArchive(both)).toEqual([{ definition, trials }])
  })

  test('opens as a store for reading, and only for that', async () => {
    const path = place('.jsonl.gz')
    writeArchive(path, [{ definition, trials: trials.slice(0, 2) }])
    const store = await openStore(path, { readonly: true })
    expect(await store.studies()).toEqual(['small'])
    expect(await store.trials('small')).toEqual(trials.slice(0, 2))
    await store.close()
    await expect(openStore(path)).rejects.toThrow('is an archive, which can only be read')
  })

  test('goes into a store that has a part of it', async () => {
    const store = await openStore(':memory:')
    await store.register(definition)
    await store.record('small', trials[0])
    expect(await putInto(store, [{ definition, trials: trials.slice(0, 3) }])).toBe(2)
    expect(await store.trials('small')).toEqual(trials.slice(0, 3))
    await store.close()
  })
})

describe('a file that is no archive is said to be none', () => {
  const study = JSON.stringify({ study: definition })
  const line = (change: object) => JSON.stringify({ trial: { ...finishedTrial(), ...change } })
  test.each([
    ['text', 'hello', ', line 1 is no JSON'],
    ['a list', '[]', ', line 1: a line holds {"study": …} or {"trial": …}'],
    ['a trial first', line({}), ', line 1: a trial before any study'],
    ['a study without tasks', '{"study":{"name":"x"}}', ', line 1 holds no study: it has no tasks'],
    ['a task of nobody', `${study}\n${line({ task: 'toString' })}`, 'study small: it has no task toString'],
    ['a cell of nobody', `${study}\n${line({ cell: 'W' })}`, 'line 2 holds no trial of study small: it has no cell W'],
    ['half a number', `${study}\n${line({ number: 0.5 })}`, '0.5 is no number of a trial'],
    ['no outcome', `${study}\n${line({ outcome: 3 })}`, 'it has no outcome'],
    ['no curve', `${study}\n${line({ outcome: { ...wild.outcome, curve: {} } })}`, 'it has no learning curve'],
  ])('%s', (_, text, message) => {
    const path = place()
    writeFileSync(path, text)
    expect(() => readArchive(path)).toThrow(InputError)
    expect(() => readArchive(path)).toThrow(message)
  })

  test('a compressed file that ends early', () => {
    const path = place('.jsonl.gz')
    writeFileSync(path, gzipSync(study).subarray(0, 40))
    expect(() => readArchive(path)).toThrow(`${path} is damaged: unexpected end of file`)
  })

  test('damaged anywhere, it is read or refused', () => {
    const whole = Buffer.from(`${study}\n${line({})}\n${line({ number: 1 })}\n`)
    const path = place()
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }), fc.boolean(), (at, byte, cut) => {
        const bytes = Buffer.from(cut ? whole.subarray(0, at) : whole)
        if (!cut) bytes[at] = byte
        writeFileSync(path, bytes)
        try {
          return readArchive(path).length <= 1
        } catch (error) {
          return error instanceof InputError
        }
      }),
      { numRuns: 500 },
    )
  })
})
