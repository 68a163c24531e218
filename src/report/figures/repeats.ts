import * as Plot from '@observablehq/plot'
import type { CellRepeats, Repeats } from '../../findings/repeats.ts'
import { largest, mean, median, smallest } from '../../math/statistics.ts'
import { percentage } from '../../math/text.ts'
import { amount, measured } from '../../task/measure.ts'
import { axisUpTo, beyondReading, colours, draw, shortened } from '../plot.ts'

/** Test results of settings trained again with other seeds: a dot a training, a line at the mean of each, the settings of a cell in a row. */
export function repeated({ task, measure, cells }: Repeats): string {
  const edge = edgeFor(cells)
  const inside = (test: number) => Math.min(test, edge)
  const rows = cells.flatMap(({ cell, groups }) => groups.map(({ tests }, at) => ({ cell, at: at + 1, tests })))
  const dots = rows.flatMap(({ cell, at, tests }) => tests.map((test) => ({ cell, at, test: inside(test) })))
  const most = largest(rows.map(({ at }) => at))
  const place = { fy: 'cell', x: 'at' }
  return draw(
    {
      height: 70 + 110 * cells.length,
      marginLeft: 60,
      marginRight: 90,
      marginBottom: 44,
      x: {
        label: 'settings, in the order given',
        labelAnchor: 'center',
        labelArrow: 'none',
        domain: [0.5, most + 0.5],
        ticks: Array.from({ length: most }, (_, k) => k + 1),
        tickFormat: 'd',
      },
      y: {
        label: `${measured(measure)} (test)`,
        labelArrow: 'none',
        domain: axisUpTo(edge, cells.flatMap(testsOf), measure.unit),
        ticks: 4,
        grid: true,
      },
      fy: {
        label: null,
        domain: cells.map(({ cell }) => cell),
        padding: 0.2,
        tickFormat: (name: string) => shortened(name, 10),
      },
      marks: [
        Plot.frame({ stroke: colours.faint }),
        Plot.dot(dots, { ...place, y: 'test', r: 2.5, fill: colours.mark, fillOpacity: 0.55 }),
        Plot.ruleY(
          rows.map(({ cell, at, tests }) => ({ cell, from: at - 0.35, to: at + 0.35, test: inside(mean(tests)) })),
          { fy: 'cell', x1: 'from', x2: 'to', y: 'test', stroke: 'currentColor', strokeWidth: 2 },
        ),
      ],
    },
    {
      title: `Settings trained again with other seeds on ${task}`,
      description: cells.map((cell) => `${cell.cell}: ${spreadText(cell, measure)}`).join('; '),
    },
  )
}

const testsOf = ({ groups }: CellRepeats) => groups.flatMap(({ tests }) => tests)

/** As far above the highest median of a cell as the best result is below it: where many seeds fail, they would flatten the rest. */
function edgeFor(cells: readonly CellRepeats[]): number {
  const all = cells.flatMap(testsOf)
  const upper = largest(cells.map((cell) => median(testsOf(cell))))
  const edge = 2 * upper - smallest(all)
  return largest(all) > edge ? edge : Number.POSITIVE_INFINITY
}

/** How far seeds move a result beside how far settings do. */
export function repeatedReading({ measure, cells }: Repeats): string {
  const beyond = beyondReading(cells.flatMap(testsOf), edgeFor(cells), { measure, place: 'upper edge' })
  return `${cells.map((cell) => `${cell.cell}: ${spreadText(cell, measure)}`).join('; ')}.${beyond}`
}

function spreadText({ groups, ofSeed, ofSettings, share }: CellRepeats, measure: Repeats['measure']): string {
  if (ofSeed === undefined) return 'no settings were trained twice'
  if (ofSettings === undefined || share === undefined) return `deviation ${amount(ofSeed, measure)} between seeds`
  const least = smallest(groups.map(({ tests }) => mean(tests)))
  return `deviation ${amount(ofSeed, measure)} between seeds and ${amount(ofSettings, measure)} between settings, so that the seed is ${percentage(share)} of the variance; the lowest mean of a setting is ${amount(least, measure)}`
}
