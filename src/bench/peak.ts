import { compile } from 'watr'
import { type Arithmetic, add, FunctionWriter, get, i32, plus, range } from '../engine/wasm/text.ts'

const SUMS = 12
const UNROLLED = 4
/** Floating-point operations of one turn of the loop: a multiplication and an addition in four lanes. */
const PER_TURN = SUMS * UNROLLED * 8

/** A function that runs `turns` turns of nothing but multiplications and additions, 128 bits wide, and returns how many operations that was. */
export function peakLoop(arithmetic: Arithmetic): (turns: number) => number {
  const f = new FunctionWriter('peak', '(param $turns i32) (result f32)', arithmetic)
  const factor = f.vector('(f32x4.splat (f32.const 0.999))', 'factor')
  const sums = range(SUMS).map((k) => f.vector(`(f32x4.splat (f32.const ${k + 1}))`, 'sum'))
  f.loop(
    () => {
      for (const _ of range(UNROLLED)) for (const sum of sums) f.set(sum, f.fma(get(factor), get(factor), get(sum)))
      f.set('$turns', plus(get('$turns'), i32(-1)))
    },
    () => get('$turns'),
  )
  f.do(`(f32x4.extract_lane 0 ${sums.map(get).reduce(add)})`)
  const module = new WebAssembly.Module(compile(`(module ${f})`) as Uint8Array<ArrayBuffer>)
  const { peak } = new WebAssembly.Instance(module).exports as { peak(turns: number): number }
  return (turns) => {
    peak(turns)
    return turns * PER_TURN
  }
}
