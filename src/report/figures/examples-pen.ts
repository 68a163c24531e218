import * as Plot from '@observablehq/plot'
import type { TextReading } from '../../findings/decodings.ts'
import { largest, smallest } from '../../math/statistics.ts'
import { draw, WIDTH } from '../plot.ts'

const MARGIN = 10
const TALLEST = 130
const NOTHING = '(nothing)'

/** A line as the pen wrote it, with its text and what was read below. */
export function pen({ place, text, read, pen: strokes = [] }: TextReading): string {
  const points = strokes.flatMap((stroke, k) =>
    Array.from({ length: stroke.length / 2 }, (_, i) => ({ x: stroke[2 * i], y: stroke[2 * i + 1], stroke: k })),
  )
  const [left, right] = rangeOf(points.map(({ x }) => x))
  const [top, bottom] = rangeOf(points.map(({ y }) => y))
  const unit = Math.min((WIDTH - 2 * MARGIN) / (right - left), TALLEST / (bottom - top))
  const tall = Math.max(12, unit * (bottom - top))
  const words = (label: string, words: string, dy: number) =>
    Plot.text([`${label}  ${words}`], {
      frameAnchor: 'bottom-left',
      textAnchor: 'start',
      dy,
      fontFamily: 'ui-monospace, monospace',
      text: (line: string) => line,
    })
  const dots = points.filter(({ stroke }) => strokes[stroke].length === 2)
  return draw(
    {
      height: tall + 2 * MARGIN + 44,
      margin: MARGIN,
      marginBottom: MARGIN + 44,
      x: { axis: null, domain: [left, left + (WIDTH - 2 * MARGIN) / unit] },
      y: { axis: null, domain: [bottom, top] },
      marks: [
        Plot.line(points, { x: 'x', y: 'y', z: 'stroke', stroke: 'currentColor', strokeWidth: 1.4 }),
        Plot.dot(dots, { x: 'x', y: 'y', r: 1.2, fill: 'currentColor' }),
        words('text', text, 24),
        words('read', read || NOTHING, 42),
      ],
    },
    { title: `Pen line ${place + 1} of the test set`, description: `text: ${text}; read: ${read}` },
  )
}

/** The ends of some numbers, apart also where all are equal. */
function rangeOf(values: readonly number[]): [number, number] {
  const [low, high] = [smallest(values), largest(values)]
  return high > low ? [low, high] : [low - 1, high + 1]
}
