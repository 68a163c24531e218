/** What standardised inputs show, where they are speech or the way of a pen. */
import type { Sequence } from '../engine/engine.ts'
import { cosTurn } from '../math/functions.ts'
import { quantile } from '../math/statistics.ts'
import type { Scale } from '../task/task.ts'

const BANDS = 16
/** Of the numbers a frame of speech: a third are coefficients, the others differences. */
const coefficientsOf = (inputs: number) => inputs / 3

/**
 * The spectrum that cepstral coefficients still hold, by the inverse of the cosine transform they come from: steps × 16 bands
 * equally wide in mel, from 0 (the quietest twentieth) to 1 (the loudest hundredth).
 */
export function spectrum(
  { steps, inputs }: Pick<Sequence, 'steps' | 'inputs'>,
  { means, deviations }: Scale,
): { bands: number; levels: number[] } {
  const wide = means.length
  const energy = (t: number, band: number) => {
    let sum = 0
    for (let k = 0; k < coefficientsOf(wide); k++) {
      const coefficient = inputs[t * wide + k] * deviations[k] + means[k]
      sum += (k === 0 ? Math.SQRT1_2 : 1) * coefficient * cosTurn(((2 * band + 1) * k) / (4 * BANDS))
    }
    return sum
  }
  const energies = Array.from({ length: steps * BANDS }, (_, at) => energy(Math.floor(at / BANDS), at % BANDS))
  const [low, high] = [quantile(energies, 0.05), quantile(energies, 0.99)]
  const level = (value: number) => (high > low ? Math.min(1, Math.max(0, (value - low) / (high - low))) : 0)
  return { bands: BANDS, levels: energies.map((value) => Math.round(100 * level(value)) / 100) }
}

/** The strokes of a pen line from Δx, Δy, the time and the lift of each point: x and y in turns. */
export function penLine({ steps, inputs }: Sequence, { means, deviations }: Scale): number[][] {
  const wide = means.length
  const value = (t: number, k: number) => inputs[t * wide + k] * deviations[k] + means[k]
  const strokes: number[][] = [[]]
  let [x, y] = [0, 0]
  for (let t = 0; t < steps; t++) {
    x += value(t, 0)
    y += value(t, 1)
    strokes[strokes.length - 1].push(Math.round(x), Math.round(y))
    if (value(t, 3) > 0.5 && t < steps - 1) strokes.push([])
  }
  return strokes
}
