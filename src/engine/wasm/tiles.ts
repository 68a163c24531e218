/** How a length is cut: `count` turns of `size`. */
export interface Cut {
  readonly size: number
  readonly count: number
}

/** The cheapest way to make a length from pieces of at most `most`, the large ones first. */
export function cut(length: number, most: number, cost: (size: number) => number): Cut[] {
  const best = [{ cost: 0, size: 0 }]
  for (let n = 1; n <= length; n++) {
    best[n] = { cost: Number.POSITIVE_INFINITY, size: 1 }
    for (let size = 1; size <= Math.min(most, n); size++) {
      const total = best[n - size].cost + cost(size)
      if (total < best[n].cost) best[n] = { cost: total, size }
    }
  }
  const counts = new Map<number, number>()
  for (let n = length; n > 0; n -= best[n].size) counts.set(best[n].size, (counts.get(best[n].size) ?? 0) + 1)
  return [...counts].sort((a, b) => b[0] - a[0]).map(([size, count]) => ({ size, count }))
}

/** Running sums of a matrix-vector product: beside them one splat and one load fit into 16 registers. */
export const SUMS = 12
/** Of 16 registers V8 keeps one, and one is left to breathe. */
const REGISTERS = 14

/** How many vectors a tile may have on its other side: all sums, the smaller side and one more must fit the registers. */
export function tileFor(side: number): number {
  let other = 1
  while (side * (other + 1) + Math.min(side, other + 1) + 1 <= REGISTERS) other++
  return other
}

/** Cycles of a run over `rows` rows with so many sums and loads: two of each a cycle, four cycles from sum to sum, a start. */
export function cycles(rows: number, { sums, loads, chains }: { sums: number; loads: number; chains: number }): number {
  return rows * Math.max(sums / 2, loads / 2, 4 / chains) + 12
}

/** A list in pieces of at most `most`. */
export function chunks<T>(list: readonly T[], most: number): T[][] {
  const pieces: T[][] = []
  for (let k = 0; k < list.length; k += most) pieces.push(list.slice(k, k + most))
  return pieces
}
