/** Losses that are sums over single outputs. Where an output does not exist its logit and its target are 0. */
import { exp, logistic, named } from './functions.ts'
import { overLogits, overVectors, type Pass, thereOf, whereThere } from './loss-pass.ts'
import { add, get, joinLanes, type Local, mul, pmax, pmin, sub, type Text, zero } from './text.ts'

const masked = (value: Text, mask: Text | undefined): Text => (mask === undefined ? value : mul(value, mask))

/** Adds lanes, times a factor, to the total. */
function addUp({ f, total }: Pass, sum: Local, times = 1): void {
  const joined = joinLanes(sum, 'add')
  f.set(total, `(f64.add ${get(total)} ${times === 1 ? joined : `(f64.mul (f64.const ${times}) ${joined})`})`)
}

/** Σ max(0, x) − x·y + ln(1 + e^−|x|); delta σ(x) − y. */
export function sigmoid(pass: Pass): void {
  const { f, training, factor } = pass
  const [sum, product] = [f.vector(zero, 'sum'), f.vector(named('one'), 'product')]
  overLogits(pass, ({ logit, put }, { target, mask }) => {
    const [x, y] = [f.vector(logit, 'x'), f.vector(target, 'y')]
    const there = thereOf(f, pass, y)
    const { tail, value } = logistic(f, x)
    const part = whereThere(f.fnma(get(x), get(y), pmax(get(x), zero)), there)
    const counted = whereThere(get(tail), there)
    if (mask === undefined) {
      f.set(product, mul(get(product), add(counted, named('one'))))
      f.set(sum, add(get(sum), part))
    } else {
      f.set(product, mul(get(product), f.fma(counted, mask, named('one'))))
      f.set(sum, f.fma(mask, part, get(sum)))
    }
    if (training) put(masked(whereThere(sub(get(value), get(y)), there), mask))
  })
  addUp(pass, sum)
  f.set(factor, `(f64.mul ${get(factor)} ${joinLanes(product, 'mul')})`)
}

/** ½ Σ (x − y)²; delta x − y. */
export function squared(pass: Pass): void {
  const { f, training } = pass
  const sum = f.vector(zero, 'sum')
  overLogits(pass, ({ logit, put }, { target }) => {
    const y = f.vector(target, 'y')
    const difference = f.vector(whereThere(sub(logit, get(y)), thereOf(f, pass, y)), 'difference')
    f.set(sum, f.fma(get(difference), get(difference), get(sum)))
    if (training) put(get(difference))
  })
  addUp(pass, sum, 0.5)
}

/** Σ d (e − ½ d) for the error e = x − y and d, which is e kept within [−1, 1] and the delta. */
export function huber(pass: Pass): void {
  const { f, training } = pass
  const sum = f.vector(zero, 'sum')
  overLogits(pass, ({ logit, put }, { target }) => {
    const y = f.vector(target, 'y')
    const error = f.vector(whereThere(sub(logit, get(y)), thereOf(f, pass, y)), 'error')
    const delta = f.vector(pmax(pmin(get(error), named('one')), named('minusOne')), 'delta')
    f.set(sum, f.fma(get(delta), f.fnma(get(delta), named('half'), get(error)), get(sum)))
    if (training) put(get(delta))
  })
  addUp(pass, sum)
}

/** Σ ½ e² + s + ½ ln 2π for a mean m, the logarithm s of a deviation, and e = (y − m) e^−s; deltas −e e^−s and 1 − e². */
export function gaussian(pass: Pass): void {
  const { f, training } = pass
  const sum = f.vector(zero, 'sum')
  overVectors(
    pass,
    ([mean, deviation], { target, mask }) => {
      const [y, s] = [f.vector(target, 'y'), f.vector(deviation.logit, 's')]
      const there = thereOf(f, pass, y)
      const inverse = exp(f, pmin(`(f32x4.neg ${get(s)})`, named('expHigh')))
      const error = f.vector(mul(sub(get(y), mean.logit), get(inverse)), 'error')
      const half = mul(named('half'), get(error))
      const part = whereThere(f.fma(half, get(error), add(get(s), named('halfLogTau'))), there)
      f.set(sum, add(get(sum), masked(part, mask)))
      if (!training) return
      mean.put(masked(whereThere(`(f32x4.neg ${mul(get(error), get(inverse))})`, there), mask))
      deviation.put(masked(whereThere(f.fnma(get(error), get(error), named('one')), there), mask))
    },
    { together: 2 },
  )
  addUp(pass, sum)
}
