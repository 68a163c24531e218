/** What the units of a network did over a test sequence: every value that its equations name, as plain data to be drawn or printed. */
import type { TracedValue } from '../engine/engine.ts'
import { InputError } from '../math/input-error.ts'
import { median, variance } from '../math/statistics.ts'
import { type Decoding, decodingsOf, isWrong, symbolsIn } from './decodings.ts'
import type { Examples } from './examples.ts'

/** Some steps of one test sequence, as one network went through them. */
export interface Gates extends Pick<Examples, 'trial' | 'test' | 'recorded' | 'again'> {
  /** In the test set, from 0. */
  readonly place: number
  /** Steps of the whole sequence. */
  readonly steps: number
  /** The steps that are given: from 0, and the one after the last. */
  readonly from: number
  readonly to: number
  /** What the network was shown at each of them, where inputs are symbols. */
  readonly seen?: readonly string[]
  /** Those of them at which the prediction was wrong, from 0, where outputs are symbols. */
  readonly wrong?: readonly number[]
  /** Layer by layer, each direction in the order of time, values in the order in which they are computed. */
  readonly strips: readonly Strip[]
}

/** One named value of a layer and direction. */
export interface Strip extends Pick<TracedValue, 'layer' | 'direction' | 'name'> {
  /** Of each unit, step after step. */
  readonly units: readonly (readonly number[])[]
  readonly scale: StripScale
}

/**
 * The range that a strip is drawn over: 0 to 1 if no value leaves it, as with gates; or −1 to 1; or as far to both sides as half of the
 * units get, as with the memory c, which has no bounds. Networks that are shown together share it.
 */
export interface StripScale {
  readonly low: number
  readonly high: number
  /** Whether values may lie beyond. */
  readonly open: boolean
}

/** Steps to show, from 0, and the one after the last. */
export interface Steps {
  readonly from: number
  readonly to: number
}

/** Steps that are shown unless others are asked for: what fits side by side. */
const USUAL = 64

/** What networks did with the one sequence that each has a trace of; the same sequence of the same task. */
export function gatesOf(examples: readonly Examples[], asked?: Steps): Gates[] {
  const { steps } = examples[0].shown[0].sequence
  const { from, to } = windowOf(steps, asked)
  const traced = examples.map(({ shown: [{ trace }] }) => trace!.values.map((value) => cut(value, { from, to })))
  const scaleOf = (name: string) => scaleFor(traced.flat().flatMap((one) => (one.name === name ? one.units : [])))
  return examples.map((one, k) => {
    const { trial, test, recorded, again, task, shown } = one
    const [decoding] = decodingsOf(one)
    const wrong = wrongIn(decoding)?.filter((step) => step >= from && step < to)
    return {
      trial,
      test,
      recorded,
      again,
      place: shown[0].place,
      steps,
      from,
      to,
      ...(task.inputsAre === 'symbols' && { seen: symbolsIn(shown[0].sequence, task).slice(from, to) }),
      ...(wrong && { wrong }),
      strips: traced[k].map((strip) => ({ ...strip, scale: scaleOf(strip.name) })),
    }
  })
}

function windowOf(steps: number, { from, to }: Steps = { from: 0, to: Math.min(steps, USUAL) }): Steps {
  if (from >= steps) throw new InputError(`the sequence has ${steps} steps, no step ${from + 1}`)
  return { from, to: Math.min(to, steps) }
}

function cut({ layer, direction, name, hidden, values }: TracedValue, { from, to }: Steps): Omit<Strip, 'scale'> {
  const unit = (j: number) => Array.from({ length: to - from }, (_, t) => values[(from + t) * hidden + j])
  return { layer, direction, name, units: Array.from({ length: hidden }, (_, j) => unit(j)) }
}

function scaleFor(units: readonly (readonly number[])[]): StripScale {
  const isWithin = (low: number, high: number) => units.every((unit) => unit.every((v) => v >= low && v <= high))
  if (isWithin(0, 1)) return { low: 0, high: 1, open: false }
  if (isWithin(-1, 1)) return { low: -1, high: 1, open: false }
  const half = median(units.map((unit) => unit.reduce((most, v) => Math.max(most, Math.abs(v)), 0)))
  const high = Number.isFinite(half) && half > 0 ? half : 1
  return { low: -high, high, open: true }
}

/** The steps at which a prediction is wrong; undefined where there is no right or wrong. */
function wrongIn(decoding: Decoding): number[] | undefined {
  if (decoding.kind === 'roll') return decoding.steps.filter(isWrong).map(({ step }) => step)
  if (decoding.kind !== 'strip') return undefined
  const each = (runs: typeof decoding.read) =>
    runs.flatMap(({ symbol, from, to }) => Array.from({ length: to - from }, () => symbol))
  const [labels, read] = [each(decoding.labels), each(decoding.read)]
  return labels.flatMap((label, k) => (label === read[k] ? [] : [decoding.from + k]))
}

/** The strips of one layer and direction. */
export function partsOf(strips: readonly Strip[]): Strip[][] {
  const parts = Map.groupBy(strips, ({ layer, direction }) => `${layer} ${direction}`)
  return [...parts.values()]
}

/**
 * So many units of a part, by number: those that vary most over the steps shown. A unit’s variance counts as a multiple of the average
 * unit’s, so that every value has the same say, whatever its range.
 */
export function liveliest(part: readonly Strip[], count: number): number[] {
  const score = new Float64Array(part[0].units.length)
  for (const { units } of part) {
    const variances = units.map((unit) => (unit.length > 1 ? variance(unit) : 0))
    const sum = variances.reduce((all, one) => all + one, 0)
    if (sum > 0) variances.forEach((one, j) => (score[j] += one / sum))
  }
  const order = Array.from(score.keys()).sort((a, b) => score[b] - score[a] || a - b)
  return order.slice(0, count).sort((a, b) => a - b)
}
