import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { cells } from '../../src/cell/catalog.ts'
import { equationsOf } from '../../src/cell/template.ts'
import { InputError } from '../../src/math/input-error.ts'
import { blameFor } from '../../src/run/machine.ts'
import { type RunEvent, runStudy } from '../../src/run/run.ts'
import { lockForRun } from '../../src/store/lock.ts'
import { openStore } from '../../src/store/open.ts'
import { choice } from '../../src/study/space.ts'
import type { Study } from '../../src/study/study.ts'
import { trialName, trialsOf } from '../../src/study/trial.ts'
import type { TrialRecord } from '../../src/train/record.ts'
import { small } from '../study/small.ts'

const root = mkdtempSync(join(tmpdir(), 'odyssey-run-'))
afterAll(() => rmSync(root, { recursive: true }))
let places = 0
let store = ''
beforeEach(() => {
  store = join(root, `${places++}.sqlite`)
})

/** What a trial computes, without who did it and when. */
const computed = ({ task, cell, number, settings, outcome, arithmetic }: TrialRecord) => {
  return { task, cell, number, settings, outcome, arithmetic }
}

async function trialsIn(path: string, study = 'small'): Promise<TrialRecord[]> {
  const opened = await openStore(path, { readonly: true })
  const records = await opened.trials(study)
  await opened.close()
  return records
}

const alone = join(root, 'alone.sqlite')
const expected = runStudy(small, { store: alone, workers: 1 }).then(async () => (await trialsIn(alone)).map(computed))

describe('a study', () => {
  test('gives every trial an outcome, with a learning curve and the hash of its weights', async () => {
    const trials = await expected
    expect(trials.map(trialName).sort()).toEqual([...trialsOf(small)].map(trialName).sort())
    expect(new Set(trials.map(({ outcome }) => outcome.kind))).toEqual(new Set(['completed']))
    const hashes = trials.map(({ outcome }) => outcome.kind !== 'failed' && outcome.weights)
    expect(new Set(hashes).size).toBe(24)
    for (const { outcome } of trials) {
      if (outcome.kind === 'failed') continue
      expect(outcome.weights).toMatch(/^[0-9a-f]{64}$/)
      expect(outcome.curve.validation).toHaveLength(outcome.epochs)
    }
  })

  test('gives the same trials with two workers, in settings, learning curves and weights', async () => {
    await runStudy(small, { store, workers: 2 })
    expect((await trialsIn(store)).map(computed)).toEqual(await expected)
  })

  test('gives the same trials with seven workers, which is more than finish in order', async () => {
    await runStudy(small, { store, workers: 7 })
    expect((await trialsIn(store)).map(computed)).toEqual(await expected)
  })

  test('gives the same trials in another order, by parts and extended', async () => {
    const first: Study = { ...small, tasks: [small.tasks[1]], cells: { GRU: cells.GRU }, baseline: 'GRU', trials: 2 }
    await runStudy(first, { store, workers: 1 })
    expect((await trialsIn(store)).map(trialName)).toEqual(['echo2/GRU/0', 'echo2/GRU/1'])
    const turned = { ...small, tasks: [...small.tasks].reverse() }
    const { finished, done } = await runStudy({ ...turned, trials: 3 }, { store, workers: 2 })
    expect([finished, done]).toEqual([16, 18])
    await runStudy(small, { store, workers: 2 })
    expect((await trialsIn(store)).map(computed)).toEqual(await expected)
  })

  test('is done already when it is run again', async () => {
    const events: RunEvent[] = []
    const summary = await runStudy(small, { store: alone, workers: 2, onEvent: (event) => events.push(event) })
    expect(summary).toMatchObject({ total: 24, done: 24, finished: 0, left: 0, stopped: false })
    expect(events.map(({ type }) => type)).toEqual(['ready'])
  })

  test('killed at a random moment and resumed, three times over, loses and repeats nothing', async () => {
    const said: string[] = []
    for (let round = 0; round < 3; round++) {
      const child = spawn(process.execPath, [fileURLToPath(new URL('study-run.ts', import.meta.url)), store, '2'])
      let text = ''
      child.stdout.on('data', (data) => {
        if (text === '') setTimeout(() => child.kill('SIGKILL'), Math.random() * 100)
        text += data
      })
      await once(child, 'close')
      said.push(...text.split('\n').slice(0, -1))
    }
    const kept = (await trialsIn(store)).map(trialName)
    expect(said.filter((name) => !kept.includes(name))).toEqual([])
    const { finished } = await runStudy(small, { store, workers: 2 })
    expect(finished).toBe(24 - kept.length)
    expect(new Set(said).size).toBe(said.length)
    expect((await trialsIn(store)).map(computed)).toEqual(await expected)
  })

  test.skipIf(process.platform !== 'linux')(
    'needs the addresses of a memory a thread, not of one a trial',
    async () => {
      const child = spawn(process.execPath, [fileURLToPath(new URL('study-run.ts', import.meta.url)), store, '2'])
      let gigabytes = 0
      child.stdout.on('data', () => {
        const peak = /VmPeak:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]
        if (peak !== undefined) gigabytes = Number(peak) / 1e6
      })
      await once(child, 'close')
      expect(gigabytes).toBeGreaterThan(0)
      expect(gigabytes).toBeLessThan(60)
    },
  )

  test('records who computed a trial, when, how and how long', async () => {
    const [record] = await trialsIn(await expected.then(() => alone))
    expect(record.arithmetic).toMatch(/^wasm float32 (relaxed|plain)$/)
    expect(record.version).toMatch(/^\d+\.\d+\.\d+/)
    expect(record.worker).toMatch(/#1$/)
    expect(record.finished).toBe(new Date(record.finished).toISOString())
    expect(record.seconds).toBeGreaterThan(0)
  })

  test('keeps the equations of a trial where its settings chose them', async () => {
    const free: Study = {
      ...small,
      cells: { free: { lstm: { outputGate: 'open' } } },
      baseline: 'free',
      trials: 3,
      space: { ...small.space, forgetGate: choice('learned', 'open', 'coupled') },
    }
    await runStudy(free, { store, workers: 2 })
    for (const { settings, equations } of await trialsIn(store)) {
      expect(equations).toEqual(equationsOf(free.cells.free, settings))
    }
    expect((await trialsIn(alone))[0].equations).toBeUndefined()
  })

  test('runs on the reference engine', async () => {
    await runStudy({ ...small, trials: 1 }, { store, workers: 1, engine: 'reference' })
    expect(new Set((await trialsIn(store)).map(({ arithmetic }) => arithmetic))).toEqual(new Set(['reference float64']))
  })
})

describe('events', () => {
  test('tell what is needed for progress bars', async () => {
    const events: RunEvent[] = []
    await runStudy(small, { store, workers: 2, onEvent: (event) => events.push(event) })
    expect(events[0]).toMatchObject({
      type: 'ready',
      study: 'small',
      workers: 2,
      progress: { total: 24, done: 0, secondsLeft: undefined, best: {} },
    })
    const finished = events.filter((event) => event.type === 'finished')
    expect(finished.map(({ progress }) => progress.done)).toEqual(Array.from({ length: 24 }, (_, k) => k + 1))
    expect(finished[0].progress.secondsLeft).toBeGreaterThan(0)
    expect(finished[23].progress.secondsLeft).toBe(0)
    const first = finished[0].record
    const epochs = events.filter((event) => event.type === 'epoch' && trialName(event.trial) === trialName(first))
    expect(epochs.map((event) => event.type === 'epoch' && [event.worker, event.epoch, event.of])).toEqual(
      epochs.map((_, k) => [Number(first.worker.split('#')[1]), k + 1, 5]),
    )
    expect(first.outcome.kind === 'completed' && first.outcome.epochs).toBe(epochs.length)
  })

  test('know the best trial of each pair, those of earlier runs too', async () => {
    const { best } = await runStudy(small, { store: await expected.then(() => alone) })
    expect(Object.keys(best)).toEqual(['echo1/V', 'echo1/CIFG', 'echo1/GRU', 'echo2/V', 'echo2/CIFG', 'echo2/GRU'])
    const of = (await expected).flatMap(({ task, cell, outcome }) =>
      task === 'echo1' && cell === 'V' && outcome.kind !== 'failed' ? [outcome.validation] : [],
    )
    expect(best['echo1/V'].validation).toBe(Math.min(...of))
  })
})

describe('threads', () => {
  const entry = new URL('noting-worker.ts', import.meta.url)
  const tracesOf = () => readdirSync(process.env.END_TRACES!).length
  beforeEach(() => {
    process.env.END_TRACES = mkdtempSync(join(root, 'ends-'))
  })
  afterAll(() => {
    delete process.env.END_TRACES
  })

  test('end by themselves when there are no more trials', async () => {
    await runStudy(small, { store, workers: 2, workerEntry: entry })
    expect(tracesOf()).toBe(2)
  })

  test('are terminated in the middle of a trial when the run is stopped', async () => {
    const stop = new AbortController()
    const onEvent = ({ type }: RunEvent) => type === 'epoch' && stop.abort()
    const endless = { ...small, trials: 1, training: { epochs: 1_000_000, patience: 1_000_000 } }
    const { stopped } = await runStudy(endless, {
      store,
      workers: 1,
      workerEntry: entry,
      signal: stop.signal,
      onEvent,
    })
    expect({ stopped, traces: tracesOf() }).toEqual({ stopped: true, traces: 0 })
  })
})

describe('a run that is stopped', () => {
  test('keeps what has finished, says how many are left, and goes on from there', async () => {
    const control = new AbortController()
    let finished = 0
    const summary = await runStudy(small, {
      store,
      workers: 2,
      signal: control.signal,
      onEvent: ({ type }) => {
        if (type === 'finished') finished += 1
        if (finished === 5) control.abort()
      },
    })
    const kept = (await trialsIn(store)).length
    expect(summary).toMatchObject({ total: 24, done: kept, finished: kept, left: 24 - kept, stopped: true })
    expect(kept).toBeGreaterThanOrEqual(5)
    expect(kept).toBeLessThanOrEqual(6)
    expect(existsSync(`${store}-lock`)).toBe(false)
    expect(await runStudy(small, { store, workers: 2 })).toMatchObject({ finished: 24 - kept, left: 0, stopped: false })
    expect((await trialsIn(store)).map(computed)).toEqual(await expected)
  })

  test('before it began trains nothing', async () => {
    const summary = await runStudy(small, { store, workers: 2, signal: AbortSignal.abort() })
    expect(summary).toMatchObject({ total: 24, done: 0, left: 24, stopped: true })
  })
})

describe('a crashed worker', () => {
  const crashing = new URL('crashing-worker.ts', import.meta.url)

  test('costs its trial one retry; then the trial stays open and the next run trains it; the others are as ever', async () => {
    process.env.CRASH_TRACES = mkdtempSync(join(root, 'traces-'))
    const retries: [string, string][] = []
    const open: string[] = []
    const summary = await runStudy(small, {
      store,
      workers: 2,
      workerEntry: crashing,
      onEvent: (event) => {
        if (event.type === 'retry') retries.push([trialName(event.trial), event.reason])
        if (event.type === 'open') open.push(trialName(event.trial))
      },
    })
    expect(summary).toMatchObject({ total: 24, done: 18, failed: 0, left: 6, stopped: false })
    const byNumber = (number: number) => retries.filter(([name]) => name.endsWith(`/${number}`))
    expect(byNumber(1)).toHaveLength(6)
    expect(new Set(byNumber(2).map(([, reason]) => reason))).toEqual(
      new Set(['the worker thread ended with exit code 7']),
    )
    expect(summary.open).toEqual(open.map((trial) => ({ trial, reason: 'the worker thread ended with exit code 7' })))
    expect(open.sort()).toEqual(
      byNumber(2)
        .map(([name]) => name)
        .sort(),
    )
    const others = (records: readonly { number: number }[]) => records.filter(({ number }) => number !== 2)
    expect((await trialsIn(store)).map(computed)).toEqual(others(await expected))
    expect(await runStudy(small, { store, workers: 2 })).toMatchObject({ finished: 6, left: 0, open: [] })
    expect((await trialsIn(store)).map(computed)).toEqual(await expected)
  })

  test('every time is not asked for more than eight trials', async () => {
    const entry = new URL('lost-worker.ts', import.meta.url)
    const summary = await runStudy(small, { store, workers: 1, workerEntry: entry })
    expect(summary).toMatchObject({ done: 0, left: 24, stopped: false })
    expect(summary.open).toHaveLength(8)
  })

  test('that cannot even start is no trial’s fault: the run ends with the error and keeps nothing', async () => {
    const entry = new URL('no-such-worker.ts', import.meta.url)
    await expect(runStudy(small, { store, workers: 2, workerEntry: entry })).rejects.toThrow(
      'a worker thread could not start: Cannot find module',
    )
    expect(await trialsIn(store)).toEqual([])
    expect(existsSync(`${store}-lock`)).toBe(false)
  })

  test('is not like an error in a trial, which after one retry is a failed outcome', async () => {
    const retries: string[] = []
    const one: Study = { ...small, tasks: [small.tasks[0]], spaceOf: {}, cells: { V: cells.V }, trials: 1 }
    await runStudy(one, {
      store,
      workers: 1,
      workerEntry: new URL('throwing-worker.ts', import.meta.url),
      onEvent: (event) => {
        if (event.type === 'retry') retries.push(event.reason)
      },
    })
    expect(retries).toEqual(['hiddenSize must be a whole number from 1 to 4096, not 5000'])
    expect((await trialsIn(store)).map(({ outcome }) => outcome)).toEqual([
      { kind: 'failed', reason: 'hiddenSize must be a whole number from 1 to 4096, not 5000' },
    ])
  })
})

describe('where memory is short', () => {
  test.skipIf(process.platform !== 'linux')('no trial fails for it, and the next run trains what is left', async () => {
    const script = fileURLToPath(new URL('study-run.ts', import.meta.url))
    const limited = `ulimit -v 30000000; exec "$0" "$@"`
    const child = spawn('bash', ['-c', limited, process.execPath, script, store, '2'], { stdio: 'ignore' })
    await once(child, 'close')
    const kept = (await trialsIn(store)).map(computed)
    expect(kept.filter(({ outcome }) => outcome.kind === 'failed')).toEqual([])
    expect(await runStudy(small, { store, workers: 2 })).toMatchObject({ finished: 24 - kept.length, left: 0 })
    expect((await trialsIn(store)).map(computed)).toEqual(await expected)
  })

  test.each<[string, unknown]>([
    ['a buffer', new RangeError('Array buffer allocation failed')],
    ['a WebAssembly memory', new RangeError('WebAssembly.Memory(): could not allocate memory')],
    ['a memory that should grow', new RangeError('WebAssembly.Memory.grow(): Unable to grow instance memory')],
    ['a WebAssembly instance', new RangeError('WebAssembly.Instance(): Out of memory: Cannot allocate Wasm memory')],
    ['a page of the system', Object.assign(new Error('mmap'), { code: 'ENOMEM' })],
    ['a full disk', Object.assign(new Error('write'), { code: 'ENOSPC' })],
    ['a file that is gone', Object.assign(new Error('open'), { code: 'ENOENT' })],
  ])('the machine is to blame: %s', (_, error) => {
    expect(blameFor(error)).toBe('machine')
  })

  test.each<[string, unknown]>([
    ['a size that is none', new InputError('hidden size must be a whole number from 1 to 4096, not 5000')],
    ['words of the user', new InputError('cell out of memory: node 1 (relu) is no operation')],
    ['a recursion without end', new RangeError('Maximum call stack size exceeded')],
    ['an argument', Object.assign(new TypeError('no'), { code: 'ERR_INVALID_ARG_TYPE' })],
    ['what is no error', 'thrown'],
  ])('the trial is to blame: %s', (_, error) => {
    expect(blameFor(error)).toBe('trial')
  })
})

describe('a run is refused in one line', () => {
  test.each<[string, Study, object]>([
    ['trials must be a whole number of at least 1, not 0', { ...small, trials: 0 }, {}],
    ['workers must be a whole number of at least 1, not 0', small, { workers: 0 }],
    ['no engine named abacus; there are wasm, wasm-plain, reference', small, { engine: 'abacus' }],
  ])('%s', async (message, study, options) => {
    await expect(runStudy(study, { store, ...options })).rejects.toThrow(new InputError(message))
    expect(existsSync(store)).toBe(false)
  })

  test('if the store holds another study of its name', async () => {
    const seeded = runStudy({ ...small, seed: 2 }, { store: await expected.then(() => alone) })
    await expect(seeded).rejects.toThrow('the store holds another study named small: seed: 2 was 1.')
  })

  test('if another run is on the store', async () => {
    writeFileSync(store, '')
    const lock = lockForRun(store)
    await expect(runStudy(small, { store })).rejects.toThrow(`another run is writing to ${store}`)
    lock.release()
  })

  test('if the data of a task cannot be had, and no store is made', async () => {
    const task = {
      ...small.tasks[0],
      load: () => {
        throw new InputError('there is no file chorales.json')
      },
    }
    const run = runStudy({ ...small, tasks: [task], spaceOf: {} }, { store })
    await expect(run).rejects.toThrow('there is no file chorales.json')
    expect(existsSync(store)).toBe(false)
  })
})
