import * as Plot from '@observablehq/plot'
import { nice } from 'd3-array'
import { parseHTML } from 'linkedom'
import { largest, quantile, smallest } from '../math/statistics.ts'
import { compact, counted } from '../math/text.ts'
import { amount, type Measure } from '../task/measure.ts'
import { escaped } from './html.ts'

/** Colours that people with any colour vision tell apart (Okabe and Ito, 2008), as variables that the page may set for the dark. */
export const colours = {
  mark: 'var(--mark, #0072b2)',
  other: 'var(--other, #d55e00)',
  quiet: 'var(--quiet, #9a9a9a)',
  faint: 'var(--faint, #d9d9d9)',
} as const

export const WIDTH = 720
const FONT = '13px system-ui, sans-serif'

/** Draws a plot as one SVG element with a title and a description for those who do not see it. */
export function draw(
  options: Plot.PlotOptions,
  { title, description }: { title: string; description: string },
): string {
  const { document } = parseHTML('<html><body></body></html>')
  const svg = Plot.plot({
    width: WIDTH,
    style: { font: FONT, background: 'none', overflow: 'visible' },
    ...options,
    document: document as unknown as Document,
  })
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  svg.setAttribute('role', 'img')
  // Plot's own style element and class would repeat in every figure; the few rules that matter stand on the element
  for (const style of svg.querySelectorAll('style')) style.remove()
  svg.setAttribute('fill', 'currentColor')
  svg.setAttribute('text-anchor', 'middle')
  svg.setAttribute('style', `font: ${FONT}; overflow: visible; max-width: 100%; height: auto`)
  svg.removeAttribute('class')
  const markup = svg.outerHTML.replace(
    /^<svg[^>]*>/,
    (tag) => `${tag}<title>${escaped(title)}</title><desc>${escaped(description)}</desc>`,
  )
  return rounded(markup)
}

/** Coordinates to a hundredth: smaller files, and the same on every machine. Text between tags stays as it is. */
function rounded(svg: string): string {
  const shorter = (tag: string) => tag.replace(/-?\d+\.\d{3,}/g, (number) => String(Number(Number(number).toFixed(2))))
  return svg.replace(/<[^>]+>/g, shorter)
}

/** How many small plots stand side by side: up to three, from seven on up to five, in rows as even as can be. */
export function columnsFor(count: number): number {
  const most = count <= 6 ? 3 : 5
  return Math.max(1, Math.ceil(count / Math.ceil(count / most)))
}

/** A name cut to fit, with an ellipsis where something is missing. */
export function shortened(name: string, room: number): string {
  const letters = [...name]
  return letters.length <= room
    ? name
    : `${letters
        .slice(0, room - 1)
        .join('')
        .trimEnd()}…`
}

/** Round ends of an axis that holds all values; around a single value, a tenth of it to either side. Percentages end at 100 where none is higher. */
export function axisOver(values: readonly number[], unit = ''): [number, number] {
  const [low, high] = [smallest(values), largest(values)]
  const room = high > low ? 0.02 * (high - low) : Math.abs(low) / 10 || 1
  const [from, to] = nice(low - room, high + room, 6)
  const most = unit === '%' && high <= 100 ? 100 : Number.POSITIVE_INFINITY
  return [low >= 0 ? Math.max(0, from) : from, Math.min(most, to)]
}

/** The same up to an edge, at which whatever lies beyond it is drawn. */
export function axisUpTo(edge: number, values: readonly number[], unit = ''): [number, number] {
  const [low, high] = axisOver(
    values.map((value) => Math.min(value, edge)),
    unit,
  )
  return [low, Number.isFinite(edge) ? edge : high]
}

/**
 * Where an axis of errors ends. What lies far above the upper quartiles, or far above the trivial predictor, would flatten the
 * rest without telling anything: it is drawn at the edge. Infinity where nothing lies so far.
 */
export function edgeOf(groups: readonly (readonly number[])[], trivial: number): number {
  const values = groups.flat()
  const low = smallest(values)
  const upper = largest(groups.map((group) => quantile(group, 0.75)))
  const usual = upper + 0.75 * (upper - low)
  const edge = trivial > low ? Math.min(usual, trivial + 0.15 * (trivial - low)) : usual
  return largest(values) > edge + 0.1 * (edge - low) ? edge : Number.POSITIVE_INFINITY
}

/** What a figure draws at the edge of its axis, in a sentence after a space; empty where nothing lies beyond. */
export function beyondReading(
  values: readonly number[],
  edge: number,
  { measure, place }: { measure: Measure; place: string },
): string {
  const beyond = values.filter((value) => value > edge)
  if (beyond.length === 0) return ''
  return ` ${counted(beyond.length, 'result')} beyond the axis, up to ${amount(largest(beyond), measure)}, ${beyond.length === 1 ? 'is' : 'are'} drawn at its ${place}.`
}

/** Where each of several small plots stands, in rows of `columns`. */
export function grid<T>(items: readonly T[], columns: number): (T & { column: number; row: number })[] {
  return items.map((item, k) => ({ ...item, column: k % columns, row: Math.floor(k / columns) }))
}

/** Room for so many small plots of cells, each with its name above it and its axes beside it. */
export function smallPlots(count: number, columns: number) {
  return {
    height: 60 + 170 * Math.ceil(count / columns),
    marginLeft: 56,
    marginBottom: 44,
    marginTop: 40,
    fx: { axis: null, padding: 0.08 },
    fy: { axis: null, padding: 0.16 },
  } as const
}

/** The name of the cell above each small plot, cut to the width of its column. */
export function cellNames(placed: readonly { readonly cell: string }[], columns: number): Plot.Markish {
  return Plot.text(placed, {
    fx: 'column',
    fy: 'row',
    text: ({ cell }: { cell: string }) => shortened(cell, Math.floor((WIDTH - 76) / columns / 9)),
    frameAnchor: 'top-left',
    dy: -16,
    fontWeight: 'bold',
    textAnchor: 'start',
  })
}

/** Marks of a logarithmic scale: powers of ten within the range, also 2 and 5 times them where there would be fewer than two; at most three, or as told. */
export function decades(values: readonly number[], most = 3): number[] {
  const [low, high] = [smallest(values), largest(values)]
  const times = (factors: readonly number[]) =>
    Array.from({ length: 40 }, (_, k) => k - 20)
      .flatMap((k) => factors.map((factor) => Number(`${factor}e${k}`)))
      .filter((value) => value >= low && value <= high)
  const powers = times([1])
  const marks = powers.length < 2 ? times([1, 2, 5]) : powers
  const step = Math.ceil(marks.length / most)
  return marks.filter((_, k) => k % step === 0)
}

/** A mark of a logarithmic scale: `0.01`, `10⁻⁵`. */
export function decade(value: number): string {
  return compact(value).replace(/^1 × /, '')
}
