import * as Plot from '@observablehq/plot'
import type { RollReading } from '../../analysis/readings.ts'
import { colours, draw } from '../plot.ts'

const ROW = 9

/** A roll: what is on at each step as a frame, and how probable each output was as the strength of its fill. */
export function roll({ place, outputs, steps }: RollReading): string {
  const cells = steps.flatMap(({ step, cells }) => cells.map((cell) => ({ ...cell, step: step + 1 })))
  const shown = cells.map(({ output }) => output)
  const [low, high] = [Math.min(...shown), Math.max(...shown)]
  const numbers = Array.from({ length: high - low + 1 }, (_, k) => low + k)
  const labelled = numbers.filter((output) => high - low < 12 || /^[CEG]\d|^\d*0$/.test(outputs[output]))
  const box = { x1: ({ step }: Cell) => step - 0.5, x2: ({ step }: Cell) => step + 0.5, ...rows }
  return draw(
    {
      height: 62 + Math.max(ROW * numbers.length, 60),
      marginLeft: 44,
      marginBottom: 40,
      x: { label: 'step', labelAnchor: 'center', labelArrow: 'none', tickFormat: 'd' },
      y: { label: null, domain: [low - 0.5, high + 0.5], ticks: labelled, tickFormat: (k: number) => outputs[k] ?? '' },
      marks: [
        Plot.gridY(labelled, { strokeOpacity: 0.12 }),
        Plot.rect(cells, { ...box, fill: colours.mark, fillOpacity: ({ p }: Cell) => Math.round(100 * p) / 100 }),
        Plot.rect(
          cells.filter(({ on }) => on),
          { ...box, stroke: colours.other, strokeWidth: 1.3, inset: 0.7, fill: 'none' },
        ),
      ],
    },
    {
      title: `What the network expected of test sequence ${place + 1}`,
      description: `${steps.length} steps; outputs from ${outputs[low]} to ${outputs[high]}`,
    },
  )
}

interface Cell {
  readonly step: number
  readonly output: number
  readonly p: number
}

const rows = { y1: ({ output }: Cell) => output - 0.5, y2: ({ output }: Cell) => output + 0.5 }
