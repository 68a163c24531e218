import { compile } from 'watr'
import { checkCell } from '../../cell/cell.ts'
import { InputError } from '../../math/input-error.ts'
import type { Capacity, Descent, Engine, Network, Program, Sequence, Update } from '../engine.ts'
import { checkNetwork, layOut } from '../layout.ts'
import { BLANK } from '../loss/ctc.ts'
import { checkSequence } from '../sequence.ts'
import { aligner } from './align.ts'
import { furnish } from './furnish.ts'
import type { MemoryMap } from './memory.ts'
import { generate } from './module.ts'
import type { Arithmetic, Text } from './text.ts'
import { addressesOf, clearStacks, outputPlace } from './weights.ts'

/** Generated WebAssembly with products and sums fused where the machine does; see `probeRelaxed`. */
export const wasmRelaxed: Engine = wasmEngine('relaxed')

/** Generated WebAssembly with plain SIMD: the same bits on every machine. */
export const wasmPlain: Engine = wasmEngine('plain')

function wasmEngine(arithmetic: Arithmetic): Engine {
  return {
    name: 'wasm',
    arithmetic: `float32 ${arithmetic}`,
    compile: (network, descent, capacity, instead) => program(network, descent, capacity, { arithmetic, instead }),
  }
}

interface Exports {
  forwards(T: number, from: number, noisy: number, key0: number, key1: number): number
  backwards(T: number, rate: number, momentum: number): void
  evaluate(T: number, from: number): number
  /** Only for CTC. */
  putLogitsBack?(): void
}

function program(
  network: Network,
  descent: Descent,
  capacity: Capacity,
  { arithmetic, instead }: { arithmetic: Arithmetic; instead: Program | undefined },
): Program {
  for (const { cell } of network.layers) checkCell(cell)
  checkNetwork(network)
  const { text, map } = generate(network, descent, capacity, arithmetic)
  const module = assembled(text)
  const memory = memoryFor(map, instead)
  const floats = new Float32Array(memory.buffer)
  const code = new WebAssembly.Instance(module, { js: { memory } }).exports as unknown as Exports
  furnish(map, floats, descent, capacity)
  const layout = layOut(network)
  const addresses = addressesOf(map, layout)
  const give = giver(network, map, capacity, floats)
  const align = network.loss === 'ctc' ? labelAligner(map, floats) : undefined
  const behind = map.weightBytes / 4 // from a weight to its velocity
  let deviation = 0
  let current: Sequence | undefined
  let evaluated: Float32Array[] = []

  const made: Program = {
    layout,
    update([sequence], { rate, momentum, noise }: Update) {
      give(sequence)
      current = sequence
      const [key0, key1] = noise?.keys[0] ?? [0, 0]
      if (noise !== undefined && noise.deviation !== deviation) {
        deviation = noise.deviation
        floats.fill(deviation, map.noise / 4, map.noise / 4 + network.inputs)
      }
      const noisy = noise === undefined || noise.deviation === 0 ? 0 : 1
      const loss = code.forwards(sequence.steps, sequence.from ?? 0, noisy, key0, key1)
      const aligned = align?.(sequence)
      code.backwards(sequence.steps, rate, momentum)
      return aligned ?? loss
    },
    evaluate(batch) {
      evaluated = []
      return Float64Array.from(batch, (sequence) => {
        give(sequence)
        current = sequence
        const loss = code.evaluate(sequence.steps, sequence.from ?? 0)
        const aligned = align?.(sequence)
        code.putLogitsBack?.()
        if (batch.length > 1) evaluated.push(logitsOf(map, floats, sequence.steps))
        return aligned ?? loss
      })
    },
    logits: (place = 0) => evaluated[place] ?? logitsOf(map, floats, current?.steps ?? 0),
    predict: refused,
    trace: refused,
    stream: refused,
    atTrueWeights(momentum, body) {
      if (descent.optimiser.kind !== 'nesterov' || momentum === 0) return body()
      return behindLookAhead(map, floats, momentum, body)
    },
    read(what) {
      const offset = what === 'weights' ? 0 : behind
      const values = new Float64Array(addresses.length)
      for (let k = 0; k < values.length; k++) values[k] = floats[addresses[k] + offset]
      return values
    },
    write(what, values) {
      if (values.length !== layout.length) throw new Error(`there are ${layout.length} ${what}, not ${values.length}`)
      clearStacks(map, floats, what === 'weights' ? what : 'velocities')
      const offset = what === 'weights' ? 0 : behind
      for (let k = 0; k < addresses.length; k++) floats[addresses[k] + offset] = values[k]
    },
  }
  memories.set(made, memory)
  return made
}

const refused = (): never => {
  throw new InputError('this needs --engine reference')
}

/** Runs body with weights w − μv, then puts them back. */
function behindLookAhead<T>(
  { bases, weightBytes }: MemoryMap,
  floats: Float32Array,
  momentum: number,
  body: () => T,
): T {
  const length = weightBytes / 4
  const blocks = bases.map((base) => floats.subarray(base / 4, base / 4 + 2 * length))
  const ahead = blocks.map((block) => block.slice(0, length))
  for (const block of blocks) for (let k = 0; k < length; k++) block[k] -= momentum * block[length + k]
  try {
    return body()
  } finally {
    for (const [d, block] of blocks.entries()) block.set(ahead[d])
  }
}

/** Longer programs are those of hundreds of matrices in a row; the assembler runs out of stack with them. */
const LONGEST = 4_000_000

function assembled(text: Text): WebAssembly.Module {
  if (text.length > LONGEST)
    throw new InputError(
      'the equations of this cell make too long a program for WebAssembly; --engine reference runs them',
    )
  return new WebAssembly.Module(compile(text) as Uint8Array<ArrayBuffer>)
}

const PAGE = 65536

/** The memory that each program stands in, for the program that comes after it. */
const memories = new WeakMap<Program, WebAssembly.Memory>()

/**
 * Memory for a program, all zeros: that of a program which is not used any more, grown where it is too small, or a new one. Every
 * memory reserves 8 GiB of addresses, whatever its size, so that no access needs a check; given up, it holds them until it is
 * collected, which nothing hastens. Growing takes the buffer away from the old program, so that it cannot write here.
 */
function memoryFor({ bytes }: MemoryMap, instead: Program | undefined): WebAssembly.Memory {
  const pages = Math.ceil(bytes / PAGE) + 1
  const left = instead && memories.get(instead)
  if (left === undefined) return new WebAssembly.Memory({ initial: pages, maximum: 65536 })
  const there = left.buffer.byteLength / PAGE
  new Uint8Array(left.buffer).fill(0, 0, pages * PAGE)
  left.grow(Math.max(0, pages - there))
  return left
}

/** A function that puts a sequence where the program expects it. */
function giver(
  network: Network,
  { given, targets, outputRow }: MemoryMap,
  { steps: longest }: Capacity,
  floats: Float32Array,
): (sequence: Sequence) => void {
  const whole = new Int32Array(floats.buffer)
  const checked = new WeakSet<Sequence>()
  const { outputs } = network
  return (sequence) => {
    if (!checked.has(sequence)) checked.add(checkSequence(network, longest, sequence))
    floats.set(sequence.inputs, given / 4)
    if (network.loss === 'ctc') return // the aligner reads the label itself
    if (network.loss === 'softmax') whole.set(sequence.targets, targets / 4)
    else if (outputs === outputRow) floats.set(sequence.targets, targets / 4)
    else {
      for (let t = 0; t < sequence.steps; t++) {
        floats.set(sequence.targets.subarray(t * outputs, (t + 1) * outputs), targets / 4 + t * outputRow)
      }
    }
  }
}

/** CTC’s part outside of the module: reads the softmax where the label’s symbols stand, and takes the shares of paths away. */
export function labelAligner(
  map: MemoryMap,
  floats: Float32Array,
): (sequence: Pick<Sequence, 'steps' | 'targets'>) => number {
  const align = aligner()
  const stride = map.logits.step / 4
  let p = new Float64Array(0)
  return ({ steps, targets: label }) => {
    const wide = label.length + 1
    if (p.length < steps * wide) p = new Float64Array(steps * wide)
    const columns = Int32Array.from({ length: wide }, (_, s) => floatOfLogit(map, s === 0 ? BLANK : label[s - 1]))
    for (let t = 0; t < steps; t++) for (let s = 0; s < wide; s++) p[t * wide + s] = floats[columns[s] + t * stride]
    const loss = align(p, label, steps)
    for (let t = 0; t < steps; t++) for (let s = 0; s < wide; s++) floats[columns[s] + t * stride] -= p[t * wide + s]
    return loss
  }
}

/** The float that holds output k’s logit at the first step. */
function floatOfLogit(map: MemoryMap, k: number): number {
  const { panel, vector, lane } = outputPlace(map, k)
  return (map.bases[0] + map.logits.at + panel * map.logits.panel + vector * 16) / 4 + lane
}

function logitsOf(map: MemoryMap, floats: Float32Array, steps: number): Float32Array {
  const { outputs } = map.network
  const stride = map.logits.step / 4
  const logits = new Float32Array(steps * outputs)
  for (let k = 0; k < outputs; k++) {
    const from = floatOfLogit(map, k)
    for (let t = 0; t < steps; t++) logits[t * outputs + k] = floats[from + t * stride]
  }
  return logits
}
