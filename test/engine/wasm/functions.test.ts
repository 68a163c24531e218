import { describe, expect, it } from 'vitest'
import { compile } from 'watr'
import {
  exp,
  flushed,
  gaussians,
  log,
  logistic,
  relu,
  squash,
  turn,
  writeConstants,
} from '../../../src/engine/wasm/functions.ts'
import { logarithm } from '../../../src/engine/wasm/logarithm.ts'
import { probeRelaxed } from '../../../src/engine/wasm/probe.ts'
import { type Arithmetic, FunctionWriter, get, load, store, type Text } from '../../../src/engine/wasm/text.ts'
import { log as reference } from '../../../src/math/functions.ts'
import { stream } from '../../../src/math/random.ts'

const AT = 4096

/** A function of four floats at a time as a function of one. */
function single(arithmetic: Arithmetic, body: (f: FunctionWriter, x: Text) => Text): (x: number) => number {
  const memory = new WebAssembly.Memory({ initial: 1 })
  const floats = new Float32Array(memory.buffer)
  writeConstants(floats)
  const f = new FunctionWriter('run', '', arithmetic)
  const at = f.int(`(i32.const ${AT})`)
  f.do(store(at, 0, body(f, get(f.vector(load(at))))))
  const module = new WebAssembly.Module(
    compile(`(module (import "js" "memory" (memory 1)) ${f})`) as Uint8Array<ArrayBuffer>,
  )
  const { run } = new WebAssembly.Instance(module, { js: { memory } }).exports as { run(): void }
  return (x) => {
    floats.fill(x, AT / 4, AT / 4 + 4)
    run()
    return floats[AT / 4]
  }
}

/** The worst of an error over many floats of a range, the same ones every time. */
function worst(low: number, high: number, error: (x: number) => number): number {
  let most = 0
  const count = 200_000
  for (let k = 0; k <= count; k++) {
    const e = error(Math.fround(low + ((high - low) * k) / count))
    if (!(e <= most)) most = e
    if (Number.isNaN(e)) return e
  }
  return most
}

const arithmetics: Arithmetic[] = probeRelaxed() === 'absent' ? ['plain'] : ['relaxed', 'plain']

describe.each(arithmetics)('with %s SIMD', (arithmetic) => {
  const tanh = single(arithmetic, (f, x) => get(squash(f, [{ op: 'tanh', of: x }])[0]))
  const sigmoid = single(arithmetic, (f, x) => get(squash(f, [{ op: 'sigmoid', of: x }])[0]))

  it('relu keeps what is above 0, and what is no number', () => {
    const rectified = single(arithmetic, (_, x) => relu(x))
    expect([-3, -1e-30, 0, 1e-30, 7, Number.POSITIVE_INFINITY, Number.NaN].map(rectified)).toEqual([
      ...[0, 0, 0, Math.fround(1e-30), 7, Number.POSITIVE_INFINITY, Number.NaN],
    ])
  })

  it('tanh is within 3.5e-7 of the truth everywhere', () => {
    const error = (x: number) => Math.abs(tanh(x) - Math.tanh(x))
    expect(worst(-12, 12, error)).toBeLessThan(3.5e-7)
    expect(worst(-1e30, 1e30, error)).toBeLessThan(3.5e-7)
  })

  it('sigmoid is within 2e-7 of the truth everywhere', () => {
    const error = (x: number) => Math.abs(sigmoid(x) - 1 / (1 + Math.exp(-x)))
    expect(worst(-24, 24, error)).toBeLessThan(2e-7)
    expect(worst(-1e30, 1e30, error)).toBeLessThan(2e-7)
  })

  it('no function hides what is not a number', () => {
    expect(tanh(Number.NaN)).toBeNaN()
    expect(sigmoid(Number.NaN)).toBeNaN()
    expect(single(arithmetic, (f, x) => get(exp(f, x)))(Number.NaN)).toBeNaN()
  })

  it('exp is within 3e-7 relative from −60 to 87, and stays at its value at −60 below', () => {
    const run = single(arithmetic, (f, x) => get(exp(f, x)))
    expect(worst(-60, 87, (x) => Math.abs(run(x) / Math.exp(x) - 1))).toBeLessThan(3e-7)
    expect(run(-1e9)).toBe(run(-60))
    expect(run(0)).toBe(1)
  })

  it('log is within 3e-7 of the truth, relative where the truth is above 1', () => {
    const run = single(arithmetic, (f, x) => get(log(f, x)))
    const error = (x: number) => Math.abs(run(x) - Math.log(x)) / Math.max(1, Math.abs(Math.log(x)))
    expect(worst(2 ** -24, 1, error)).toBeLessThan(3e-7)
    expect(worst(1, 1e6, error)).toBeLessThan(3e-7)
    expect(run(1)).toBe(0)
  })

  it('the logistic function of the loss is within 3e-7 relative on both sides', () => {
    const run = single(arithmetic, (f, x) => get(logistic(f, f.vector(x)).value))
    expect(worst(-50, 50, (x) => Math.abs(run(x) * (1 + Math.exp(-x)) - 1))).toBeLessThan(3e-7)
  })

  it('sine and cosine of a turn are within 3e-7', () => {
    const whole = (x: Text) => `(i32x4.trunc_sat_f32x4_u ${x})`
    const sine = single(arithmetic, (f, x) => turn(f, whole(x)).sine)
    const cosine = single(arithmetic, (f, x) => turn(f, whole(x)).cosine)
    const angle = (x: number) => (2 * Math.PI * Math.floor(x)) / 2 ** 24
    expect(worst(0, 2 ** 24 - 1, (x) => Math.abs(sine(x) - Math.sin(angle(x))))).toBeLessThan(3e-7)
    expect(worst(0, 2 ** 24 - 1, (x) => Math.abs(cosine(x) - Math.cos(angle(x))))).toBeLessThan(3e-7)
  })

  it('numbers near the denormal ones become 0, others keep their value', () => {
    const run = single(arithmetic, (_, x) => flushed(x))
    expect(run(1e-38)).toBe(0)
    expect(run(-1e-30)).toBe(0)
    expect(run(1)).toBe(1)
    expect(run(-0.1)).toBe(Math.fround(-0.1))
    expect(Math.abs(run(1e-25) / 1e-25 - 1)).toBeLessThan(1e-4)
    expect(run(Number.NaN)).toBeNaN()
  })

  it('normal numbers stay below 5.8 for any counter', () => {
    const run = single(arithmetic, (f, x) => {
      const key = f.vector('(i32x4.splat (i32.const 7))')
      return gaussians(f, `(i32x4.trunc_sat_f32x4_u ${x})`, [key, key])[0]
    })
    expect(worst(0, 2 ** 24, (x) => Math.abs(run(x)))).toBeLessThan(5.8)
    expect(worst(0, 2 ** 24, (x) => Math.abs(run(x)))).toBeGreaterThan(3.5)
  })
})

describe('the logarithm in float64', () => {
  const module = new WebAssembly.Module(compile(`(module ${logarithm})`) as Uint8Array<ArrayBuffer>)
  const { log } = new WebAssembly.Instance(module).exports as { log(x: number): number }

  it('has the bits of the one in math/functions.ts, for numbers of every size', () => {
    const random = stream('logarithm')
    for (let k = 0; k < 200_000; k++) {
      const x = random.uniform() * 2 ** Math.floor(2098 * random.uniform() - 1074)
      if (!Object.is(log(x), reference(x))) expect({ x, log: log(x) }).toEqual({ x, log: reference(x) })
    }
  })

  it.each([
    0,
    -0,
    -1,
    1,
    Math.SQRT2,
    1e150,
    2 ** -1022,
    2 ** -1074,
    Number.MAX_VALUE,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NaN,
  ])('and so of %d', (x) => {
    expect(log(x)).toBe(reference(x))
  })
})
