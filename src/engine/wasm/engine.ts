import { checkCell } from '../../cell/cell.ts'
import type { Capacity, Descent, Engine, Network, Program, Sequence } from '../engine.ts'
import { checkNetwork, type Layout, layOut as layOutWeights } from '../layout.ts'
import { predictionOf } from '../prediction.ts'
import { checkInputs } from '../sequence.ts'
import { type LaidOut, sequenceChecker } from './batch.ts'
import { set } from './furnish.ts'
import { assemble, type Instance, instantiate } from './instance.ts'
import { logitsOf } from './logits.ts'
import { running } from './running.ts'
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
      const layout = layOutWeights(checkNetwork(network))
      const assembled = assemble({ network, descent, capacity, arithmetic })
      const instance = instantiate(assembled, instead && memories.get(instead))
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
  const { map, floats, code } = instance
  const { layOut, rowsOf, lossOf } = running(instance)
  const numbers = learnedNumbers(instance, layout, descent)
  const applySettings = settingsWriter(instance, descent)
  const { check, isMissingTargets } = sequenceChecker(map)
  let last: { readonly laidOut: LaidOut; readonly steps: readonly number[] } | undefined

  /** The losses of a batch that went forward, in its order. */
  const lossesOf = (batch: readonly Sequence[], laidOut: LaidOut, training: boolean) => {
    const losses = new Float64Array(batch.length)
    for (const [k, place] of laidOut.places.entries()) {
      const missing = isMissingTargets(batch[place])
      losses[place] = lossOf(laidOut, k, batch[place], { training, missing })
    }
    return losses
  }

  function forwardsOnly(batch: readonly Pick<Sequence, 'steps' | 'inputs'>[]): LaidOut {
    const laidOut = layOut(batch)
    last = { laidOut, steps: batch.map(({ steps }) => steps) }
    code.forwardsOnly(laidOut.steps, laidOut.rows, batch.length, 0)
    return laidOut
  }

  function logits(place = 0): Float32Array {
    if (last === undefined) return new Float32Array(0)
    const { laidOut, steps } = last
    return logitsOf(map, floats, rowsOf(laidOut, laidOut.places.indexOf(place), steps[place]))
  }

  return {
    layout,
    update(batch, update) {
      check(batch)
      numbers.updates += 1
      applySettings(update, { sequences: batch.length, updates: numbers.updates })
      const laidOut = layOut(batch, update)
      const dropping = update.dropout !== undefined && update.dropout.share > 0 ? 1 : 0
      const size = [laidOut.steps, laidOut.rows, batch.length, dropping] as const
      code.forwards(...size)
      const losses = lossesOf(batch, laidOut, true)
      code.backwards(...size)
      if (update.clipNorm === undefined) code.learn(...size)
      else {
        code.gradients(...size)
        const norm = Math.sqrt(code.normSquared())
        set(floats, 'clipScale', norm <= update.clipNorm ? 1 : update.clipNorm / norm) // NaN stays visible
        code.apply()
      }
      return losses.reduce((sum, loss) => sum + loss, 0)
    },
    evaluate(batch) {
      check(batch)
      return lossesOf(batch, forwardsOnly(batch), false)
    },
    logits,
    predict(inputs) {
      forwardsOnly([{ steps: checkInputs(network, capacity.steps, inputs), inputs }])
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
