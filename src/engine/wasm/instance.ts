import { compile } from 'watr'
import { InputError } from '../../math/input-error.ts'
import type { Descent } from '../engine.ts'
import { furnish } from './furnish.ts'
import type { MemoryMap } from './memory.ts'
import { generate, type Purpose } from './module.ts'
import type { Arithmetic, Text } from './text.ts'

/** What a module exports, as far as a program calls it; `passes.ts` says in which order. A module has what its purpose needs. */
export interface Exports {
  inputs(T: number, place: number): void
  noisyInputs(T: number, place: number, key0: number, key1: number): void
  forwards(T: number, rows: number, count: number, dropping: number): void
  loss(rows: number, from: number, place: number): number
  lossOnly(rows: number, from: number, place: number): number
  backwards(T: number, rows: number, count: number, dropping: number): void
  learn(T: number, rows: number, count: number, dropping: number): void
  normSquared(): number
  apply(): void
  readout(base: number, rows: number, x: number): void
}

/** The memory of a program, and the modules that run in it. */
export interface Instance {
  readonly map: MemoryMap
  readonly memory: WebAssembly.Memory
  readonly floats: Float32Array<ArrayBuffer>
  /** A module of the program, assembled when it is first asked for. */
  code(purpose: Purpose, how?: { readonly inLockstep: boolean }): Exports
}

/** Modules of a program, each assembled once and ready to stand in any number of memories. */
export interface Modules {
  readonly map: MemoryMap
  readonly descent: Descent
  of(purpose: Purpose, inLockstep: boolean): WebAssembly.Module
}

/** Longer programs are those of hundreds of matrices in a row; the assembler runs out of stack with them. */
const LONGEST = 4_000_000

export function modulesFor(map: MemoryMap, descent: Descent, arithmetic: Arithmetic): Modules {
  const made = new Map<string, WebAssembly.Module>()
  return {
    map,
    descent,
    of(purpose, inLockstep) {
      const key = `${purpose} ${inLockstep}`
      if (!made.has(key)) made.set(key, assembled(generate(map, { purpose, inLockstep, descent, arithmetic })))
      return made.get(key)!
    },
  }
}

function assembled(text: Text): WebAssembly.Module {
  if (text.length > LONGEST)
    throw new InputError(
      'the equations of this cell make too long a program for WebAssembly; --engine reference runs them',
    )
  return new WebAssembly.Module(compile(text) as Uint8Array<ArrayBuffer>)
}

/** Modules in memory of their own, or in that of a program that is not used any more; all weights are 0. */
export function instantiate(modules: Modules, left?: WebAssembly.Memory): Instance {
  const { map, descent } = modules
  const memory = memoryFor(map, left)
  const floats = new Float32Array(memory.buffer as ArrayBuffer)
  const running = new Map<WebAssembly.Module, Exports>()
  furnish(map, floats, descent)
  return {
    map,
    memory,
    floats,
    code(purpose, { inLockstep } = { inLockstep: false }) {
      const module = modules.of(purpose, inLockstep)
      if (!running.has(module))
        running.set(module, new WebAssembly.Instance(module, { js: { memory } }).exports as unknown as Exports)
      return running.get(module)!
    },
  }
}

const PAGE = 65536
const MOST_PAGES = 65536

/**
 * Memory for a program, all zeros: that of a program which is not used any more, grown where it is too small, or a new one. Every
 * memory reserves 8 GiB of addresses, whatever its size, so that no access needs a check; given up, it holds them until it is
 * collected, which nothing hastens. Growing takes the buffer away from the old program, so that it cannot write here.
 */
function memoryFor(
  { bytes, capacity: { steps, batch } }: MemoryMap,
  left: WebAssembly.Memory | undefined,
): WebAssembly.Memory {
  const pages = Math.ceil(bytes / PAGE) + 1
  if (pages > MOST_PAGES)
    throw new InputError(
      `${batch === 1 ? 'a sequence' : `a batch of ${batch} sequences`} of up to ${steps} steps needs ${(bytes / 2 ** 30).toFixed(1)} GiB; a network in WebAssembly can have 4`,
    )
  if (left === undefined) return new WebAssembly.Memory({ initial: pages, maximum: MOST_PAGES })
  const there = left.buffer.byteLength / PAGE
  new Uint8Array(left.buffer).fill(0, 0, pages * PAGE)
  left.grow(Math.max(0, pages - there))
  return left
}
