import { stream } from '../math/random.ts'

/** Dots that a figure shows at most: more hide each other, and a page with a hundred thousand opens in no browser. */
export const MOST_DOTS = 5000

/** Lines across a figure that it shows at most. */
export const MOST_LINES = 2000

/** So many of some items, in their order: all of them, or some at random, which are the same each time. */
export function someOf<T>(items: readonly T[], most: number): readonly T[] {
  if (items.length <= most) return items
  const chosen = stream('drawn in a figure', items.length).permutation(items.length).subarray(0, most).sort()
  return Array.from(chosen, (at) => items[at])
}

/** So many points along a line, evenly spaced, with both ends: all of them where they are fewer. */
export function thinned<T>(points: readonly T[], most: number): readonly T[] {
  if (points.length <= most) return points
  return Array.from({ length: most }, (_, k) => points[Math.round((k * (points.length - 1)) / (most - 1))])
}
