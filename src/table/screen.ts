import type { Setting } from '../study/space.ts'
import type { Candidate } from './settings.ts'

/** Settings that a forest is grown on at most: beyond, it costs minutes and tells the strong ones no better. */
export const MOST_CANDIDATES = 50
/** Parts of equal size into which numbers are cut. */
const PARTS = 8

/**
 * The candidates that by themselves explain most of the target, in their order: the variance between the parts of each (eighths of its
 * numbers, or its options), less what as many parts of noise would have (ε², Kelley, 1935). A setting that acts only together with
 * others may be missed.
 */
export function screened(
  candidates: readonly Candidate[],
  rows: readonly number[],
  target: ArrayLike<number>,
): Candidate[] {
  if (candidates.length <= MOST_CANDIDATES) return [...candidates]
  const scores = candidates.map(({ valueAt }) => explainedBy(rows.map(valueAt), target))
  const order = [...candidates.keys()].sort((a, b) => scores[b] - scores[a] || a - b)
  const kept = new Set(order.slice(0, MOST_CANDIDATES))
  return candidates.filter((_, k) => kept.has(k))
}

function explainedBy(values: readonly (Setting | undefined)[], target: ArrayLike<number>): number {
  const parts = partsOf(values)
  const [sums, counts] = [new Map<string | number, number>(), new Map<string | number, number>()]
  let [sum, squares] = [0, 0]
  parts.forEach((part, k) => {
    sum += target[k]
    squares += target[k] ** 2
    sums.set(part, (sums.get(part) ?? 0) + target[k])
    counts.set(part, (counts.get(part) ?? 0) + 1)
  })
  const count = parts.length
  const total = squares - sum ** 2 / count
  const between = [...sums].reduce((all, [part, own]) => all + own ** 2 / counts.get(part)!, 0) - sum ** 2 / count
  const free = count - sums.size
  if (!(total > 0) || free <= 0) return 0
  return (between - ((sums.size - 1) * (total - between)) / free) / total
}

/** By row: its option, or the part of the numbers that it lies in; equal numbers are never parted. */
function partsOf(values: readonly (Setting | undefined)[]): (string | number)[] {
  const numbers = values.filter((value) => typeof value === 'number').sort((a, b) => a - b)
  const parts = Math.max(2, Math.min(PARTS, Math.floor(values.length / 5)))
  const edges = Array.from({ length: parts - 1 }, (_, k) => numbers[Math.floor(((k + 1) * numbers.length) / parts)])
  return values.map((value) => {
    if (typeof value !== 'number') return `${value}`
    return edges.filter((edge) => value >= edge).length
  })
}
