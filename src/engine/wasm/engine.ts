import { checkCell } from '../../cell/cell.ts'
import type { Capacity, Descent, Engine, Network, Program, Sequence } from '../engine.ts'
import { checkNetwork, type Layout, layOut } from '../layout.ts'
import { predictionOf } from '../prediction.ts'
import { checkInputs } from '../sequence.ts'
import { sequenceChecker } from './batch.ts'
import { setFour } from './furnish.ts'
import { type Instance, instantiate, modulesFor } from './instance.ts'
import { mapMemory } from './memory.ts'
import { type Passed, type Running, running } from './running.ts'
import { settingsWriter } from './settings.ts'
import { behindLookAhead, learnedNumbers } from './state.ts'
import type { Arithmetic } from './text.ts'
import { streamerOf, tracerOf } from './using.ts'

/** Generated WebAssembly with products and sums fused where the machine does; see `probeRelaxed`. */
export const wasmRelaxed: Engine = wasmEngine('relaxed')

/** Generated WebAssembly with plain SIMD: the same bits on every machine. */
export const wasmPlain: Engine = wasmEngine('plain')

function wasmEngine(arithmetic: Arithmetic): Engine {
  return {
    name: 'wasm',
    arithmetic: `float32 ${arithmetic}`,
    compile(network, descent, capacity, instead) {
      for (const { cell } of network.layers) checkCell(cell)
      const layout = layOut(checkNetwork(network))
      const modules = modulesFor(mapMemory(network, descent, capacity), descent, arithmetic)
      modules.of('training', capacity.batch > 1) // too long a program is an error here and now
      const instance = instantiate(modules, instead && memories.get(instead))
      const made = program({ network, descent, capacity, arithmetic, layout, instance })
      memories.set(made, instance.memory)
      return made
    },
  }
}

/** The memory that each program stands in, for the program that comes after it. */
const memories = new WeakMap<Program, WebAssembly.Memory>()

/** What a program is made of. */
export interface Made {
  readonly network: Network
  readonly descent: Descent
  readonly capacity: Capacity
  readonly arithmetic: Arithmetic
  readonly layout: Layout
  readonly instance: Instance
}

function program(made: Made): Program {
  const { network, descent, capacity, layout, instance } = made
  const { map, floats } = instance
  const run = running(instance)
  const numbers = learnedNumbers(instance, layout, descent)
  const applySettings = settingsWriter(instance, descent)
  const { check, isMissingTargets } = sequenceChecker(map)
  /** What went forward last, and the steps of its sequences. */
  let last: { readonly passed: Passed; readonly steps: readonly number[] } | undefined

  function forwards(...[purpose, batch, update]: Parameters<Running['forwards']>): Passed {
    const passed = run.forwards(purpose, batch, update)
    last = { passed, steps: batch.map(({ steps }) => steps) }
    return passed
  }

  const lossesOf = (passed: Passed, batch: readonly Sequence[]) =>
    Float64Array.from(batch, (sequence, place) => run.lossOf(passed, place, sequence, isMissingTargets(sequence)))

  const logits = (place = 0) =>
    last === undefined ? new Float32Array(0) : run.logits(last.passed, place, last.steps[place])

  /** Learns from a gradient that is scaled down where its norm is larger. */
  function learnClipped({ size }: Passed, most: number): void {
    const code = instance.code('norm', { inLockstep: size[2] > 1 })
    code.learn(...size)
    const norm = Math.sqrt(code.normSquared())
    setFour(floats, 'clipScale', norm <= most ? 1 : most / norm) // NaN stays visible
    code.apply()
  }

  return {
    layout,
    update(batch, update) {
      check(batch)
      numbers.updates += 1
      applySettings(update, { sequences: batch.length, updates: numbers.updates })
      const passed = forwards('training', batch, update)
      const losses = lossesOf(passed, batch)
      passed.code.backwards(...passed.size)
      if (update.clipNorm === undefined) passed.code.learn(...passed.size)
      else learnClipped(passed, update.clipNorm)
      return losses.reduce((sum, loss) => sum + loss, 0)
    },
    evaluate(batch) {
      check(batch)
      return lossesOf(forwards('evaluation', batch), batch)
    },
    logits,
    predict(inputs) {
      forwards('evaluation', [{ steps: checkInputs(network, capacity.steps, inputs), inputs }])
      return predictionOf(network, logits())
    },
    trace: tracerOf(made, numbers.read),
    stream: streamerOf(made, numbers.read),
    atTrueWeights(momentum, body) {
      if (descent.optimiser.kind !== 'nesterov' || momentum === 0) return body()
      return behindLookAhead(map, floats, momentum, body)
    },
    read: numbers.read,
    write: numbers.write,
  }
}
