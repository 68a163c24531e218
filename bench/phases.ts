/**
 * Where does the time of an update go? Runs each phase of the generated module by itself, in turns, on the state a whole update left.
 *
 *     npm run -s bench:phases -- [--shapes jsb] [--hidden 20,78,200] [--cells V] [--batch 1] [--json]
 *
 * With a batch, its sequences go in lockstep.
 */
import { type Shape, shapes } from '../src/bench/speed.ts'
import { cells } from '../src/cell/catalog.ts'
import type { Cell } from '../src/cell/cell.ts'
import type { Network } from '../src/engine/engine.ts'
import { initialWeights, layOut } from '../src/engine/layout.ts'
import { instantiate, modulesFor } from '../src/engine/wasm/instance.ts'
import { labelAligner } from '../src/engine/wasm/logits.ts'
import { mapMemory, outputRows } from '../src/engine/wasm/memory.ts'
import { probeRelaxed } from '../src/engine/wasm/probe.ts'
import { running } from '../src/engine/wasm/running.ts'
import { learnedNumbers } from '../src/engine/wasm/state.ts'
import { stream } from '../src/math/random.ts'
import { flag, number, numbers, optionsOf, someOf } from './options.ts'

const options = optionsOf({
  shapes: someOf('shape', shapes, ['jsb']),
  hidden: numbers([20, 78, 200]),
  cells: someOf('cell', cells, ['V']),
  batch: number(1),
  json: flag,
})

const median = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1]

/** Median microseconds of each phase, both directions together, and of all sequences of the batch. */
function phasesOf(cell: Cell, hidden: number, shape: Shape): Record<string, number> {
  const { inputs, outputs, directions, loss, steps } = shape
  const network: Network = { layers: [{ cell, hidden, directions }], inputs, outputs, loss, readout: 'each step' }
  const descent = { optimiser: { kind: 'nesterov' } } as const
  const map = mapMemory(network, descent, { steps, batch: options.batch })
  const instance = instantiate(modulesFor(map, descent, probeRelaxed() === 'fused' ? 'relaxed' : 'plain'))
  const layout = layOut(network)
  const random = stream('phases', hidden)
  learnedNumbers(instance, layout, descent).write('weights', initialWeights(layout, random))
  const label = Int32Array.from({ length: shape.label ?? 0 }, (_, s) => 1 + (s % (outputs - 1)))
  const batch = Array.from({ length: options.batch }, () => ({
    steps,
    inputs: Float32Array.from({ length: steps * inputs }, () => (random.uniform() < 0.05 ? 1 : 0)),
  }))
  const run = running(instance)
  const { size, code, offsets } = run.forwards('training', batch)
  const evaluation = instance.code('evaluation', { inLockstep: batch.length > 1 })
  const phase = code as unknown as Record<string, (...args: number[]) => number>
  const align = labelAligner(map, instance.floats)
  const places = batch.map((_, place) => place)
  const losses = () => {
    for (const place of places) {
      phase.loss(steps, 0, place)
      if (loss === 'ctc') align(label, { count: steps, place, offsets }, map.readout.logits)
    }
  }
  const { bases, map: layer } = map.layers[0]
  const [T, rows] = size
  const each = (body: (base: number, readout: number, direction: number) => void) => () =>
    bases.forEach((base, d) => body(base, map.readout.bases[d], d))
  const update = () => {
    code.forwards(...size)
    losses()
    code.backwards(...size)
    code.learn(...size)
  }
  const works: Record<string, () => void> = {
    inputs: () => places.forEach((place) => phase.inputs(steps, place)),
    project: each((base) => phase.project0(base, rows)),
    forward: each((base) => phase.forward0(base, T)),
    readout: each((base, readout) => phase.readout(readout, rows, base + outputRows(layer).at)),
    loss: losses,
    readoutBack: each((base, readout) => phase.readoutBack(readout, rows, base + layer.outputDeltas.at)),
    backward: each((base) => phase.backward0(base, T)),
    'learning and the rest': () => code.learn(...size),
    whole: update,
    'noise, if any': () => places.forEach((place) => phase.noisyInputs(steps, place, 1, 2)),
    evaluation: () => {
      places.forEach((place) => evaluation.inputs(steps, place))
      evaluation.forwards(...size)
      places.forEach((place) => evaluation.lossOnly(steps, 0, place))
    },
  }
  return mediansOf(works, update)
}

/** Median microseconds of each of several works, in turns, each time on the state that `before` leaves. */
function mediansOf(works: Readonly<Record<string, () => void>>, before: () => void): Record<string, number> {
  const times: Record<string, number[]> = Object.fromEntries(Object.keys(works).map((name) => [name, []]))
  const warm = performance.now()
  while (performance.now() - warm < 200) for (const run of Object.values(works)) run()
  for (let round = 0; round < 15; round++) {
    for (const [name, run] of Object.entries(works)) {
      before()
      const turns = 20
      const start = performance.now()
      for (let k = 0; k < turns; k++) run()
      times[name].push((1e3 * (performance.now() - start)) / turns)
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, median(values)]))
}

const rows = options.shapes.flatMap((shape) =>
  options.hidden.flatMap((hidden) =>
    options.cells.map((cell) => ({
      shape,
      hidden,
      cell,
      microseconds: phasesOf(cells[cell], hidden, shapes[shape]),
    })),
  ),
)
if (options.json) console.log(JSON.stringify(rows, null, 2))
else {
  for (const { shape, hidden, cell, microseconds } of rows) {
    const parts = Object.entries(microseconds).map(([name, value]) => `${name} ${value.toFixed(1)}`)
    console.log(`${shape} N ${hidden} ${cell}, µs: ${parts.join(' · ')}`)
  }
}
