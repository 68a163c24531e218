import { lookUp } from '../math/input-error.ts'
import type { Engine } from './engine.ts'
import { reference } from './reference/reference.ts'
import { wasmPlain, wasmRelaxed } from './wasm/engine.ts'
import { probeRelaxed } from './wasm/probe.ts'

/** The engines by name. `wasm` uses fused arithmetic where the machine has it and plain SIMD elsewhere. */
export const engines: Readonly<Record<'wasm' | 'wasm-plain' | 'reference', () => Engine>> = {
  wasm: () => (probeRelaxed() === 'fused' ? wasmRelaxed : wasmPlain),
  'wasm-plain': () => wasmPlain,
  reference: () => reference,
}

export type EngineName = keyof typeof engines

/** The engine of this name on this machine. */
export function engineNamed(name: string): Engine {
  return lookUp<() => Engine>(engines, name, 'engine')()
}
