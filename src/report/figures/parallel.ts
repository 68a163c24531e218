import * as Plot from '@observablehq/plot'
import { ticks } from 'd3-array'
import type { Parallel } from '../../findings/parallel.ts'
import { axisOver, edgeOf } from '../axes.ts'
import type { Drawing } from '../blocks/block.ts'
import { colours, draw, shortened, WIDTH } from '../plot.ts'
import { MOST_LINES, someOf } from '../sample.ts'
import { bare, settingName } from '../words/numbers.ts'
import { parallelText } from '../words/parallel.ts'
import { along, marksOf } from './position.ts'

const HEIGHT = 340

const MARGINS = { marginLeft: 70, marginRight: 70, marginTop: 44, marginBottom: 16 }

/** Every trial as a line through all of its settings to its result, those of the best share in blue. */
export function parallel(found: Parallel): Drawing {
  const { measure, axes } = found
  const trials = someOf(found.trials, MOST_LINES)
  const error = errorAxis(found)
  const lines = trials.flatMap(({ number, positions, test, best }) =>
    [...positions.map((position, axis) => along(axes[axis].range, position)), error.at(test)].map((height, axis) => ({
      number,
      axis,
      height,
      best,
    })),
  )
  const marks = [
    ...axes.flatMap(({ range }, axis) =>
      marksOf(range, HEIGHT).map(({ position, text }) => ({ axis, height: position, text })),
    ),
    ...error.marks.map(({ height, text }) => ({ axis: axes.length, height, text })),
  ]
  const names = [...axes.map(({ name }) => settingName(name)), measure.unit || 'error']
  const room = Math.floor((WIDTH - 80) / names.length / 7)
  const line = { x: 'axis', y: 'height', z: 'number' }
  return draw(
    {
      height: HEIGHT,
      ...MARGINS,
      x: { axis: null, domain: [0, axes.length] },
      y: { axis: null, domain: [0, 1] },
      marks: [
        Plot.ruleX(names.keys(), { stroke: 'currentColor', strokeOpacity: 0.6 }),
        Plot.line(
          lines.filter(({ best }) => !best),
          { ...line, stroke: colours.quiet, strokeOpacity: 0.28, strokeWidth: 1 },
        ),
        Plot.line(
          lines.filter(({ best }) => best),
          { ...line, stroke: colours.mark, strokeOpacity: 0.9, strokeWidth: 1.6 },
        ),
        Plot.text(marks, {
          x: 'axis',
          y: 'height',
          text: 'text',
          dx: -5,
          textAnchor: 'end',
          stroke: 'var(--page, white)',
          strokeWidth: 4,
          fill: 'currentColor',
        }),
        Plot.text(names, {
          x: (_: string, k: number) => k,
          frameAnchor: 'top',
          dy: -24,
          text: (name: string) => shortened(name, room),
          fontWeight: 'bold',
        }),
      ],
    },
    parallelText(found),
  )
}

function errorAxis({ trials, naiveBaseline, measure }: Parallel) {
  const tests = trials.map(({ test }) => test)
  const edge = edgeOf([tests], naiveBaseline)
  const [low, high] = axisOver(tests.map((test) => Math.min(test, edge)))
  const top = Math.min(edge, high)
  const at = (test: number) => (Math.min(test, top) - low) / (top - low)
  const marks = ticks(low, top, 5).map((mark) => ({
    height: at(mark),
    text: bare(mark, { ...measure, decimals: decimalsFor(top - low) }),
  }))
  return { at, marks }
}

const decimalsFor = (span: number) => Math.min(100, Math.max(0, Math.ceil(1 - Math.log10(span))))
