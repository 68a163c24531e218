import { describe } from 'vitest'
import { wasmPlain, wasmRelaxed } from '../../../src/engine/wasm/engine.ts'
import { probeRelaxed } from '../../../src/engine/wasm/probe.ts'
import { engineContract } from '../contract.ts'

describe('generated WebAssembly, plain SIMD', () => engineContract(wasmPlain, { tolerance: 1e-4 }))

describe.skipIf(probeRelaxed() === 'absent')('generated WebAssembly, relaxed SIMD', () => {
  engineContract(wasmRelaxed, { tolerance: 1e-4 })
})
