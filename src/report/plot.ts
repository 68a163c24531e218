import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom/worker'
import { largest, smallest } from '../math/statistics.ts'
import { compact } from '../math/text.ts'
import type { Drawing } from './blocks/block.ts'
import { escaped } from './blocks/html.ts'

/** Colours that people with any colour vision tell apart (Okabe and Ito, 2008), as variables that the page may set for the dark. */
export const colours = {
  mark: 'var(--mark, #0072b2)',
  other: 'var(--other, #d55e00)',
  quiet: 'var(--quiet, #9a9a9a)',
  faint: 'var(--faint, #d9d9d9)',
} as const

export const WIDTH = 720

const FONT = '13px system-ui, sans-serif'

/** What a figure is and what it says, for those who do not see it. */
export interface Alternative {
  readonly title: string
  readonly description: string
}

/** Draws a plot as one SVG element with a title and a description. */
export function draw(options: Plot.PlotOptions, { title, description }: Alternative): Drawing {
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
  return { svg: rounded(markup), title }
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

/** A logarithmic axis below a figure, its label in the middle. */
export function logAxis(label: string, options: Pick<Plot.ScaleOptions, 'ticks' | 'tickFormat'>): Plot.ScaleOptions {
  return { type: 'log', label, labelAnchor: 'center', labelArrow: 'none', ...options, grid: true, inset: 4 }
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
