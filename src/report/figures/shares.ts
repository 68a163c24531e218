import * as Plot from '@observablehq/plot'
import { ticks } from 'd3-array'
import type { FanovaShare } from '../../fanova/analysis.ts'
import type { Importance } from '../../findings/importance/importance.ts'
import { largest } from '../../math/statistics.ts'
import { listed, rSquared, setName, settingName, shareText } from '../../math/text.ts'
import { colours, draw, shortened } from '../plot.ts'

/** Pairs that are drawn beside all single settings. */
const MOST_PAIRS = 6
/** Below this a pair is no bar. */
const LEAST = 0.005

/** Shares of variance as bars, single settings first, then the strongest pairs and the rest; one importance beside the other. */
export function shares(importances: readonly Importance[]): string {
  const rows = rowsOf(importances[0])
  const bars = importances.flatMap((importance) =>
    rows.map((name) => ({ ...barOf(importance, name), name, title: importance.title })),
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
      fx: { label: null, domain: importances.map(({ title }) => title), padding: 0.12 },
      x: shareAxis(most, 5),
      y: { domain: rows, label: null, tickFormat: (name: string) => new Map(names).get(name)!, tickSize: 0 },
      marks: barMarks(bars, 'title'),
    },
    {
      title: 'Shares of variance',
      description: importances.map((importance) => `${importance.title}: ${bestText(importance)}`).join('; '),
    },
  )
}

/** The shares of every single setting in a column each, a row for each importance; pairs summed up, and the rest. */
export function sharesByRow(rows: readonly { readonly name: string; readonly importance: Importance }[]): string {
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
    {
      title: 'Shares of variance of each cell',
      description: rows.map(({ name, importance }) => `${name}: ${bestText(importance)}`).join('; '),
    },
  )
}

/** Which settings explain most of what, and what the forest is worth. */
export function sharesReading({ title, shares, remainder, outOfBag }: Importance): string {
  const singles = shares.filter(({ settings }) => settings.length === 1).sort((a, b) => b.share - a.share)
  const worth = outOfBag === undefined ? '' : `; R² on trials the trees had not seen is ${rSquared(outOfBag)}`
  if (singles.length === 0 || singles[0].share === 0) return `Nothing explains the ${title}${worth}.`
  const [first, ...others] = singles.map(({ settings, share }) => ({
    name: settingName(settings[0]),
    text: shareText(share),
  }))
  const next = others.slice(0, 3).map(({ name, text }) => `${name} ${text}`)
  const pairs = pairsOf({ shares })
  const strongest = pairs.length === 0 ? undefined : pairs.reduce((a, b) => (b.share > a.share ? b : a))
  const pairText =
    strongest === undefined
      ? ''
      : `; the strongest pair is ${setName(strongest.settings)} with ${shareText(strongest.share)}`
  const rest =
    remainder.share < 0.0005 ? '' : `, and ${shareText(remainder.share)} is left to interactions of more settings`
  return `Of the variance of the ${title}, ${first.name} explains ${first.text} by itself${next.length > 0 ? `, ${listed(next)}` : ''}${pairText}${rest}${worth}.`
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

function bestText(importance: Importance): string {
  return singlesOf(importance)
    .map(({ settings, share }) => `${settingName(settings[0])} ${shareText(share)}`)
    .join(', ')
}
