/**
 * Does every cell of the catalog cost what its matrices cost? Measures updates of all cells in turns and compares, with V, the time over
 * the operations that its matrices need. The time is that of the processor, the least of several rounds, so that other programs on the
 * machine count for little; `odyssey bench` measures the time that passes.
 *
 *     npm run -s bench:catalog -- [--shape jsb] [--hidden 20,78,200] [--rounds 7] [--json]
 */
import { runnerFor, shapes } from '../src/bench/speed.ts'
import { cells } from '../src/cell/catalog.ts'
import { engineNamed } from '../src/engine/engines.ts'
import { smallest } from '../src/math/statistics.ts'
import { flag, number, numbers, oneOf, optionsOf } from './options.ts'

const options = optionsOf({
  shape: oneOf('shape', shapes, 'jsb'),
  hidden: numbers([20, 78, 200]),
  rounds: number(7),
  json: flag,
})

const engine = engineNamed('wasm')
/** Operations of the updates of one measurement: some tenths of a second. */
const OPERATIONS = 2e9

/** Microseconds of the processor for an update. */
function cost(update: () => void, turns: number): number {
  const start = process.cpuUsage()
  for (let k = 0; k < turns; k++) update()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / turns
}

/** Of each cell at one size: microseconds of an update, and its time over operations relative to V. */
function measure(hidden: number): { cell: string; microseconds: number; timeOverOperations: number }[] {
  const runners = Object.entries(cells).map(([name, cell]) =>
    runnerFor(name, cell, hidden, shapes[options.shape], { engine }),
  )
  const times: number[][] = runners.map(() => [])
  for (const { update, operations } of runners) cost(update, Math.ceil(OPERATIONS / operations))
  for (let round = 0; round < options.rounds; round++) {
    for (const [k, { update, operations }] of runners.entries())
      times[k].push(cost(update, Math.ceil(OPERATIONS / operations)))
  }
  const perOperation = runners.map(({ operations }, k) => smallest(times[k]) / operations)
  return runners.map(({ name: cell }, k) => ({
    cell,
    microseconds: smallest(times[k]),
    timeOverOperations: perOperation[k] / perOperation[0],
  }))
}

const measured = options.hidden.map(measure)
if (options.json) console.log(JSON.stringify({ hidden: options.hidden, measured }))
else {
  console.log(`| cell | ${options.hidden.map((units) => `N ${units}`).join(' | ')} |`)
  console.log(`|---|${options.hidden.map(() => '---').join('|')}|`)
  for (const [k, name] of Object.keys(cells).entries()) {
    const columns = measured.map(
      (rows) => `${rows[k].microseconds.toFixed(1)} (${rows[k].timeOverOperations.toFixed(2)})`,
    )
    console.log(`| ${name} | ${columns.join(' | ')} |`)
  }
}
