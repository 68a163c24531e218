import * as Plot from '@observablehq/plot'
import { ticks } from 'd3-array'
import { position, type Range } from '../../study/space.ts'
import { decade, decades, shortened } from '../plot.ts'

/** A mark of an axis that runs from 0 to 1 over a range: several small plots side by side can have axes of their own so. */
export interface Mark {
  readonly position: number
  readonly text: string
  /** How the text stands: at the ends of the axis it stays inside. */
  readonly anchor: 'start' | 'middle' | 'end'
  readonly upright: boolean
}

/** Where a position stands on an axis: momentum, drawn as one minus a number, grows to the right too. */
export function along({ kind }: Range, at: number): number {
  return kind === 'one minus log' ? 1 - at : at
}

/** The marks of a range on an axis so many pixels long; names of options stand upright where they have no room. */
export function marksOf(range: Range, pixels: number): Mark[] {
  if (range.kind === 'fixed') return []
  if (range.kind === 'choice') {
    const room = Math.floor(pixels / range.of.length / 7)
    const upright = range.of.some((option) => option.length > room)
    return range.of.map((option) => ({
      position: position(range, option),
      text: shortened(option, upright ? 12 : room),
      anchor: 'middle',
      upright,
    }))
  }
  return valuesOf(range).map((value) => {
    const at = along(range, position(range, value))
    return {
      position: at,
      text: decade(value),
      anchor: at < 0.1 ? 'start' : at > 0.9 ? 'end' : 'middle',
      upright: false,
    }
  })
}

function valuesOf(range: Extract<Range, { low: number }>): number[] {
  const { kind, low, high } = range
  if (kind === 'uniform') return ticks(low, high, 3)
  if (kind === 'one minus log') return decades([low, high]).map((value) => Number((1 - value).toPrecision(12)))
  return decades([low, high])
}

/** The texts of marks below small plots in rows and columns: Plot takes the side on which text stands once for a whole layer. */
export function marksBelow(marks: readonly Mark[]): Plot.Markish[] {
  return [...Map.groupBy(marks, ({ anchor }) => anchor)].map(([textAnchor, group]) =>
    Plot.text(group, {
      fx: 'column',
      fy: 'row',
      x: 'position',
      text: 'text',
      frameAnchor: 'bottom',
      dy: 14,
      textAnchor,
      fontSize: 11,
    }),
  )
}
