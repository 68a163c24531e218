import * as Plot from '@observablehq/plot'
import { ticks } from 'd3-array'
import type { Parallel, ParallelTrial } from '../../findings/parallel.ts'
import { quantile } from '../../math/statistics.ts'
import { compact, counted, percentage, settingName } from '../../math/text.ts'
import { settingAt } from '../../study/space.ts'
import { bare } from '../../task/measure.ts'
import { axisOver, beyondReading, colours, draw, edgeOf, shortened, WIDTH } from '../plot.ts'
import { along, marksOf } from './position.ts'

const HEIGHT = 340
const MARGINS = { marginLeft: 70, marginRight: 70, marginTop: 44, marginBottom: 16 }

/** Every trial as a line through all of its settings to its result, those of the best share in blue. */
export function parallel(found: Parallel): string {
  const { task, cell, measure, axes, trials } = found
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
    {
      title: `Settings and test results of the trials of ${cell} on ${task}`,
      description: trials
        .filter(({ best }) => best)
        .map(({ number, test }) => `trial ${number}: ${compact(test)}`)
        .join('; '),
    },
  )
}

function errorAxis({ trials, trivial, measure }: Parallel) {
  const tests = trials.map(({ test }) => test)
  const edge = edgeOf([tests], trivial)
  const [low, high] = axisOver(tests.map((test) => Math.min(test, edge)))
  const top = Math.min(edge, high)
  const at = (test: number) => (Math.min(test, top) - low) / (top - low)
  const marks = ticks(low, top, 5).map((mark) => ({
    height: at(mark),
    text: bare(mark, { ...measure, decimals: decimalsFor(top - low) }),
  }))
  return { at, marks, edge }
}

const decimalsFor = (span: number) => Math.min(100, Math.max(0, Math.ceil(1 - Math.log10(span))))

/** On which setting the best trials agree most and on which least, and what lies beyond the axis. */
export function parallelReading(found: Parallel): string {
  const { cell, axes, trials, measure } = found
  const best = trials.filter((trial) => trial.best)
  const numeric = axes.flatMap(({ name, range }, axis) =>
    range.kind === 'choice' ? [] : [{ name, range, ...middleHalf(best, axis) }],
  )
  const tests = trials.map(({ test }) => test)
  const far = beyondReading(tests, errorAxis(found).edge, { measure, place: 'upper end' })
  const sorted = numeric.sort((a, b) => a.to - a.from - (b.to - b.from))
  const [most, least] = [sorted[0], sorted[sorted.length - 1]]
  if (most === undefined)
    return `The best ${counted(best.length, 'trial')} of ${trials.length} of ${cell} are drawn in blue.${far}`
  const ends = [most.from, most.to].map((at) => Number(settingAt(most.range, at))).sort((a, b) => a - b)
  const wide =
    most === least ? '' : `, and farthest apart in ${settingName(least.name)} (${percentage(least.to - least.from)})`
  return (
    `The best ${counted(best.length, 'trial')} of ${trials.length} of ${cell} lie closest together in ${settingName(most.name)}: ` +
    `half of them from ${compact(ends[0])} to ${compact(ends[1])}, ${percentage(most.to - most.from)} of its range${wide}.${far}`
  )
}

/** Between which positions the middle half of some trials lies. */
function middleHalf(trials: readonly ParallelTrial[], axis: number): { from: number; to: number } {
  const places = trials.map(({ positions }) => positions[axis])
  return { from: quantile(places, 0.25), to: quantile(places, 0.75) }
}
