import type { Trials } from '../fanova/columns.ts'
import { transformed, transforms } from '../fanova/target.ts'

/**
 * Pairs of settings that determine each other: numbers that rise or fall together without exception, options that stand for each other
 * one by one. A forest cannot tell their shares apart.
 */
export function samePairs({ settings, points }: Trials): [string, string][] {
  const names = settings.flatMap(({ name, range }) => (range.kind === 'fixed' ? [] : [name]))
  const columns = names.map((name) => points.map((point) => point[name]))
  return names.flatMap((one, a) =>
    names.flatMap((other, b): [string, string][] => (b > a && determine(columns[a], columns[b]) ? [[one, other]] : [])),
  )
}

/** A rank correlation of one number with another. */
const CLOSE = 0.9

/** Whether the target rises or falls with a setting of numbers nearly everywhere, as with another result; not in a bowl. */
export function movesWith({ points, target }: Trials, setting: string): boolean {
  const pairs = points.flatMap((point, k) =>
    typeof point[setting] === 'number' ? [[point[setting], target[k]] as const] : [],
  )
  const [one, other] = [0, 1].map(
    (side) =>
      transformed(
        pairs.map((pair) => pair[side]),
        transforms.ranks,
      ).values,
  )
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value / values.length, 0)
  const [a, b] = [mean(one), mean(other)]
  const product = (x: Float64Array, y: Float64Array, [p, q]: readonly [number, number]) =>
    x.reduce((sum, value, k) => sum + (value - p) * (y[k] - q), 0)
  const size = Math.sqrt(product(one, one, [a, a]) * product(other, other, [b, b]))
  return size > 0 && Math.abs(product(one, other, [a, b])) >= CLOSE * size
}

type Values = readonly (number | string | undefined)[]

function determine(one: Values, other: Values): boolean {
  const different = new Set(one).size
  if (different < 2 || new Set(other).size !== different || !oneToOne(one, other)) return false
  if (2 * different <= one.length) return true
  return areNumbers(one) && areNumbers(other) && isMonotonous(one, other)
}

const areNumbers = (values: Values): values is readonly number[] => values.every((value) => typeof value === 'number')

function oneToOne(one: Values, other: Values): boolean {
  const partner = new Map<number | string | undefined, number | string | undefined>()
  return one.every((value, k) => {
    if (!partner.has(value)) partner.set(value, other[k])
    return partner.get(value) === other[k]
  })
}

function isMonotonous(one: readonly number[], other: readonly number[]): boolean {
  const order = [...one.keys()].sort((a, b) => one[a] - one[b])
  const steps = order
    .slice(1)
    .map((at, k) => Math.sign(other[at] - other[order[k]]))
    .filter((step) => step !== 0)
  return steps.length > 1 && steps.every((step) => step === steps[0])
}
