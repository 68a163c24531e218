import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cells } from '../../src/cell/catalog.ts'
import type { Store } from '../../src/store/store.ts'
import type { Trained } from '../../src/train/outcome.ts'
import type { TrialRecord, TrialSummary } from '../../src/train/record.ts'
import { definition, finishedTrial, task } from '../store/records.ts'

const trained = finishedTrial().outcome as Trained

function withoutCurve({ outcome, ...trial }: TrialRecord) {
  if (outcome.kind === 'failed') return { ...trial, outcome }
  const { curve: _, testLosses: __, ...rest } = outcome
  return { ...trial, outcome: rest }
}

/** What every store does. `open` gives a new and empty one. */
export function storeContract(name: string, open: () => Promise<Store>): void {
  describe(`the store ${name}`, () => {
    let store: Store
    beforeEach(async () => {
      store = await open()
    })
    afterEach(() => store.close())

    test('holds nothing at first', async () => {
      expect(await store.studies()).toEqual([])
      await expect(store.study('small')).rejects.toThrow('no study named small in this store; it holds none yet')
    })

    test('keeps a study with its equations', async () => {
      await store.register(definition)
      expect(await store.study('small')).toEqual(definition)
    })

    test('lists studies, the oldest first, and answers a wrong name with them', async () => {
      for (const study of ['z', 'a', 'm']) await store.register({ ...definition, name: study })
      expect(await store.studies()).toEqual(['z', 'a', 'm'])
      await expect(store.study('b')).rejects.toThrow('no study named b in this store; there are z, a, m')
      await expect(store.trials('b')).rejects.toThrow('no study named b')
    })

    test('knows which study was trained last', async () => {
      expect(await store.lastTrained()).toBeUndefined()
      for (const study of ['z', 'a', 'm']) await store.register({ ...definition, name: study })
      await store.record('a', finishedTrial({ finished: '2026-03-01T00:00:00.000Z' }))
      await store.record('z', finishedTrial({ finished: '2026-02-01T00:00:00.000Z' }))
      await store.record('z', finishedTrial({ number: 1, finished: '2026-01-01T00:00:00.000Z' }))
      expect(await store.lastTrained()).toBe('a')
    })

    test('extends a study by new cells, tasks and trials', async () => {
      await store.register(definition)
      await store.register({ ...definition, trials: 9, cells: { V: cells.V, NP: cells.NP }, tasks: { echo3: task } })
      const { trials, cells: kept, tasks } = await store.study('small')
      expect([trials, Object.keys(kept), Object.keys(tasks)]).toEqual([
        9,
        ['V', 'GRU', 'NP'],
        ['echo1', 'echo2', 'echo3'],
      ])
      await store.register(definition)
      expect((await store.study('small')).trials).toBe(9)
    })

    test('refuses any other difference, names it, and keeps what it had', async () => {
      await store.register(definition)
      const other = { ...definition, seed: 2, trials: 99, training: { epochs: 5, patience: 4 } }
      await expect(store.register(other)).rejects.toThrow(
        'the store holds another study named small: seed: 2 was 1; patience: 4 was 3. Give this one a name or a store of its own',
      )
      expect(await store.study('small')).toEqual(definition)
    })

    test('gives finished trials back as they were', async () => {
      await store.register(definition)
      const records = [
        finishedTrial(),
        finishedTrial({ number: 1, outcome: { kind: 'failed', reason: 'out of “memory”\nat 3' } }),
        finishedTrial({ number: 2, equations: cells.CIFG }),
      ]
      for (const record of records) await store.record('small', record)
      expect(await store.trials('small')).toEqual(records)
    })

    test('gives them in the order of task, cell and number', async () => {
      await store.register(definition)
      const keys = [
        ['echo2', 'V', 0],
        ['echo1', 'V', 10],
        ['echo1', 'V', 9],
        ['echo1', 'GRU', 3],
      ] as const
      for (const [task, cell, number] of keys) await store.record('small', finishedTrial({ task, cell, number }))
      expect((await store.trials('small')).map(({ task, cell, number }) => [task, cell, number])).toEqual([
        ['echo1', 'GRU', 3],
        ['echo1', 'V', 9],
        ['echo1', 'V', 10],
        ['echo2', 'V', 0],
      ])
      expect(await store.finished('small')).toEqual(new Set(['echo1/GRU/3', 'echo1/V/9', 'echo1/V/10', 'echo2/V/0']))
    })

    test('gives them one after the other, more than are read at a time, with and without curves', async () => {
      await store.register({ ...definition, trials: 300 })
      const records = ['echo1', 'echo2'].flatMap((task) =>
        Array.from({ length: 260 }, (_, number) => finishedTrial({ task, number })),
      )
      await Promise.all(records.toReversed().map((record) => store.record('small', record)))
      const [trials, summaries] = [[] as TrialRecord[], [] as TrialSummary[]]
      for await (const trial of store.eachTrial('small')) trials.push(trial)
      for await (const some of store.summaries('small')) summaries.push(...some)
      expect(trials).toEqual(records)
      expect(summaries).toEqual(records.map(withoutCurve))
      await expect(store.eachTrial('b')[Symbol.asyncIterator]().next()).rejects.toThrow('no study named b')
    })

    test('counts what became of each pair, and finds its best trial, of equal ones the lower number', async () => {
      await store.register(definition)
      const failed = { kind: 'failed', reason: 'lightning' } as const
      const reached = (number: number, validation: number, kind: 'completed' | 'diverged' = 'completed') =>
        finishedTrial({ number, outcome: { ...trained, kind, validation } })
      const records = [
        reached(3, 0.5),
        reached(2, 0.25),
        reached(1, 0.25, 'diverged'),
        finishedTrial({ number: 0, outcome: failed }),
        reached(4, 0.125), // beyond the number of trials
        finishedTrial({ task: 'echo2', cell: 'GRU', number: 0, outcome: failed }),
      ]
      for (const record of records) await store.record('small', record)
      expect(await store.status('small')).toEqual([
        { task: 'echo1', cell: 'V', completed: 2, diverged: 1, failed: 1, best: withoutCurve(records[2]) },
        { task: 'echo1', cell: 'GRU', completed: 0, diverged: 0, failed: 0 },
        { task: 'echo2', cell: 'V', completed: 0, diverged: 0, failed: 0 },
        { task: 'echo2', cell: 'GRU', completed: 0, diverged: 0, failed: 1 },
      ])
    })

    test('keeps a trial once, and the first result of it', async () => {
      await store.register(definition)
      await store.record('small', finishedTrial())
      await expect(store.record('small', finishedTrial({ seconds: 9 }))).rejects.toThrow(
        'the store has echo1/V/0 of study small already',
      )
      expect(await store.trials('small')).toEqual([finishedTrial()])
    })

    test('keeps trials of studies apart', async () => {
      await store.register(definition)
      await store.register({ ...definition, name: 'other' })
      await store.record('small', finishedTrial())
      expect(await store.trials('other')).toEqual([])
      expect(await store.finished('other')).toEqual(new Set())
    })

    test('keeps no trial of a study it does not hold', async () => {
      await expect(store.record('nowhere', finishedTrial())).rejects.toThrow()
    })

    test('keeps many at once', async () => {
      await store.register(definition)
      await Promise.all(Array.from({ length: 50 }, (_, number) => store.record('small', finishedTrial({ number }))))
      expect((await store.trials('small')).map(({ number }) => number)).toEqual(
        Array.from({ length: 50 }, (_, number) => number),
      )
    })

    test('keeps every bit of a number, not finite ones among them', async () => {
      await store.register(definition)
      let number = 0
      const curves = fc.array(fc.double(), { maxLength: 8 })
      const property = fc.asyncProperty(fc.double({ min: -0 }), curves, async (value, curve) => {
        const outcome = {
          kind: 'diverged',
          validation: value,
          test: value,
          bestEpoch: 0,
          epochs: curve.length,
          curve: { training: curve, validation: curve.toReversed() },
          parameters: 1,
          weights: '',
        } as const
        const record = finishedTrial({ number: number++, outcome })
        await store.record('small', record)
        expect((await store.trials('small')).at(-1)).toEqual(record)
      })
      await fc.assert(property, { numRuns: 50 })
    })
  })
}
