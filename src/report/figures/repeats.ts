import * as Plot from '@observablehq/plot'
import type { Repeats } from '../../findings/repeats.ts'
import { largest, mean } from '../../math/statistics.ts'
import { axisUpTo, repeatsEdge, testsOf } from '../axes.ts'
import type { Drawing } from '../blocks/block.ts'
import { colours, draw, shortened } from '../plot.ts'
import { measured } from '../words/numbers.ts'
import { repeatsText } from '../words/repeats.ts'

/** Test results of settings trained again with other seeds: a dot a training, a line at the mean of each, the settings of a cell in a row. */
export function repeated(found: Repeats): Drawing {
  const { measure, cells } = found
  const edge = repeatsEdge(cells)
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
        label: 'settings, in their order',
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
    repeatsText(found),
  )
}
