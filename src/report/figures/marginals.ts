import * as Plot from '@observablehq/plot'
import type { Marginal } from '../../fanova/surfaces.ts'
import type { Importance } from '../../findings/importance/importance.ts'
import { largest } from '../../math/statistics.ts'
import { axisOver } from '../axes.ts'
import type { Drawing } from '../blocks/block.ts'
import { colours, columnsFor, draw, grid, shortened, WIDTH } from '../plot.ts'
import { marginalsText, quantityText, surfaceUnit } from '../words/importance.ts'
import { measured, settingName } from '../words/numbers.ts'
import { along, marksBelow, marksOf } from './position.ts'

/** A marginal drawn behind another: that of one cell behind that of all. */
export interface Behind {
  readonly name: string
  readonly importance: Importance
}

const place = { fx: 'column', fy: 'row' }

/**
 * Small plots, one a setting: the target with all other settings averaged out, over the setting in the measure it was drawn from. The
 * line has its band; thin lines are those of single cells, the blue one that of the baseline.
 */
export function marginals(importance: Importance, behind: readonly Behind[], baseline: string): Drawing {
  const { marginals: all } = importance
  const columns = columnsFor(all.length)
  const placed = grid(all, columns)
  const rows = Math.ceil(all.length / columns)
  const lines = placed.filter(({ range }) => range.kind !== 'choice').flatMap(pointsOf)
  const dots = placed.filter(({ range }) => range.kind === 'choice').flatMap(pointsOf)
  const others = behind.flatMap((one) => placed.flatMap((at) => pointsBehind(one, at)))
  const heights = [...lines, ...dots].flatMap(({ low, high }) => [low, high]).concat(others.map(({ mean }) => mean))
  const [low, high] = axisOver(heights)
  const ticks = placed.flatMap(({ range, column, row }) =>
    marksOf(range, Math.floor((WIDTH - 76) / columns)).map((mark) => ({ ...mark, column, row })),
  )
  const level = ticks.filter(({ upright }) => !upright)
  const upright = ticks.filter((mark) => mark.upright)
  const foot = upright.length === 0 ? 0 : 7 * Math.min(12, largest(upright.map(({ text }) => text.length)))
  return draw(
    {
      height: 44 + (150 + foot) * rows,
      marginLeft: 60,
      marginBottom: 26 + foot,
      marginTop: 40,
      fx: { axis: null, padding: 0.1 },
      fy: { axis: null, padding: 0.3 + foot / 300 },
      x: { domain: [0, 1], axis: null, inset: 3 },
      y: {
        domain: [low, high],
        label: measured({ title: quantityText(importance.subject), unit: surfaceUnit(importance) }),
        labelArrow: 'none',
        ticks: 5,
        grid: true,
      },
      marks: [
        Plot.ruleX(ticks, { ...place, x: 'position', stroke: colours.faint }),
        ...lineMarks(lines, others, baseline),
        Plot.ruleX(dots, { ...place, x: 'position', y1: 'low', y2: 'high', stroke: 'currentColor', strokeWidth: 1.4 }),
        Plot.dot(dots, { ...place, x: 'position', y: 'mean', r: 4, fill: 'currentColor' }),
        ...marksBelow(level),
        marksUpright(upright),
        settingNames(placed, columns),
      ],
    },
    marginalsText(importance),
  )
}

/** Marks whose texts are too long to stand side by side. */
function marksUpright(marks: Plot.Data): Plot.Markish {
  return Plot.text(marks, {
    ...place,
    x: 'position',
    text: 'text',
    frameAnchor: 'bottom',
    dy: 6,
    rotate: -90,
    textAnchor: 'end',
    fontSize: 11,
  })
}

/** The name of each setting over its small plot. */
function settingNames(placed: readonly Placed[], columns: number): Plot.Markish {
  return Plot.text(placed, {
    ...place,
    text: ({ setting }: Marginal) => shortened(settingName(setting), Math.floor((WIDTH - 76) / columns / 8)),
    frameAnchor: 'top-left',
    dy: -16,
    fontWeight: 'bold',
    textAnchor: 'start',
  })
}

/** The line of each setting over its band, those of single cells between. */
function lineMarks(
  lines: ReturnType<typeof pointsOf>,
  others: ReturnType<typeof pointsBehind>,
  baseline: string,
): Plot.Markish[] {
  const line = { ...place, x: 'position', y: 'mean' }
  const band = { ...place, x: 'position', y1: 'low', y2: 'high', z: 'setting' }
  return [
    Plot.areaY(lines, { ...band, fill: colours.quiet, fillOpacity: 0.3 }),
    Plot.line(
      others.filter(({ name }) => name !== baseline),
      { ...line, z: 'line', stroke: colours.quiet, strokeWidth: 0.9 },
    ),
    Plot.line(
      others.filter(({ name }) => name === baseline),
      { ...line, z: 'line', stroke: colours.mark, strokeWidth: 1.6 },
    ),
    Plot.line(lines, { ...line, z: 'setting', stroke: 'currentColor', strokeWidth: 2 }),
  ]
}

type Placed = Marginal & { readonly column: number; readonly row: number }

/** The same setting’s marginal of another importance; choices have none behind them. */
function pointsBehind({ name, importance }: Behind, { setting, range, column, row }: Placed) {
  const own = importance.marginals.find((marginal) => marginal.setting === setting)
  if (own === undefined || range.kind === 'choice') return []
  return own.points.map(({ position, mean }) => ({
    position: along(range, position),
    mean,
    name,
    line: `${name} ${setting}`,
    column,
    row,
  }))
}

function pointsOf({ setting, range, points, column, row }: Placed) {
  return points.map(({ position, mean, deviation, interval }) => {
    const [low, high] = interval ?? [mean - deviation, mean + deviation]
    return { setting, position: along(range, position), mean, low, high, column, row }
  })
}
