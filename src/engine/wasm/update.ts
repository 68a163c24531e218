import { InputError } from '../../math/input-error.ts'
import type { Descent } from '../engine.ts'
import { flushed } from './functions.ts'
import { clipAt } from './memory.ts'
import { add, constant, type FunctionWriter, get, type Local, load, mul, pmax, pmin, store, sub } from './text.ts'

/** Applies the gradient in a local to the four weights at a pointer plus an offset. The locals `$rate` and `$momentum` hold η and μ. */
export type UpdateRule = (f: FunctionWriter, at: Local, offset: number, gradient: Local) => void

/** v ← μv − ηg; then w ← w + μv − ηg (Nesterov) or w ← w + v (classical). Velocities lie `velocity` bytes behind the weights. */
export function updateRule({ optimiser: { kind }, clip }: Descent, velocity: number): UpdateRule {
  if (kind !== 'nesterov' && kind !== 'classical') throw new InputError(`${kind} needs --engine reference`)
  return (f, at, offset, gradient) => {
    if (clip !== undefined) {
      f.set(gradient, pmin(pmax(get(gradient), constant(clipAt)), constant(clipAt + 16)))
    }
    const step = f.vector(mul(get('$rate'), get(gradient)), 'step')
    const v = f.vector(flushed(sub(mul(get('$momentum'), load(at, velocity + offset)), get(step))), 'velocity')
    f.do(store(at, velocity + offset, get(v)))
    const move = kind === 'nesterov' ? sub(mul(get('$momentum'), get(v)), get(step)) : get(v)
    f.do(store(at, offset, add(load(at, offset), move)))
  }
}
