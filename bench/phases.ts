/**
 * Where does the time of an update go? Runs each phase of the generated module by itself, in turns, on the state a whole update left.
 *
 *     npm run -s bench:phases -- [--shapes jsb] [--hidden 20,78,200] [--cells V] [--json]
 */
import { compile } from 'watr'
import { type Shape, shapes } from '../src/bench/speed.ts'
import { cells } from '../src/cell/catalog.ts'
import type { Cell } from '../src/cell/cell.ts'
import type { Network } from '../src/engine/engine.ts'
import { initialWeights, layOut } from '../src/engine/layout.ts'
import { labelAligner } from '../src/engine/wasm/engine.ts'
import { furnish } from '../src/engine/wasm/furnish.ts'
import { generate } from '../src/engine/wasm/module.ts'
import { probeRelaxed } from '../src/engine/wasm/probe.ts'
import { addressesOf } from '../src/engine/wasm/weights.ts'
import { stream } from '../src/math/random.ts'
import { flag, numbers, optionsOf, someOf } from './options.ts'

const options = optionsOf({
  shapes: someOf('shape', shapes, ['jsb']),
  hidden: numbers([20, 78, 200]),
  cells: someOf('cell', cells, ['V']),
  json: flag,
})

const median = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1]

/** Median microseconds of each phase, both directions together. */
function phasesOf(cell: Cell, hidden: number, shape: Shape): Record<string, number> {
  const { inputs, outputs, directions, loss, steps } = shape
  const network: Network = { cell, inputs, hidden, outputs, directions, loss }
  const descent = { momentum: 'nesterov', capacity: steps } as const
  const { text, map } = generate(network, descent, probeRelaxed() === 'fused' ? 'relaxed' : 'plain')
  const memory = new WebAssembly.Memory({ initial: Math.ceil(map.bytes / 65536) + 1, maximum: 65536 })
  const module = new WebAssembly.Module(compile(text) as Uint8Array<ArrayBuffer>)
  const floats = new Float32Array(memory.buffer)
  const targets = Float32Array.from({ length: shape.label ?? 0 }, (_, s) => 1 + (s % (outputs - 1)))
  const aligner = labelAligner(map, floats)
  const align = () => loss === 'ctc' && aligner({ steps, targets })
  const code = new WebAssembly.Instance(module, { js: { memory } }).exports as Record<
    string,
    (...args: number[]) => number
  >
  furnish(map, floats, descent)
  const layout = layOut(network)
  const random = stream('phases', hidden)
  const weights = initialWeights(layout, random)
  addressesOf(map, layout).forEach((at, k) => {
    floats[at] = weights[k]
  })
  for (let k = 0; k < steps * inputs; k++) floats[map.given / 4 + k] = random.uniform() < 0.05 ? 1 : 0
  floats.fill(0.5, map.noise / 4, map.noise / 4 + inputs)
  const update = (rate: number) => {
    code.forwards(steps, 0, 0, 0, 0)
    align()
    code.backwards(steps, rate, 0.9)
  }
  update(1e-6)

  const each = (run: (base: number) => void) => () => map.bases.forEach(run)
  const learners = Object.keys(code).filter((name) => name.startsWith('learn'))
  // whole updates with a rate of 0 stand for learning, whose vector arguments JavaScript cannot pass
  const rest: Record<string, () => void> = {
    inputs: () => code.inputs(steps),
    noise: () => code.noisyInputs(steps, 1, 2),
    project: each((base) => code.project(base, steps)),
    forward: each((base) => code.forward(base, steps)),
    readout: each((base) => code.readout(base, steps)),
    loss: () => {
      code.loss(steps, 0)
      align()
    },
    readoutBack: each((base) => code.readoutBack(base, steps)),
    backward: each((base) => code.backward(base, steps)),
    whole: () => update(0),
    evaluation: () => {
      code.evaluate(steps, 0)
      align()
      code.putLogitsBack?.()
    },
  }
  const { whole, evaluation, noise, inputs: laid, ...phases } = mediansOf(rest, () => update(0))
  const before = laid + Object.values(phases).reduce((a, b) => a + b, 0)
  return {
    inputs: laid,
    ...phases,
    [`learning (${learners.length} stacks)`]: whole - before,
    whole,
    'noise, if any': noise - laid,
    evaluation,
  }
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
