/**
 * What share of a JSB trial’s time is spent outside the engine: data, order and noise keys, metrics, copies of weights, hashing, store?
 * Trains one trial of V at hidden size 78 twice, once to warm up, and keeps it in a store file as a run does.
 *
 *     npm run -s bench:share -- --data DIR [--hidden 78] [--epochs 30] [--json]
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cells } from '../src/cell/catalog.ts'
import type { Engine } from '../src/engine/engine.ts'
import { engineNamed } from '../src/engine/engines.ts'
import { evaluate } from '../src/run/evaluate.ts'
import { openStore } from '../src/store/open.ts'
import { define } from '../src/study/definition.ts'
import { trialAt } from '../src/study/trial.ts'
import { loadTask } from '../src/task/load.ts'
import { naiveBaseline } from '../src/task/naive-baseline.ts'
import { tasks } from '../src/task/tasks.ts'
import { study } from '../studies/jsb.ts'
import { flag, freeText, number, optionsOf } from './options.ts'

const options = optionsOf({ data: freeText(), hidden: number(78), epochs: number(30), json: flag })

const spent = { compile: 0, update: 0, evaluate: 0 }
const calls = { update: 0 }

/** The same engine with a clock around each of its three works. */
function timed(engine: Engine): Engine {
  const clocked = <T>(work: keyof typeof spent, body: () => T): T => {
    const start = performance.now()
    const result = body()
    spent[work] += performance.now() - start
    return result
  }
  return {
    ...engine,
    compile(...asked) {
      const program = clocked('compile', () => engine.compile(...asked))
      return {
        ...program,
        update: (batch, update) => {
          calls.update += 1
          return clocked('update', () => program.update(batch, update))
        },
        evaluate: (batch) => clocked('evaluate', () => program.evaluate(batch)),
      }
    },
  }
}

const folder = mkdtempSync(join(tmpdir(), 'odyssey-share-'))
try {
  const task = await loadTask(tasks.jsb, options.data === undefined ? {} : { data: options.data })
  const reached = naiveBaseline(task, task.splits)
  const store = await openStore(join(folder, 'share.sqlite'))
  await store.register(define(study, [task], { jsb: reached }))
  const drawn = trialAt(study, 'jsb', 'V', 0)
  const rules = { epochs: options.epochs, patience: options.epochs }
  const settings = {
    ...drawn.settings,
    hiddenSize: options.hidden,
    learningRate: 1e-3,
    momentum: 0.9,
    inputNoise: 0.3,
  }
  const engine = timed(engineNamed('wasm'))
  const context = { task, naiveBaseline: reached, cell: cells.V, rules, engine }
  evaluate({ ...drawn, settings }, { ...context, rules: { epochs: 2, patience: 2 } })
  Object.assign(spent, { compile: 0, update: 0, evaluate: 0 })
  calls.update = 0

  const start = performance.now()
  const outcome = evaluate({ ...drawn, settings }, context)
  const arithmetic = `${engine.name} ${engine.arithmetic}`
  await store.record('jsb', {
    ...drawn,
    outcome,
    seconds: 0,
    arithmetic,
    version: '',
    worker: '',
    finished: new Date().toISOString(),
  })
  const total = performance.now() - start
  await store.close()

  const inside = spent.update + spent.evaluate
  const result = {
    hidden: options.hidden,
    epochs: options.epochs,
    seconds: total / 1e3,
    microsecondsPerUpdate: (1e3 * spent.update) / calls.update,
    shareOfCompiling: spent.compile / total,
    shareOutside: (total - inside) / total,
  }
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`
  if (options.json) console.log(JSON.stringify(result, null, 2))
  else {
    console.log(
      `${result.seconds.toFixed(2)} s for ${result.epochs} epochs of V at N ${result.hidden}: ${result.microsecondsPerUpdate.toFixed(0)} µs an update (sequences of all lengths, with noise)`,
    )
    console.log(
      `outside updates and evaluations: ${percent(result.shareOutside)}, of which ${percent(result.shareOfCompiling)} generating and compiling code`,
    )
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
