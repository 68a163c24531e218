import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { losses } from '../../src/engine/loss/losses.ts'
import type { Examples } from '../../src/findings/examples.ts'
import { InputError } from '../../src/math/input-error.ts'
import { compact } from '../../src/math/text.ts'
import { sameness } from '../../src/report/words/decodings.ts'
import { examplesOf } from '../../src/run/examples.ts'
import { type RunEvent, runStudy } from '../../src/run/run.ts'
import { openStore } from '../../src/store/open.ts'
import type { StudyDefinition } from '../../src/study/definition.ts'
import { loadTask } from '../../src/task/load.ts'
import { metrics } from '../../src/task/metric.ts'
import type { TrialRecord } from '../../src/train/record.ts'
import { said } from '../engine/network.ts'
import { echo, small } from '../study/small.ts'

const folder = mkdtempSync(join(tmpdir(), 'odyssey-examples-'))
const [task] = small.tasks
let definition: StudyDefinition
let record: TrialRecord
/** More sequences than there are. */
let all: Promise<Examples>

beforeAll(async () => {
  const path = join(folder, 'small.sqlite')
  await runStudy({ ...small, tasks: [task], spaceOf: {}, trials: 1 }, { store: path, workers: 1 })
  const store = await openStore(path, { readonly: true })
  definition = await store.study('small')
  ;[record] = await store.trials('small')
  await store.close()
  all = examplesOf(definition, record, task, { count: 50 })
})
afterAll(() => rmSync(folder, { recursive: true }))

test('a trial trained again has the weights that were recorded, and says what gave its test result', async () => {
  const found = await all
  expect(found.again).toEqual(found.recorded)
  expect(sameness(found)).toMatch(
    /^Training it again gave the recorded weights, bit for bit \(SHA-256 [0-9a-f]{16}…\)\.$/,
  )
  expect(found.shown.map(({ place }) => place)).toEqual([0, 1, 2])
  const { splits } = await loadTask(task)
  const { sum, count } = metrics[task.metric]
  const value = (k: number) => losses[task.loss].value(said(found.shown[k].logits, splits.test[k], 1))
  const results = splits.test.map((sequence, k) => [
    sum({ loss: value(k), logits: () => found.shown[k].logits }, sequence, task),
    count(sequence, task),
  ])
  const test = results.reduce((all, [error]) => all + error, 0) / results.reduce((all, [, steps]) => all + steps, 0)
  expect(record.outcome.kind === 'completed' && record.outcome.test).toBeCloseTo(test, 5)
})

test('fewer sequences are spread over the test set', async () => {
  const { shown } = await examplesOf(definition, record, task, { count: 2 })
  expect(shown.map(({ place }) => place)).toEqual([0, 2])
})

test('the sequence at a place is shown, with its named values if they are wanted', async () => {
  const options = { place: 2, traced: true, engine: 'reference' } as const
  const { shown } = await examplesOf(definition, record, task, options)
  expect(shown.map(({ place }) => place)).toEqual([2])
  expect(shown[0].trace).toMatchObject({ steps: 20 })
  const { hidden, values } = shown[0].trace!.values.find(({ name }) => name === 'y')!
  expect(values).toHaveLength(20 * hidden)
  expect(values.every((y) => Math.abs(y) < 1)).toBe(true)
  await expect(examplesOf(definition, record, task, { place: 3 })).rejects.toThrow(
    new InputError('there are 3 test sequences, no sequence 4'),
  )
})

test('what happens is told as in a run, and a signal ends it', async () => {
  const events: RunEvent[] = []
  const control = new AbortController()
  const stopped = examplesOf(definition, record, task, {
    count: 1,
    signal: control.signal,
    onEvent: (event) => {
      events.push(event)
      if (event.type === 'epoch') control.abort()
    },
  })
  await expect(stopped).rejects.toThrow('aborted')
  expect(events[0]).toMatchObject({ type: 'started', of: 5, trial: { task: 'echo1', cell: record.cell, number: 0 } })
  expect(events[1]).toMatchObject({ type: 'epoch', epoch: 1, of: 5 })
})

test('other weights are told with the likely reason', async () => {
  const { again } = await all
  const from = (changed: object) => sameness({ again, recorded: { ...again, weights: 'f00', ...changed } })
  expect(from({ arithmetic: 'wasm float32 other' })).toBe(
    `Training it again did not give the recorded weights: these were computed with ${again.arithmetic}, the recorded ones with wasm float32 other, and the bits may differ between the two; the test result is ${compact(again.test)} now, ${compact(again.test)} in the record.`,
  )
  expect(from({ version: '0.0.1' })).toMatch(/version .* computed them now, version 0\.0\.1 then\.$/)
  expect(from({})).toMatch(/this should not happen: please report it\.$/)
})

test('other data, and a trial that left no weights, are refused', async () => {
  await expect(examplesOf(definition, record, echo('echo1', 2), { count: 1 })).rejects.toThrow(
    /^the data of task echo1 are not those of the study \(fingerprint [0-9a-f]{12}, not [0-9a-f]{12}\): point --data at the same$/,
  )
  const failed = { ...record, outcome: { kind: 'failed' as const, reason: 'no' } }
  await expect(examplesOf(definition, failed, task, { count: 1 })).rejects.toThrow(
    new InputError(`echo1/${record.cell}/0 failed and left no weights: it has no examples`),
  )
})
