import type { Descent } from '../engine.ts'
import { flushed } from './functions.ts'
import { type Learned, type SettingName, settingAt } from './memory.ts'
import {
  add,
  below,
  constant,
  div,
  type FunctionWriter,
  get,
  i32,
  type Local,
  load,
  mul,
  plus,
  pmax,
  pmin,
  range,
  store,
  sub,
  type Text,
  zero,
} from './text.ts'

/** What becomes of the gradient in a local, of four weights at a pointer plus an offset. */
export type UpdateRule = (f: FunctionWriter, at: Local, offset: number, gradient: Local) => void

const setting = (name: SettingName): Text => constant(settingAt(name))

/** Makes a sum over the batch the gradient: divides it by the number of sequences and clips its elements. */
function settle(f: FunctionWriter, gradient: Local, { clip }: Descent, inLockstep: boolean): void {
  if (inLockstep) f.set(gradient, mul(get(gradient), setting('share')))
  if (clip !== undefined) f.set(gradient, pmin(pmax(get(gradient), setting('clipLow')), setting('clipHigh')))
}

/** Applies a gradient while it is in registers. */
export function fusedRule(descent: Descent, inLockstep: boolean, learned: Learned): UpdateRule {
  const descend = descentOf(descent, learned)
  return (f, at, offset, gradient) => {
    settle(f, gradient, descent, inLockstep)
    descend(f, at, offset, gradient)
  }
}

/** Stores a gradient, for a norm to be taken before it is applied. */
export function storingRule(descent: Descent, inLockstep: boolean, { gradientAfter }: Learned): UpdateRule {
  return (f, at, offset, gradient) => {
    settle(f, gradient, descent, inLockstep)
    f.do(store(at, gradientAfter + offset, get(gradient)))
  }
}

/** How a settled gradient moves four weights and the optimiser’s numbers behind them, as `engine/optimiser.ts` says. */
function descentOf({ optimiser: { kind } }: Descent, { weightBytes }: Learned): UpdateRule {
  if (kind === 'adam' || kind === 'adamw') return adam(kind, weightBytes)
  return kind === 'rmsprop' ? rmsprop(weightBytes) : momentum(kind, weightBytes)
}

/** Adds λw to the gradient. */
function decay(f: FunctionWriter, at: Local, offset: number, gradient: Local): void {
  f.set(gradient, f.fma(setting('decay'), load(at, offset), get(gradient)))
}

const momentum =
  (kind: 'nesterov' | 'classical', velocity: number): UpdateRule =>
  (f, at, offset, gradient) => {
    decay(f, at, offset, gradient)
    const step = f.vector(mul(setting('rate'), get(gradient)), 'step')
    const v = f.vector(flushed(sub(mul(setting('momentum'), load(at, velocity + offset)), get(step))), 'velocity')
    f.do(store(at, velocity + offset, get(v)))
    const move = kind === 'nesterov' ? sub(mul(setting('momentum'), get(v)), get(step)) : get(v)
    f.do(store(at, offset, add(load(at, offset), move)))
  }

/** `rate` is η / (1 − β₁ᵗ), `correction2` 1 / (1 − β₂ᵗ), `decay` with adamw what is left of a weight. */
const adam =
  (kind: 'adam' | 'adamw', mean: number): UpdateRule =>
  (f, at, offset, gradient) => {
    if (kind === 'adam') decay(f, at, offset, gradient)
    const kept = kind === 'adam' ? load(at, offset) : mul(load(at, offset), setting('decay'))
    const rest = mul(get(gradient), setting('rest1'))
    const m = f.vector(flushed(f.fma(setting('beta1'), load(at, mean + offset), rest)), 'mean')
    f.do(store(at, mean + offset, get(m)))
    const s = meanSquare(f, at, 2 * mean + offset, gradient)
    const root = add(`(f32x4.sqrt ${mul(get(s), setting('correction2'))})`, setting('epsilon'))
    f.do(store(at, offset, sub(kept, div(mul(setting('rate'), get(m)), root))))
  }

const rmsprop =
  (square: number): UpdateRule =>
  (f, at, offset, gradient) => {
    decay(f, at, offset, gradient)
    const s = meanSquare(f, at, square + offset, gradient)
    const root = add(`(f32x4.sqrt ${get(s)})`, setting('epsilon'))
    f.do(store(at, offset, sub(load(at, offset), div(mul(setting('rate'), get(gradient)), root))))
  }

/** s ← β₂s + (1 − β₂)g² */
function meanSquare(f: FunctionWriter, at: Local, offset: number, gradient: Local): Local {
  const square = mul(mul(get(gradient), get(gradient)), setting('rest2'))
  const s = f.vector(flushed(f.fma(setting('beta2'), load(at, offset), square)), 'square')
  f.do(store(at, offset, get(s)))
  return s
}

/** Σ g² in float64 over the gradient at `$from`, which takes `$bytes`. */
export function squareOfGradient(f: FunctionWriter): void {
  const totals = range(2).map(() => f.vector(zero, 'total'))
  const [at, end] = [f.int(get('$from'), 'at'), f.int(plus(get('$from'), get('$bytes')), 'end')]
  f.loop(
    () => {
      for (const [k, total] of totals.entries()) {
        const two = f.vector(`(f64x2.promote_low_f32x4 (v128.load64_zero offset=${8 * k} ${get(at)}))`, 'two')
        f.set(total, `(f64x2.add ${get(total)} (f64x2.mul ${get(two)} ${get(two)}))`)
      }
      f.move(at, 16)
    },
    () => below(get(at), get(end)),
  )
  const sum = f.vector(`(f64x2.add ${totals.map(get).join(' ')})`, 'sum')
  f.do(`(f64.add (f64x2.extract_lane 0 ${get(sum)}) (f64x2.extract_lane 1 ${get(sum)}))`)
}

/** Applies the stored gradient, times `clipScale`, to a whole block of `weightBytes`. */
export function applyGradient(f: FunctionWriter, descent: Descent, learned: Learned): void {
  const descend = descentOf(descent, learned)
  const [at, end] = [f.int(get('$base'), 'at'), f.int(plus(get('$base'), i32(learned.weightBytes)), 'end')]
  f.loop(
    () => {
      const gradient = f.vector(mul(load(at, learned.gradientAfter), setting('clipScale')), 'gradient')
      descend(f, at, 0, gradient)
      f.move(at, 16)
    },
    () => below(get(at), get(end)),
  )
}
