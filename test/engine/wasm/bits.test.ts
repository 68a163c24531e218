import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { cells } from '../../../src/cell/catalog.ts'
import type { Engine, Sequence } from '../../../src/engine/engine.ts'
import { initialWeights } from '../../../src/engine/layout.ts'
import { wasmPlain, wasmRelaxed } from '../../../src/engine/wasm/engine.ts'
import { probeRelaxed } from '../../../src/engine/wasm/probe.ts'
import { stream } from '../../../src/math/random.ts'
import { NESTEROV, oneLayer } from '../network.ts'

/** The hash of all weights after 30 noisy updates of a small bidirectional network. */
function bitsOf(engine: Engine, cell: keyof typeof cells): string {
  const network = oneLayer({ cell: cells[cell], inputs: 5, hidden: 11, outputs: 6, directions: 2, loss: 'softmax' })
  const program = engine.compile(network, { ...NESTEROV, clip: 1 }, { steps: 20, batch: 1 })
  const random = stream('bits', cell)
  program.write('weights', initialWeights(program.layout, random))
  for (let k = 0; k < 30; k++) {
    const steps = 1 + random.integer(20)
    const sequence: Sequence = {
      steps,
      inputs: Float32Array.from({ length: 5 * steps }, () => random.gaussian()),
      targets: Int32Array.from({ length: steps }, () => random.integer(6)),
    }
    const noise = { deviation: 0.3, keys: [[random.bits(), random.bits()] as const] }
    program.update([sequence], { rate: 0.01, momentum: 0.9, noise })
  }
  return createHash('sha256')
    .update(Float32Array.from(program.read('weights')))
    .digest('hex')
    .slice(0, 16)
}

describe('the same bits on every machine and every version of the engine that runs it', () => {
  it('plain SIMD: the weights of a short training', () => {
    const bits = { V: bitsOf(wasmPlain, 'V'), FGR: bitsOf(wasmPlain, 'FGR'), GRU: bitsOf(wasmPlain, 'GRU') }
    expect(bits).toEqual({ V: '36cce6aed32e91d3', FGR: 'f1e2c55180f1d8c7', GRU: 'a83a011ff77cd113' })
  })

  it.skipIf(probeRelaxed() !== 'fused')('relaxed SIMD, wherever it is fused', () => {
    const bits = { V: bitsOf(wasmRelaxed, 'V'), FGR: bitsOf(wasmRelaxed, 'FGR'), GRU: bitsOf(wasmRelaxed, 'GRU') }
    expect(bits).toEqual({ V: '15e30e72db928f24', FGR: '70b1843e504d76dc', GRU: 'fa34b97210834bda' })
  })
})
