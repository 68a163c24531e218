import * as Plot from '@observablehq/plot'
import type { ComparedCell, Comparison, Spread } from '../../analysis/compare.ts'
import { compact, grouped, percentage } from '../../analysis/wording.ts'
import { quantile } from '../../math/statistics.ts'
import { colours, draw, WIDTH } from '../plot.ts'

const ROW = 34
const BARS = 150

type Shown = ComparedCell & { spread: Spread }

/**
 * Test results of each cell as the paper draws them (Greff et al., 2017, figure 3): box from the first to the third quartile,
 * whiskers over the full range, line at the median, dot at the mean; beside it, for the best, the mean count of parameters.
 */
export function boxes(comparison: Comparison, which: 'best' | 'all'): string {
  const { task, measure, baseline, share } = comparison
  const shown = comparison.cells.flatMap((cell): Shown[] =>
    cell[which] === undefined ? [] : [{ ...cell, spread: cell[which]! }],
  )
  const label = ({ cell, ...rest }: ComparedCell) => `${cell} ${markOf({ cell, ...rest })}`.trim()
  const clip = clipOf(shown, comparison.trivial)
  const at = (value: number) => Math.min(value, clip)
  const top = shown.map(({ best }) => best?.parameters ?? 0).reduce((a, b) => Math.max(a, b), 0)
  const standard = shown.find(({ cell }) => cell === baseline)
  const low = Math.min(...shown.map(({ spread }) => spread.summary.least))
  const right = clip + (clip - low || 1) * 0.06
  const marginRight = which === 'best' ? BARS + 74 : 24
  const y = (cell: ComparedCell) => label(cell)
  const bar = (cell: Shown) =>
    right + (clip - low || 1) * (BARS / (WIDTH - 130 - marginRight)) * ((cell.best?.parameters ?? 0) / top)
  return draw(
    {
      height: 70 + ROW * shown.length,
      marginLeft: 130,
      marginRight,
      marginTop: which === 'best' ? 26 : 10,
      marginBottom: 44,
      x: {
        label: `${measure.title}${measure.unit && `, ${measure.unit}`} (test)`,
        labelAnchor: 'center',
        labelArrow: 'none',
        domain: [low, clip],
        nice: which === 'all',
        ticks: 6,
        grid: true,
      },
      y: { label: null, domain: shown.map(y), padding: 0.35 },
      marks: [
        ...(standard
          ? [Plot.ruleX([at(standard.spread.summary.median)], { stroke: colours.quiet, strokeDasharray: '2,3' })]
          : []),
        Plot.ruleY(shown, {
          y,
          x1: ({ spread }: Shown) => at(spread.summary.least),
          x2: ({ spread }: Shown) => at(spread.summary.most),
          stroke: 'currentColor',
        }),
        Plot.barX(shown, {
          y,
          x1: ({ spread }: Shown) => at(spread.summary.lowerQuartile),
          x2: ({ spread }: Shown) => at(spread.summary.upperQuartile),
          fill: ({ cell }: Shown) => (cell === baseline ? colours.faint : colours.mark),
          fillOpacity: 0.75,
          stroke: 'currentColor',
          strokeWidth: 0.8,
        }),
        Plot.tickX(shown, {
          y,
          x: ({ spread }: Shown) => at(spread.summary.median),
          stroke: 'currentColor',
          strokeWidth: 2,
        }),
        Plot.dot(shown, {
          y,
          x: ({ spread }: Shown) => at(spread.summary.mean),
          r: 3.5,
          fill: colours.other,
          stroke: 'var(--page, white)',
        }),
        ...(which === 'best' && top > 0
          ? [
              Plot.barX(shown, {
                y,
                x1: right,
                x2: bar,
                fill: colours.quiet,
                fillOpacity: 0.5,
                insetTop: 5,
                insetBottom: 5,
                clip: false,
              }),
              Plot.text(shown, {
                y,
                x: bar,
                text: ({ best }: Shown) => grouped(best?.parameters ?? 0),
                textAnchor: 'start',
                dx: 4,
              }),
              Plot.text([0], {
                x: right,
                frameAnchor: 'top',
                dy: -20,
                text: ['parameters'],
                textAnchor: 'start',
                fill: colours.quiet,
              }),
            ]
          : []),
      ],
    },
    {
      title:
        which === 'best'
          ? `Test results on ${task}, best ${percentage(share)} of trials by validation`
          : `Test results on ${task}, all trials`,
      description: shown
        .map(
          ({ cell, spread }) =>
            `${cell}: median ${compact(spread.summary.median)}, mean ${compact(spread.summary.mean)}`,
        )
        .join('; '),
    },
  )
}

/** ✱ where a cell differs significantly from the baseline, ✱✱ where it does so after Bonferroni’s correction. */
function markOf({ against }: ComparedCell): string {
  if (against === undefined || against.verdict === 'undecided') return ''
  return against.bonferroni ? '✱✱' : '✱'
}

/** Results far beyond the trivial predictor’s, and beyond all but a few, would flatten the rest: they are drawn at the edge. */
function clipOf(shown: readonly { spread: Spread }[], trivial: number): number {
  const all = shown.flatMap(({ spread }) => spread.values)
  const most = Math.max(...all)
  const usual = Math.max(1.05 * trivial, quantile(all, 0.98))
  return most > usual ? usual : most
}
