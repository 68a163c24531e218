/** A network in use: traces and streams run in programs of their own, made where they are first asked for. */
import { namedValues } from '../../cell/equations.ts'
import type { Descent, Network, Program, Stream, Trace, TracedValue } from '../engine.ts'
import { planFor } from '../plan.ts'
import { predictionOf } from '../prediction.ts'
import { checkInputs, checkStreamable } from '../sequence.ts'
import type { Made } from './engine.ts'
import { type Instance, instantiate, type Modules, modulesFor } from './instance.ts'
import { type LayerMap, type MemoryMap, mapMemory, outputRows, sourceRows } from './memory.ts'
import { type Passed, running } from './running.ts'
import { learnedNumbers } from './state.ts'
import { range } from './text.ts'

type ReadWeights = (what: 'weights') => Float64Array

/** Traces of a program: every named value is kept where the program itself would forget it. */
export function tracerOf(made: Made, read: ReadWeights): Program['trace'] {
  const { network, descent, capacity, arithmetic, layout } = made
  let instance: Instance | undefined
  return (inputs) => {
    const steps = checkInputs(network, capacity.steps, inputs)
    instance ??= instantiate(modulesFor(keepingMap(network, descent, capacity.steps), descent, arithmetic))
    learnedNumbers(instance, layout, descent).write('weights', read('weights'))
    running(instance).forwards('evaluation', [{ steps, inputs }])
    return traceOf(instance, steps)
  }
}

/** Memory in which every named value has a place. */
const keepingMap = (network: Network, descent: Descent, steps: number): MemoryMap =>
  mapMemory(network, descent, { steps, batch: 1 }, (cell) =>
    planFor(cell, { kept: namedValues(cell).map(({ ref }) => ref) }),
  )

function traceOf({ map, floats }: Instance, steps: number): Trace {
  const values = map.layers.flatMap(({ map: shape, bases }, layer) =>
    bases.flatMap((base, direction) =>
      namedValues(shape.plan.cell).map(({ name, ref }): TracedValue => {
        const { hidden } = shape
        const values = new Float64Array(steps * hidden)
        const floatOf = keptAt(shape, ref)
        for (const n of range(steps)) {
          const t = direction === 0 ? n : steps - 1 - n
          for (const unit of range(hidden)) values[t * hidden + unit] = floats[base / 4 + floatOf(n, unit)]
        }
        return { layer, direction: direction as 0 | 1, name, hidden, values }
      }),
    ),
  )
  return { steps, values }
}

/** Where a value is kept, in floats from the base of its block, by row and unit. */
function keptAt(shape: LayerMap, ref: number): (n: number, unit: number) => number {
  const { in: where, slot } = shape.plan.homes.get(ref)!
  if (where === 'sources') {
    const { at, row } = sourceRows(shape, ref, 0)
    return (n, unit) => (at + n * row) / 4 + unit
  }
  const { at, step, panel } = shape[where]
  return (n, unit) => (at + n * step + (unit >> 2) * panel + slot * 16) / 4 + (unit & 3)
}

/** Streams of a program: programs for sequences of one step, whose last step becomes the one before the first. */
export function streamerOf(made: Made, read: ReadWeights): Program['stream'] {
  const { network, descent, arithmetic, layout } = made
  let modules: Modules | undefined
  return () => {
    checkStreamable(network)
    modules ??= modulesFor(mapMemory(network, descent, { steps: 1, batch: 1 }), descent, arithmetic)
    const instance = instantiate(modules)
    learnedNumbers(instance, layout, descent).write('weights', read('weights'))
    return streamIn(instance)
  }
}

function streamIn(instance: Instance): Stream {
  const { map, floats } = instance
  const { network } = map
  const run = running(instance)
  const readMean = network.readout === 'mean' ? meanReader(instance) : undefined
  return {
    step(inputs) {
      checkInputs(network, 1, inputs)
      const passed = run.forwards('evaluation', [{ steps: 1, inputs }])
      readMean?.(passed)
      carryOn(map, floats)
      return predictionOf(network, run.logits(passed, 0, 1))
    },
  }
}

/** The state of all layers becomes that of the step before. */
function carryOn({ layers }: MemoryMap, floats: Float32Array): void {
  const copy = (to: number, from: number, bytes: number) => floats.copyWithin(to / 4, from / 4, (from + bytes) / 4)
  for (const { map, bases } of layers) {
    const { sources, extras, plan, padded, panels } = map
    const base = bases[0]
    copy(base + sources.at - sources.row, base + sources.at, 4 * plan.sources.length * padded)
    for (const p of range(panels)) {
      const at = base + extras.at + p * extras.panel
      copy(at - extras.step, at, extras.step)
    }
  }
}

/** Reads the mean of the last layer’s outputs so far out, in the order and precision of a whole sequence. */
function meanReader({ map, floats }: Instance): (passed: Passed) => void {
  const { map: last, bases } = map.layers[map.layers.length - 1]
  const from = (bases[0] + outputRows(last).at) / 4
  const to = map.readout.bases[0] + map.readout.read.at
  const sum = new Float32Array(last.padded)
  let steps = 0
  return ({ code }) => {
    steps += 1
    for (let j = 0; j < sum.length; j++) {
      sum[j] += floats[from + j]
      floats[to / 4 + j] = sum[j] / steps
    }
    code.readout(map.readout.bases[0], 1, to)
  }
}
