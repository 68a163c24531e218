import * as Plot from '@observablehq/plot'
import { ticks } from 'd3-array'
import type { FanovaShare } from '../../fanova/analysis.ts'
import type { Importance } from '../../findings/importance/importance.ts'
import { largest } from '../../math/statistics.ts'
import type { Drawing } from '../blocks/block.ts'
import { colours, draw, shortened } from '../plot.ts'
import { sharesByRowText, sharesText, subjectText } from '../words/importance.ts'
import { setName, settingName } from '../words/numbers.ts'

/** Pairs that are drawn beside all single settings. */
const MOST_PAIRS = 6

/** Below this a pair is no bar. */
const LEAST = 0.005

/** Shares of variance as bars, single settings first, then the strongest pairs and the rest; one importance beside the other. */
export function shares(importances: readonly Importance[]): Drawing {
  const rows = rowsOf(importances[0])
  const bars = importances.flatMap((importance) =>
    rows.map((name) => ({ ...barOf(importance, name), name, title: subjectText(importance.subject) })),
  )
  const names = rows.map((name) => [name, shortened(name, 34)] as const)
  const most = largest([0.1, ...bars.map(({ high }) => high)])
  return draw(
    {
      height: 64 + 24 * rows.length,
      marginLeft: 220,
      marginRight: 24,
      marginTop: 34,
      marginBottom: 40,
      fx: { label: null, domain: importances.map(({ subject }) => subjectText(subject)), padding: 0.12 },
      x: shareAxis(most, 5),
      y: { domain: rows, label: null, tickFormat: (name: string) => new Map(names).get(name)!, tickSize: 0 },
      marks: barMarks(bars, 'title'),
    },
    sharesText(importances),
  )
}

/** The shares of every single setting in a column each, a row for each importance; pairs summed up, and the rest. */
export function sharesByRow(rows: readonly { readonly name: string; readonly importance: Importance }[]): Drawing {
  const settings = singlesOf(rows[0].importance).map(({ settings }) => settings[0])
  const columns = [...settings.map(settingName), PAIRS, REST]
  const bars = rows.flatMap(({ name, importance }) => [
    ...settings.map((setting) => ({ ...barOf(importance, settingName(setting)), name, column: settingName(setting) })),
    { ...plainBar(pairsOf(importance).reduce((sum, { share }) => sum + share, 0)), name, column: PAIRS },
    { ...barOf(importance, REST), name, column: REST },
  ])
  const most = largest([0.1, ...bars.map(({ high }) => high)])
  return draw(
    {
      height: 70 + 22 * rows.length,
      marginLeft: 84,
      marginRight: 16,
      marginTop: 34,
      marginBottom: 40,
      fx: { label: null, domain: columns, padding: 0.14, tickFormat: (name: string) => shortened(name, 15) },
      x: shareAxis(most, ticks(0, 0.8 * most, 2)),
      y: {
        domain: rows.map(({ name }) => name),
        label: null,
        tickSize: 0,
        tickFormat: (name: string) => shortened(name, 10),
      },
      marks: barMarks(bars, 'column'),
    },
    sharesByRowText(rows),
  )
}

const PAIRS = 'all pairs'

const REST = 'the rest'

const singlesOf = ({ shares }: Importance) => shares.filter(({ settings }) => settings.length === 1)

const pairsOf = ({ shares }: Pick<Importance, 'shares'>) => shares.filter(({ settings }) => settings.length === 2)

const percent = (share: number) => String(Number((100 * share).toPrecision(3)))

function rowsOf(importance: Importance): string[] {
  const bySize = (a: FanovaShare, b: FanovaShare) => b.share - a.share
  const pairs = pairsOf(importance)
    .filter(({ share }) => share >= LEAST)
    .sort(bySize)
    .slice(0, MOST_PAIRS)
  return [...[...singlesOf(importance)].sort(bySize), ...pairs].map(({ settings }) => setName(settings)).concat(REST)
}

interface Bar {
  readonly share: number
  readonly low: number
  readonly high: number
}

/** A share and how sure it is: its interval, or else one deviation over the trees to either side. */
function barOf({ shares, remainder }: Importance, name: string): Bar {
  const found = name === REST ? remainder : shares.find(({ settings }) => setName(settings) === name)
  if (found === undefined) return plainBar(0)
  const { share, spread, interval } = found
  const [low, high] = interval ?? [Math.max(0, share - spread), Math.min(1, share + spread)]
  return { share, low, high }
}

const plainBar = (share: number): Bar => ({ share, low: share, high: share })

function shareAxis(most: number, marks: number | number[]): Plot.ScaleOptions {
  return {
    domain: [0, most],
    label: 'share of variance, %',
    labelAnchor: 'center',
    labelArrow: 'none',
    ticks: marks,
    tickFormat: percent,
    grid: true,
  }
}

function barMarks(bars: readonly (Bar & { readonly name: string })[], fx: string): Plot.Markish[] {
  return [
    Plot.barX(bars, { fx, y: 'name', x: 'share', fill: colours.mark, fillOpacity: 0.75, insetTop: 3, insetBottom: 3 }),
    Plot.ruleY(
      bars.filter(({ low, high }) => high > low),
      { fx, y: 'name', x1: 'low', x2: 'high', stroke: 'currentColor', strokeWidth: 1.4 },
    ),
    Plot.ruleX([0], { stroke: colours.quiet }),
  ]
}
