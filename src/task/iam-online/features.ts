import type { Stroke } from './strokes.ts'

/** Numbers a point. */
export const FEATURES = 4

/**
 * What the network is told of a line: points × 4, as Δx, Δy, seconds since the stroke's start, and 1 where the pen is lifted. Every
 * second point is kept; the sources do not say of what, so [d]: of each stroke, from its first on, so that no dot is lost;
 * differences are to the kept point before, so that they add up to where the pen is, with 0 at the line's first; and the pen is
 * lifted at the last point kept of a stroke, also of the last stroke.
 */
export function featuresOf(strokes: readonly Stroke[]): Float32Array {
  const features: number[] = []
  let before = strokes[0].points[0]
  for (const { start, points } of strokes) {
    for (let k = 0; k < points.length; k += 2) {
      const point = points[k]
      features.push(point.x - before.x, point.y - before.y, point.time - start, k + 2 < points.length ? 0 : 1)
      before = point
    }
  }
  return Float32Array.from(features)
}
