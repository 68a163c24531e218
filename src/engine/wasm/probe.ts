import { compile } from 'watr'

/** What relaxed SIMD does on this machine: fused products and sums (one rounding), plain ones (two), or nothing at all. */
export type Relaxed = 'fused' | 'plain' | 'absent'

/** (1 + 2⁻²³)² − (1 + 2⁻²²) is 2⁻⁴⁶ if the product is not rounded before the sum, and 0 if it is. */
const PROBE = `(module (func (export "probe") (result f32)
  (local $a v128) (local.set $a (f32x4.splat (f32.const 0x1.000002p0)))
  (f32x4.extract_lane 0 (f32x4.relaxed_madd (local.get $a) (local.get $a) (f32x4.splat (f32.const -0x1.000004p0))))))`

/** Runs one relaxed multiplication and addition and looks at its bits. */
export function probeRelaxed(): Relaxed {
  const bytes = compile(PROBE) as Uint8Array<ArrayBuffer>
  if (!WebAssembly.validate(bytes)) return 'absent'
  const { probe } = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as { probe(): number }
  return probe() === 0 ? 'plain' : 'fused'
}
