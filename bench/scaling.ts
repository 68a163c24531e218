/**
 * What do two workers give over one, and what do store and coordination cost? Runs the same study of equal trials with one worker
 * and with two, in turns, each time into a fresh store file.
 *
 *     npm run -s bench:scaling -- [--trials 8] [--rounds 3] [--json]
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cells } from '../src/cell/catalog.ts'
import { runStudy } from '../src/run/run.ts'
import { fixed } from '../src/study/space.ts'
import type { Study } from '../src/study/study.ts'
import { reber } from '../src/task/classic/reber.ts'
import { flag, number, optionsOf } from './options.ts'

const options = optionsOf({ trials: number(8), rounds: number(3), json: flag })

const epochs = 6
const study: Study = {
  name: 'scaling',
  question: 'How do trials scale over workers?',
  seed: 1,
  tasks: [reber({ training: 400 })],
  cells: { V: cells.V },
  baseline: 'V',
  trials: options.trials,
  space: { hiddenSize: fixed(78), learningRate: fixed(1e-3), momentum: fixed(0.9), inputNoise: fixed(0.1) },
  training: { epochs, patience: epochs },
  best: 0.5,
}

interface Run {
  readonly trialsPerHour: number
  /** Of the workers’ time, from the first trial’s start to the last one’s end, what no trial used. */
  readonly overhead: number
}

async function run(workers: number): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), 'odyssey-scaling-'))
  let [trained, first, last] = [0, Number.NaN, 0]
  try {
    await runStudy(study, {
      store: join(folder, 'scaling.sqlite'),
      workers,
      onEvent: (event) => {
        if (event.type === 'started' && Number.isNaN(first)) first = performance.now()
        if (event.type !== 'finished') return
        trained += event.record.seconds
        last = performance.now()
      },
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  const seconds = (last - first) / 1e3
  return { trialsPerHour: (3600 * study.trials) / seconds, overhead: 1 - trained / (workers * seconds) }
}

const median = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1]
const runs: Record<1 | 2, Run[]> = { 1: [], 2: [] }
for (let round = 0; round < options.rounds; round++) {
  runs[1].push(await run(1))
  runs[2].push(await run(2))
}
const result = {
  trialsPerHour: { one: median(runs[1].map((r) => r.trialsPerHour)), two: median(runs[2].map((r) => r.trialsPerHour)) },
  ratio: median(runs[2].map((r, k) => r.trialsPerHour / runs[1][k].trialsPerHour)),
  overhead: { one: median(runs[1].map((r) => r.overhead)), two: median(runs[2].map((r) => r.overhead)) },
}
if (options.json) console.log(JSON.stringify(result, null, 2))
else {
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`
  console.log(
    `trials an hour: one worker ${result.trialsPerHour.one.toFixed(0)}, two ${result.trialsPerHour.two.toFixed(0)}; ratio ${result.ratio.toFixed(3)}`,
  )
  console.log(
    `starting threads, coordination and store, of the workers’ time: one worker ${percent(result.overhead.one)}, two ${percent(result.overhead.two)}`,
  )
}
