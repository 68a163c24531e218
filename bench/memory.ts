/**
 * How much memory does a network need, by the length of its longest sequence? Nothing of a sequence is truncated or computed twice, so
 * every step is kept: memory is a constant, for the weights, and so much a step.
 *
 *     npm run -s bench:memory -- [--cell V] [--hidden 20,78,200] [--steps 400,1600,6400] [--json]
 */
import { cells } from '../src/cell/catalog.ts'
import { mapMemory } from '../src/engine/wasm/memory.ts'
import { tasks } from '../src/task/tasks.ts'
import { networkOf } from '../src/train/network.ts'
import { flag, numbers, oneOf, optionsOf } from './options.ts'

const options = optionsOf({
  cell: oneOf('cell', cells, 'V'),
  hidden: numbers([20, 78, 200]),
  steps: numbers([400, 1600, 6400]),
  json: flag,
})
const cell = cells[options.cell]

/** Megabytes of the WebAssembly memory of a network whose longest sequence has so many steps. */
function megabytes({ inputs, outputs, directions, loss }: (typeof corpora)[number], hidden: number, steps: number) {
  const network = networkOf({ inputs, outputs, directions, loss }, cell, { hiddenSizes: [hidden] })
  return mapMemory(network, { optimiser: { kind: 'nesterov' } }, { steps, batch: 1 }).bytes / 1e6
}

const corpora = [tasks.jsb, tasks.timit, tasks['iam-online']]
const rows = corpora.flatMap((task) =>
  options.hidden.map((hidden) => {
    const sizes = options.steps.map((steps) => megabytes(task, hidden, steps))
    const perStep = (1000 * (megabytes(task, hidden, 20_000) - megabytes(task, hidden, 10_000))) / 10_000
    return { task: task.name, hidden, megabytes: sizes, kilobytesPerStep: perStep }
  }),
)
if (options.json) console.log(JSON.stringify({ cell: options.cell, steps: options.steps, rows }))
else {
  console.log(`| task | N | ${options.steps.map((steps) => `MB, ${steps} steps`).join(' | ')} | kB a step |`)
  for (const { task, hidden, megabytes, kilobytesPerStep } of rows) {
    console.log(
      `| ${task} | ${hidden} | ${megabytes.map((mb) => mb.toFixed(1)).join(' | ')} | ${kilobytesPerStep.toFixed(2)} |`,
    )
  }
}
