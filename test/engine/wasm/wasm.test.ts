import { describe, expect, test } from 'vitest'
import { compile } from 'watr'
import { cells } from '../../../src/cell/catalog.ts'
import { type Cell, CellWriter, type Ref } from '../../../src/cell/cell.ts'
import type { Capacity, Network } from '../../../src/engine/engine.ts'
import { reference } from '../../../src/engine/reference/reference.ts'
import { wasmPlain, wasmRelaxed } from '../../../src/engine/wasm/engine.ts'
import { mapMemory } from '../../../src/engine/wasm/memory.ts'
import { generate } from '../../../src/engine/wasm/module.ts'
import { probeRelaxed } from '../../../src/engine/wasm/probe.ts'
import { engineContract, twinOfReference, usingContract } from '../contract.ts'
import { batchContract, deepTwin } from '../deep-contract.ts'
import { NESTEROV, oneLayer } from '../network.ts'

/** The module that trains one sequence at a time. */
const textOf = (network: Network, capacity: Capacity) =>
  generate(mapMemory(network, NESTEROV, capacity), {
    ...{ purpose: 'training', inLockstep: false },
    ...{ descent: NESTEROV, arithmetic: 'plain' },
  })

describe('generated WebAssembly, plain SIMD', () => {
  engineContract(wasmPlain)
  usingContract(wasmPlain, { tolerance: 1e-5 })
  twinOfReference(wasmPlain, { tolerance: 1e-4 })
  batchContract(wasmPlain)
  deepTwin(wasmPlain, { tolerance: 1e-4, part: 0 })
})

describe.skipIf(probeRelaxed() === 'absent')('generated WebAssembly, relaxed SIMD', () => {
  engineContract(wasmRelaxed)
  usingContract(wasmRelaxed, { tolerance: 1e-5 })
  twinOfReference(wasmRelaxed, { tolerance: 1e-4 })
  batchContract(wasmRelaxed)
  deepTwin(wasmRelaxed, { tolerance: 1e-4, part: 1 })
})

test.each(['sigmoid', 'softmax', 'squared', 'ctc'] as const)(
  'a module with %s loss imports no function: V8 frees what threads share for calling one',
  (loss) => {
    const network = oneLayer({ cell: cells.V, inputs: 2, hidden: 3, outputs: 4, directions: 1, loss })
    const text = textOf(network, { steps: 5, batch: 1 })
    const module = new WebAssembly.Module(compile(text) as Uint8Array<ArrayBuffer>)
    expect(WebAssembly.Module.imports(module)).toEqual([{ module: 'js', name: 'memory', kind: 'memory' }])
  },
)

describe('equations nested as deep as a cell can be', () => {
  const once = { steps: 1, batch: 1 }
  const networkOf = (cell: Cell) => oneLayer({ cell, inputs: 1, hidden: 1, outputs: 1, directions: 1, loss: 'squared' })
  const chain = (depth: number, link: (cell: CellWriter, of: Ref, k: number) => Ref): Network => {
    const cell = new CellWriter()
    let last = cell.project('W', cell.input())
    for (let k = 0; k < depth; k++) last = link(cell, last, k)
    return networkOf(cell.finish(last))
  }

  test.each<[string, (cell: CellWriter, of: Ref) => Ref]>([
    ['sums of one value', (cell, of) => cell.sum(of)],
    ['sums of a value and itself', (cell, of) => cell.sum(of, of)],
    ['squares', (cell, of) => cell.product(of, of)],
    ['complements', (cell, of) => cell.complement(of)],
  ])('%s: both engines compile them, and the program grows with their number', (_, link) => {
    const length = (depth: number) => textOf(chain(depth, link), once).length
    expect(length(498) - length(249)).toBeLessThan(1.1 * (length(249) - length(0)))
    for (const engine of [wasmPlain, reference])
      expect(engine.compile(chain(498, link), NESTEROV, once).layout.length).toBe(3)
  })

  test('matrices make a program that is too long for WebAssembly: an error says what runs it', () => {
    const deep = chain(498, (cell, of, k) => cell.project(`R${k}`, of))
    expect(() => wasmPlain.compile(deep, NESTEROV, once)).toThrow(
      'the equations of this cell make too long a program for WebAssembly; --engine reference runs them',
    )
    expect(reference.compile(deep, NESTEROV, once).layout.length).toBe(501)
  })
})
