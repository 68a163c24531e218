/**
 * How long does the whole study take? Measures an update (with noise) and an evaluation of every cell of the paper at each corpus's shape
 * and several hidden sizes, all cells in turns, and adds up trials at the paper's sizes as a table for docs/hours.md.
 *
 *     npm run -s bench:hours -- [--rounds 7] [--cores 2,16,64] [--hidden 20,36,63,112,200] [--trials 200] [--store FILE]
 *                               [--epochs jsb=125,timit=125,iam-online=125] [--json]
 *
 * Mean epochs of a trial come from the finished trials in the store, by task; of tasks it does not have, from --epochs.
 */
import { cpus } from 'node:os'
import { runnerFor, type Shape, shapes } from '../src/bench/speed.ts'
import { cells } from '../src/cell/catalog.ts'
import { engineNamed } from '../src/engine/engines.ts'
import { variants } from '../src/findings/paper/evidence.ts'
import { InputError } from '../src/math/input-error.ts'
import { mean, median } from '../src/math/statistics.ts'
import { codeVersion } from '../src/run/version.ts'
import { openStore } from '../src/store/open.ts'
import { flag, freeText, number, numbers, optionsOf } from './options.ts'

const options = optionsOf({
  rounds: number(7),
  cores: numbers([2, 16, 64]),
  hidden: numbers([20, 36, 63, 112, 200]),
  trials: number(200),
  epochs: freeText('jsb=125,timit=125,iam-online=125'),
  store: freeText(),
  json: flag,
})

const nine = Object.fromEntries(['V', ...variants].map((name) => [name, cells[name as keyof typeof cells]]))
const corpora = ['jsb', 'timit', 'iam-online'] as const
type Corpus = (typeof corpora)[number]

const { hidden, trials, cores } = options
if (hidden.length < 2 || hidden.some((size, k) => size <= (hidden[k - 1] ?? 0)))
  throw new InputError(`--hidden must be at least two rising whole numbers, not ${hidden}`)

/** Median microseconds of an update and an evaluation, by cell, at one size. */
interface Costs {
  readonly update: number
  readonly evaluation: number
}

function costsAt(shape: Shape, size: number): Record<string, Costs> {
  const engine = engineNamed('wasm')
  const runners = Object.entries(nine).map(([name, cell]) =>
    runnerFor(name, cell, size, shape, { engine, noise: true }),
  )
  const times = runners.map(() => ({ update: [] as number[], evaluation: [] as number[] }))
  for (let round = 0; round < options.rounds; round++) {
    for (const [k, runner] of runners.entries()) {
      times[k].update.push(runner.time())
      times[k].evaluation.push(runner.timeEvaluation())
    }
  }
  const medians = times.map(({ update, evaluation }) => ({ update: median(update), evaluation: median(evaluation) }))
  return Object.fromEntries(runners.map(({ name }, k) => [name, medians[k]]))
}

/** The mean over hidden sizes drawn log-uniformly, costs being powers of the size between those measured. */
function meanOverSizes(costs: readonly number[]): number {
  let area = 0
  for (let k = 1; k < costs.length; k++) {
    const width = Math.log(hidden[k] / hidden[k - 1])
    const growth = Math.log(costs[k] / costs[k - 1])
    area += width * (Math.abs(growth) < 1e-9 ? costs[k] : (costs[k] - costs[k - 1]) / growth)
  }
  return area / Math.log(hidden[hidden.length - 1] / hidden[0])
}

interface Epochs {
  readonly mean: number
  /** Where the number comes from, in words. */
  readonly from: string
}

function assumedEpochs(): Record<Corpus, Epochs> {
  const given = Object.fromEntries(options.epochs.split(',').map((part) => part.split('='))) as Record<string, string>
  const of = (corpus: Corpus) => {
    const value = Number(given[corpus])
    if (!(value > 0)) throw new InputError(`--epochs must have a number above 0 for ${corpus}, as ${corpus}=60`)
    return { mean: value, from: 'assumed' }
  }
  return { jsb: of('jsb'), timit: of('timit'), 'iam-online': of('iam-online') }
}

/** Mean epochs by task of all finished trials in the store; the assumed ones where it has none. */
async function epochsOf(path: string | undefined): Promise<Record<Corpus, Epochs>> {
  const epochs = assumedEpochs()
  if (path === undefined) return epochs
  const store = await openStore(path, { readonly: true })
  try {
    const records = (await Promise.all((await store.studies()).map((name) => store.trials(name)))).flat()
    for (const corpus of corpora) {
      const found = records.flatMap(({ task, outcome }) =>
        task === corpus && outcome.kind !== 'failed' ? [outcome.epochs] : [],
      )
      if (found.length > 0) epochs[corpus] = { mean: mean(found), from: `the mean of ${found.length} trials` }
    }
    return epochs
  } finally {
    await store.close()
  }
}

/** Hours of one thread for all trials of a pair. */
function hoursOf(sizes: readonly Costs[], { mean: epochs }: Epochs, { epoch }: Shape): number {
  const { training, validation, test } = epoch!
  const update = meanOverSizes(sizes.map((cost) => cost.update))
  const evaluation = meanOverSizes(sizes.map((cost) => cost.evaluation))
  const microseconds = epochs * (training * update + validation * evaluation) + test * evaluation
  return (trials * microseconds) / 3.6e9
}

const epochs = await epochsOf(options.store)
const rows = corpora.flatMap((corpus) => {
  const bySize = hidden.map((size) => costsAt(shapes[corpus], size))
  return Object.keys(nine).map((cell) => {
    const sizes = bySize.map((costs) => costs[cell])
    return { corpus, cell, costs: sizes, hours: hoursOf(sizes, epochs[corpus], shapes[corpus]) }
  })
})

const sum = (of: readonly { hours: number }[]) => of.reduce((total, { hours }) => total + hours, 0)
const text = (hours: number) => (hours < 9.95 ? hours.toFixed(1) : hours.toFixed(0))
const whole = sum(rows)
if (options.json) console.log(JSON.stringify({ hidden, trials, epochs, rows, whole }, null, 2))
else {
  const { steps, label } = shapes['iam-online']
  const processor = `${cpus().length} cores, ${cpus()[0]?.model.trim() ?? 'unknown processor'}`
  console.log(
    `Measured ${new Date().toISOString().slice(0, 10)} on ${processor}; ${engineNamed('wasm').arithmetic}, version ${codeVersion()}, Node ${process.versions.node}, ${options.rounds} rounds; hidden sizes ${hidden.join(', ')}.`,
  )
  console.log(
    `Epochs a trial: ${corpora.map((corpus) => `${corpus} ${epochs[corpus].mean.toFixed(1)} (${epochs[corpus].from})`).join(', ')}. Lines of IAM-OnDB are taken to have ${steps} steps and ${label} characters.\n`,
  )
  const head = ['cell', ...corpora, 'all three']
  const line = (cellsOf: readonly string[]) => `| ${cellsOf.join(' | ')} |`
  console.log(line(head))
  console.log(`|---|${'---|'.repeat(head.length - 1)}`)
  for (const cell of Object.keys(nine)) {
    const own = rows.filter((row) => row.cell === cell)
    console.log(line([cell, ...own.map(({ hours }) => text(hours)), text(sum(own))]))
  }
  const totals = corpora.map((corpus) => sum(rows.filter((row) => row.corpus === corpus)))
  console.log(line(['all nine, 1 core', ...totals.map(text), text(whole)]))
  for (const n of cores)
    console.log(line([`all nine, ${n} cores`, ...totals.map((hours) => text(hours / n)), text(whole / n)]))
}
