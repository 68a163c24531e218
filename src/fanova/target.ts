import { InputError } from '../math/input-error.ts'
import { quantile } from '../math/statistics.ts'

/** What is made of a target before it is explained: a few diverged trials with huge errors would take all the variance. */
export type Transform =
  | { readonly kind: 'raw' }
  /** What lies above the quantile is put on it. */
  | { readonly kind: 'clipped'; readonly quantile: number }
  /** From 0 for the lowest to 1 for the highest, ties in the middle of their ranks. */
  | { readonly kind: 'ranks' }

/** The transforms that commands offer. Clipped is what studies use: a tenth of diverged trials would not rule the shares. */
export const transforms = {
  raw: { kind: 'raw' },
  clipped: { kind: 'clipped', quantile: 0.9 },
  ranks: { kind: 'ranks' },
} as const satisfies Record<string, Transform>

export type TransformName = keyof typeof transforms

/** A target as it is explained, and what was done to it. */
export interface Target {
  readonly values: Float64Array
  readonly treatment: Treatment
}

/** What was done to a target: of so many trials, those `above` the quantile, which lies `at` this value, were put on it. */
export type Treatment =
  | { readonly kind: 'raw' }
  | {
      readonly kind: 'clipped'
      readonly quantile: number
      readonly at: number
      readonly above: number
      readonly of: number
    }
  | { readonly kind: 'ranks' }

/** The target after its transform; an infinite value is an error unless clipped or ranked, NaN always. */
export function transformed(target: readonly number[], transform: Transform): Target {
  const missing = target.findIndex(Number.isNaN)
  if (missing >= 0) throw new InputError(`the target of trial ${missing + 1} is not a number`)
  switch (transform.kind) {
    case 'raw':
      return raw(target)
    case 'clipped':
      return clipped(target, transform.quantile)
    case 'ranks':
      return { values: ranks(target), treatment: { kind: 'ranks' } }
  }
}

function raw(target: readonly number[]): Target {
  const wild = target.findIndex((value) => !Number.isFinite(value))
  if (wild >= 0)
    throw new InputError(`the target of trial ${wild + 1} is ${target[wild]}: clip it at a quantile or take ranks`)
  return { values: Float64Array.from(target), treatment: { kind: 'raw' } }
}

function clipped(target: readonly number[], share: number): Target {
  if (!(share > 0 && share < 1))
    throw new InputError(`a target is clipped at a quantile between 0 and 1, not at ${share}`)
  const most = quantile(target, share)
  if (!Number.isFinite(most) || target.includes(Number.NEGATIVE_INFINITY)) {
    throw new InputError(`the ${share} quantile of the target is not finite: clip at a lower one or take ranks`)
  }
  const above = target.filter((value) => value > most).length
  const values = Float64Array.from(target, (value) => Math.min(value, most))
  return { values, treatment: { kind: 'clipped', quantile: share, at: most, above, of: target.length } }
}

function ranks(target: readonly number[]): Float64Array {
  const order = [...target.keys()].sort((a, b) => (target[a] < target[b] ? -1 : target[a] > target[b] ? 1 : 0))
  const values = new Float64Array(target.length)
  for (let start = 0, end = 0; start < order.length; start = end) {
    while (end < order.length && target[order[end]] === target[order[start]]) end++
    for (let k = start; k < end; k++) values[order[k]] = (start + end) / 2 / order.length
  }
  return values
}

/** The power of two nearest the size of a target: divided by it, its squares cannot overflow. */
export function sizeOf(values: Float64Array): number {
  return 2 ** Math.floor(Math.log2(values.reduce((most, value) => Math.max(most, Math.abs(value)), Number.MIN_VALUE)))
}
