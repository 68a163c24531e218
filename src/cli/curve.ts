import { smallest } from '../math/statistics.ts'
import { bare } from '../report/words/numbers.ts'
import type { Measure } from '../task/measure.ts'
import type { Trained } from '../train/outcome.ts'

/**
 * A learning curve in text: the validation result over epochs, the best epoch marked. Results above the naive baseline's,
 * and the worst of all, are drawn at the top, so that the part where something is learned fills the picture.
 */
export function drawCurve(
  { curve: { validation }, bestEpoch }: Trained,
  { naiveBaseline, ...measure }: Measure & { readonly naiveBaseline: number },
  { width = 60, height = 12 }: { width?: number; height?: number } = {},
): string {
  const finite = validation.filter(Number.isFinite)
  if (finite.length === 0) return 'no epoch gave a finite result'
  const bottom = smallest(finite)
  const usual = [...finite].sort((a, b) => a - b)[Math.floor(0.95 * (finite.length - 1))]
  const top = Math.max(Math.min(usual, Math.max(naiveBaseline, bottom)), bottom)
  const columns = Math.min(width, validation.length)
  const columnOf = (epoch: number) => Math.floor(((epoch - 1) * columns) / validation.length)
  const rowOf = (value: number) =>
    top === bottom ? height - 1 : Math.round(((top - Math.min(value, top)) / (top - bottom)) * (height - 1))

  const picture = Array.from({ length: height }, () => Array.from({ length: columns }, () => ' '))
  validation.forEach((value, k) => {
    if (Number.isFinite(value)) picture[rowOf(value)][columnOf(k + 1)] = '·'
  })
  if (bestEpoch > 0) picture[rowOf(validation[bestEpoch - 1])][columnOf(bestEpoch)] = '◆'
  return framed(picture, {
    title: measure.title,
    labels: [bare(top, measure), bare(bottom, measure)],
    epochs: validation.length,
    bestEpoch,
  })
}

function framed(
  picture: readonly (readonly string[])[],
  {
    title,
    labels: [top, bottom],
    epochs,
    bestEpoch,
  }: { title: string; labels: [string, string]; epochs: number; bestEpoch: number },
): string {
  const margin = Math.max(top.length, bottom.length)
  const label = (row: number) => (row === 0 ? top : row === picture.length - 1 ? bottom : '').padStart(margin)
  const columns = picture[0].length
  return [
    `${title} on validation${bestEpoch > 0 ? `, ◆ best epoch (${bestEpoch})` : ''}`,
    ...picture.map((row, at) => `${label(at)} │${row.join('')}`.trimEnd()),
    `${' '.repeat(margin)} └${'─'.repeat(columns)}`,
    `${' '.repeat(margin)}  1${String(epochs).padStart(Math.max(columns - 1, String(epochs).length + 1))} epochs`,
  ].join('\n')
}
