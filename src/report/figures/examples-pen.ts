import * as Plot from '@observablehq/plot'
import type { TextDecoding } from '../../findings/decodings.ts'
import { largest, smallest } from '../../math/statistics.ts'
import type { Drawing } from '../blocks/block.ts'
import { draw, WIDTH } from '../plot.ts'
import { decodingAlternative } from '../words/decodings.ts'

const MARGIN = 10
const TALLEST = 130
const NOTHING = '(nothing)'

/** A line as the pen wrote it, with its text and what was read below. */
export function pen(decoding: TextDecoding): Drawing {
  const { text, read, pen: strokes = [] } = decoding
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
    decodingAlternative(decoding),
  )
}

/** The ends of some numbers, apart also where all are equal. */
function rangeOf(values: readonly number[]): [number, number] {
  const [low, high] = [smallest(values), largest(values)]
  return high > low ? [low, high] : [low - 1, high + 1]
}
