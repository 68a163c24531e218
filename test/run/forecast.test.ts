import { expect, test } from 'vitest'
import type { Engine } from '../../src/engine/engine.ts'
import { operationsOf } from '../../src/engine/operations.ts'
import { reference } from '../../src/engine/reference/reference.ts'
import { forecast } from '../../src/run/forecast.ts'
import { type RunEvent, runStudy } from '../../src/run/run.ts'
import { openStore } from '../../src/store/open.ts'
import { fixed } from '../../src/study/space.ts'
import { loadTask } from '../../src/task/load.ts'
import { oneLayer } from '../engine/network.ts'
import { small } from '../study/small.ts'

const BILLION = 1e9
const long = { ...small, trials: BILLION, space: { ...small.space, hiddenSize: fixed(5) } }
const [echo] = long.tasks
const untimed = async () => [{ task: await loadTask(echo), cells: ['V', 'GRU'] }]

/** What a run knows when it begins; it is stopped there. */
async function atFirst(study: typeof small): Promise<RunEvent> {
  const control = new AbortController()
  const events: RunEvent[] = []
  const onEvent = (event: RunEvent) => {
    events.push(event)
    control.abort()
  }
  const store = await openStore(':memory:')
  await runStudy(study, { store, workers: 2, signal: control.signal, onEvent })
  await store.close()
  return events[0]
}

test('a run of more than an hour knows at its beginning how long it takes, a shorter one does not measure it', async () => {
  const begun = await atFirst(long)
  expect(begun.type === 'ready' && begun.progress.secondsLeft).toBeGreaterThan(3600)
  expect(await atFirst(small)).toMatchObject({ type: 'ready', progress: { done: 0, secondsLeft: undefined } })
})

test('cells are forecast in the ratio of their operations', async () => {
  const seconds = forecast(long, await untimed(), { engine: reference, workers: 2 })
  const operations = (cell: 'V' | 'GRU') =>
    operationsOf(oneLayer({ ...echo, cell: small.cells[cell] as never, hidden: 5 }), 1)
  expect(Object.keys(seconds)).toEqual(['echo1/V', 'echo1/GRU'])
  expect(seconds['echo1/V'] / seconds['echo1/GRU']).toBeCloseTo(operations('V') / operations('GRU'), 9)
})

test('a network that gets no memory has no forecast', async () => {
  const full: Engine = {
    ...reference,
    compile() {
      throw new RangeError('Array buffer allocation failed')
    },
  }
  expect(forecast(long, await untimed(), { engine: full, workers: 2 })).toEqual({})
})
