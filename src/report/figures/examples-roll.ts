import * as Plot from '@observablehq/plot'
import type { RollDecoding } from '../../findings/decodings.ts'
import { largest, smallest } from '../../math/statistics.ts'
import type { Drawing } from '../blocks/block.ts'
import { colours, draw } from '../plot.ts'
import { decodingAlternative } from '../words/decodings.ts'

/** Steps a row of the figure. */
const LINE = 100
/** Outputs up to which each has its name beside it. */
const FEW = 12

interface Cell {
  readonly step: number
  readonly row: number
  readonly output: number
  readonly on: boolean
  readonly p: number
}

/** A roll: what is on at each step as a frame, and how probable each output was as the strength of its fill. */
export function roll(decoding: RollDecoding): Drawing {
  const { outputs, steps } = decoding
  const [first, last] = [steps[0].step, steps[steps.length - 1].step]
  const cells: Cell[] = steps.flatMap(({ step, cells }) => {
    const row = Math.floor((step - first) / LINE)
    return cells.map((cell) => ({ ...cell, step: step + 1 - row * LINE, row }))
  })
  const shown = cells.map(({ output }) => output)
  const [low, high] = [smallest(shown), largest(shown)]
  const numbers = Array.from({ length: high - low + 1 }, (_, k) => low + k)
  const few = numbers.length <= FEW
  const labelled = numbers.filter((output) => few || /^[CEG]\d|^\d*0$/.test(outputs[output]))
  const rows = Math.ceil((last + 1 - first) / LINE)
  const box = {
    x1: ({ step }: Cell) => step - 0.5,
    x2: ({ step }: Cell) => step + 0.5,
    y1: ({ output }: Cell) => output - 0.5,
    y2: ({ output }: Cell) => output + 0.5,
    fy: 'row',
  }
  return draw(
    {
      height: 60 + rows * (12 + (few ? 16 : 9) * numbers.length),
      marginLeft: 44,
      marginBottom: 40,
      x: {
        label: rows > 1 ? `step, ${LINE} a row` : 'step',
        labelAnchor: 'center',
        labelArrow: 'none',
        tickFormat: 'd',
        domain: [first + 0.5, first + 0.5 + Math.min(LINE, last + 1 - first)],
      },
      y: { label: null, domain: [low - 0.5, high + 0.5], ticks: labelled, tickFormat: (k: number) => outputs[k] ?? '' },
      fy: { axis: null, padding: 0.06 },
      marks: [
        Plot.gridY(labelled, { strokeOpacity: 0.12 }),
        Plot.rect(cells, { ...box, fill: colours.mark, fillOpacity: ({ p }: Cell) => Math.round(100 * p) / 100 }),
        Plot.rect(
          cells.filter(({ on }) => on),
          { ...box, stroke: colours.other, strokeWidth: 1.2, inset: 0.6, fill: 'none' },
        ),
      ],
    },
    decodingAlternative(decoding),
  )
}
