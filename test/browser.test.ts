import { runInNewContext } from 'node:vm'
import { rolldown } from 'rolldown'
import { expect, test } from 'vitest'
import * as odyssey from '../src/browser.ts'

/** `src/browser.ts` and all it imports as one script, and what the bundler had to say. */
async function bundled(): Promise<{ code: string; complaints: string[] }> {
  const complaints: string[] = []
  const bundle = await rolldown({
    input: 'src/browser.ts',
    platform: 'browser',
    onLog: (level, { message }) => complaints.push(`${level}: ${message}`),
  })
  const { output } = await bundle.generate({ format: 'iife', name: 'odyssey', codeSplitting: false })
  await bundle.close()
  return { code: output[0].code, complaints }
}

/** The outcome of a short training, and what is found in it, with the given API; it names nothing that is not in its argument. */
function trainOne(api: typeof odyssey) {
  const { cells, define, engineNamed, evaluate, findingsOf, fixed, lstm, reber, trialAt, naiveBaseline } = api
  const task = reber({ training: 6, validation: 2, test: 2, steps: 40 })
  const splits = task.load({}) as Parameters<typeof naiveBaseline>[1]
  const loaded = { ...task, splits, fingerprint: '' }
  const study = {
    name: 'small',
    question: 'Does it run?',
    seed: 1,
    tasks: [task],
    cells: { V: lstm(), GRU: cells.GRU },
    baseline: 'V',
    trials: 1,
    best: 1,
    space: { hiddenSize: fixed(7), learningRate: fixed(0.01), momentum: fixed(0.9), inputNoise: fixed(0.1) },
    training: { epochs: 2, patience: 2 },
  }
  const trial = trialAt(study, 'reber', 'V', 0)
  const reached = naiveBaseline(loaded, splits)
  const outcome = evaluate(trial, {
    task: loaded,
    naiveBaseline: reached,
    cell: study.cells.V,
    rules: study.training,
    engine: engineNamed('wasm-plain'),
  })
  const record = { ...trial, outcome, seconds: 1, arithmetic: '', version: '', worker: '', finished: '' }
  return { outcome, findings: findingsOf(define(study, [loaded], { reber: reached }), [record]) }
}

test('bundled for a browser, it trains a trial and finds what came of it with nothing of Node at hand, to the same bits as here', async () => {
  const { code, complaints } = await bundled()
  expect(complaints).toEqual([])
  const there = runInNewContext(`${code}\nJSON.stringify((${trainOne})(odyssey))`, { TextDecoder, TextEncoder })
  const { outcome, findings } = JSON.parse(there)
  expect(JSON.parse(there)).toEqual(JSON.parse(JSON.stringify(trainOne(odyssey))))
  expect(outcome).toMatchObject({ kind: 'completed', epochs: 2, parameters: 7 * 4 * 14 + 4 * 7 + 3 * 7 + 56 })
  expect(findings.best).toMatchObject([{ task: 'reber', cell: 'V', number: 0, test: outcome.test }])
})
