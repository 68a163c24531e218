import * as Plot from '@observablehq/plot'
import { type ComparedCell, type Comparison, type Spread, spreadsOf, type Which } from '../../findings/comparison.ts'
import { SIGNIFICANT } from '../../findings/selection-test.ts'
import { largest } from '../../math/statistics.ts'
import { grouped } from '../../math/text.ts'
import { axisUpTo, edgeOf } from '../axes.ts'
import type { Drawing } from '../blocks/block.ts'
import { colours, draw, shortened, WIDTH } from '../plot.ts'
import { boxesText } from '../words/comparison.ts'
import { measured } from '../words/numbers.ts'

const ROW = 32

const BARS = 90

const FEW = 5

const LONGEST = 22

type Shown = ReturnType<typeof spreadsOf>[number]

/**
 * Test results of each cell as the paper draws them (Greff et al., 2017, figure 3): box from the first to the third quartile,
 * whiskers over the full range, line at the median, dot at the mean; beside it, for the best, the mean count of parameters. Fewer
 * than five results make no box: they are drawn one by one.
 */
export function boxes(comparison: Comparison, which: Which): Drawing {
  const { measure, baseline, naiveBaseline } = comparison
  const shown = spreadsOf(comparison, which)
  const edge = edgeOf(
    shown.map(({ spread }) => spread.values),
    naiveBaseline,
  )
  const inside = (value: number) => Math.min(value, edge)
  const [low, high] = axisUpTo(
    edge,
    shown.flatMap(({ spread }) => spread.values),
    measure.unit,
  )
  const longest = largest(shown.map(({ cell }) => [...shortened(cell, LONGEST)].length))
  const marginLeft = 52 + 7.5 * longest
  const marginRight = which === 'best' ? BARS + 88 : 24
  const layout = { low, high, width: WIDTH - marginLeft - marginRight }
  const standard = shown.find(({ cell }) => cell === baseline)
  return draw(
    {
      height: 72 + ROW * shown.length,
      marginLeft,
      marginRight,
      marginTop: 26,
      marginBottom: 44,
      x: {
        label: `${measured(measure)} (test)`,
        labelAnchor: 'center',
        labelArrow: 'none',
        domain: [low, high],
        ticks: 6,
        grid: true,
      },
      y: {
        label: null,
        domain: shown.map(({ cell }) => cell),
        padding: 0.35,
        tickSize: 0,
        tickFormat: (name: string) => {
          const mark = which === 'best' ? markOf(shown.find(({ cell }) => cell === name)) : ''
          return `${shortened(name, LONGEST)} ${mark}`.trim()
        },
      },
      marks: [
        Plot.ruleX(standard ? [inside(standard.spread.summary.median)] : [], {
          stroke: colours.quiet,
          strokeDasharray: '2,3',
        }),
        ...spreadMarks(shown, { which, baseline, inside, edge }),
        ...(which === 'best' ? parameterMarks(shown, layout) : []),
      ],
    },
    boxesText(comparison, which),
  )
}

/** Boxes, whiskers, medians and means; results one by one where they are few; arrows where some lie beyond the edge. */
function spreadMarks(
  shown: readonly Shown[],
  {
    which,
    baseline,
    inside,
    edge,
  }: { which: Which; baseline: string; inside: (value: number) => number; edge: number },
): Plot.Markish[] {
  const y = 'cell'
  const boxed = shown.filter(({ spread }) => spread.values.length >= FEW)
  const few = shown.filter(({ spread }) => spread.values.length < FEW)
  const at = (number: keyof Spread['summary']) => (cell: Shown) => inside(cell.spread.summary[number])
  const line = { y, stroke: 'currentColor' }
  return [
    Plot.ruleY(boxed, { ...line, x1: at('least'), x2: at('lowerQuartile') }),
    Plot.ruleY(boxed, { ...line, x1: at('upperQuartile'), x2: at('most') }),
    Plot.ruleY(few, { ...line, x1: at('least'), x2: at('most') }),
    Plot.barX(boxed, {
      ...line,
      x1: at('lowerQuartile'),
      x2: at('upperQuartile'),
      fill: (cell: Shown) => (cell.cell === baseline ? 'var(--page, white)' : colourOf(cell, which)),
      strokeWidth: 0.8,
    }),
    Plot.dot(
      few.flatMap((cell) => cell.spread.values.map((value) => ({ ...cell, value: inside(value) }))),
      { ...line, x: 'value', r: 3, fill: (cell: Shown) => colourOf(cell, which) },
    ),
    Plot.tickX(shown, { ...line, x: at('median'), strokeWidth: 2 }),
    Plot.dot(
      boxed.filter(({ spread }) => spread.summary.mean <= edge),
      { y, x: at('mean'), r: 3.2, fill: 'currentColor', stroke: 'var(--page, white)', strokeWidth: 1.2 },
    ),
    Plot.text(
      shown.filter(({ spread }) => spread.summary.most > edge),
      { y, x: edge, text: () => '▸', dx: 8, fontSize: 14 },
    ),
  ]
}

/** Blue is significantly better than the baseline, orange worse, grey neither. */
function colourOf({ against }: ComparedCell, which: Which): string {
  if (which === 'all') return colours.faint
  if (against?.verdict === 'better') return colours.mark
  return against?.verdict === 'worse' ? colours.other : colours.faint
}

/** Bars beside the plot: their places are where the axis would be if it went on. */
function parameterMarks(
  shown: readonly Shown[],
  { low, high, width }: { low: number; high: number; width: number },
): Plot.Markish[] {
  const beside = (pixels: number) => high + ((high - low) * pixels) / width
  const most = largest([1, ...shown.map(({ best }) => best?.parameters ?? 0)])
  const end = ({ best }: Shown) => beside(24 + (BARS * (best?.parameters ?? 0)) / most)
  return [
    Plot.barX(shown, { y: 'cell', x1: beside(24), x2: end, fill: colours.quiet, fillOpacity: 0.5, inset: 4 }),
    Plot.text(shown, {
      y: 'cell',
      x: end,
      text: ({ best }: Shown) => grouped(best?.parameters ?? 0),
      textAnchor: 'start',
      dx: 2,
    }),
    Plot.text(['parameters'], {
      x: () => beside(24),
      frameAnchor: 'top',
      lineAnchor: 'bottom',
      dx: 4,
      dy: -8,
      text: (word: string) => word,
      textAnchor: 'start',
    }),
  ]
}

/** ✱ where a cell differs significantly from the baseline, ✱✱ where it does so after Bonferroni’s correction, ≈ where it is equivalent. */
export function markOf(cell: ComparedCell | undefined): string {
  if (cell?.against === undefined || cell.against.verdict === 'undecided') return ''
  if (cell.against.verdict === 'equivalent') return '≈'
  return cell.against.adjusted.bonferroni < SIGNIFICANT ? '✱✱' : '✱'
}
