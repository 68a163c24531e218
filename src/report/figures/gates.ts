import * as Plot from '@observablehq/plot'
import { type Gates, liveliest, partsOf, type Strip } from '../../findings/gates.ts'
import type { Drawing } from '../blocks/block.ts'
import { colours, draw, WIDTH } from '../plot.ts'
import { gatesAlternative, partText, scaleText } from '../words/gates.ts'

/** The most units of a strip that are drawn. */
export const ROWS = 24

/** Heights in pixels: of a line of text, and between strips; a strip of few units has higher rows. */
const LINE = 18
const GAP = 5
const STRIP = 54
const ROW = { least: 3, most: 9 }
const MARGIN = { left: 56, right: 44 }
const BOLD = { fontWeight: 'bold' } as const
/** Depths of a colour. */
const LEVELS = 8

/** A strip with the rows that are drawn, from y downwards. */
interface Placed {
  readonly strip: Strip
  readonly units: readonly number[]
  readonly y: number
  readonly row: number
}

/** A line of text above strips. */
interface Line {
  readonly y: number
  readonly text: string
  readonly bold: boolean
}

/** What networks did with one sequence, one above another: a strip for each value, a row for each unit, a column for each step. */
export function gatesFigure(found: readonly Gates[]): Drawing {
  const { from, to } = found[0]
  const { strips, lines, symbols, height } = layOut(found)
  const edge = { stroke: colours.faint, fill: 'none' }
  const fontSize = Math.min(11, (1.3 * (WIDTH - MARGIN.left - MARGIN.right)) / (to - from))
  const bottom = ({ y, units, row }: Placed) => y + units.length * row
  return draw(
    {
      height: height + 44,
      marginLeft: MARGIN.left,
      marginRight: MARGIN.right,
      marginTop: 4,
      marginBottom: 40,
      x: { label: 'step', labelAnchor: 'center', labelArrow: 'none', tickFormat: 'd', domain: [from + 0.5, to + 0.5] },
      y: { axis: null, domain: [height, 0] },
      marks: [
        cells(strips, from),
        Plot.rect(strips, { x1: from + 0.5, x2: to + 0.5, y1: 'y', y2: bottom, ...edge }),
        Plot.text(strips, {
          x: from + 0.5,
          y: (one: Placed) => (one.y + bottom(one)) / 2,
          text: ({ strip }: Placed) => strip.name,
          textAnchor: 'end',
          dx: -8,
        }),
        Plot.text(strips, {
          x: to + 0.5,
          y: (one: Placed) => (one.y + bottom(one)) / 2,
          text: ({ strip }: Placed) => scaleText(strip.scale),
          textAnchor: 'start',
          dx: 6,
          fontSize: 10,
          fill: colours.quiet,
        }),
        ...[true, false].flatMap((bold) => [
          Plot.text(
            lines.filter((line) => line.bold === bold),
            { x: from + 0.5, y: 'y', text: 'text', textAnchor: 'start', ...(bold && BOLD) },
          ),
          Plot.text(
            symbols.filter(({ wrong }) => wrong === bold),
            { x: 'step', y: 'y', text: 'symbol', fontSize, ...(bold && { ...BOLD, fill: colours.other }) },
          ),
        ]),
      ],
    },
    gatesAlternative(found),
  )
}

/** Where everything stands, from the top down. */
function layOut(found: readonly Gates[]) {
  const strips: Placed[] = []
  const lines: Line[] = []
  const symbols: { step: number; y: number; symbol: string; wrong: boolean }[] = []
  let y = 0
  for (const { trial, from, seen, wrong = [], strips: all } of found) {
    lines.push({ y: y + LINE / 2, text: trial, bold: true })
    y += LINE
    seen?.forEach((symbol, k) =>
      symbols.push({ step: from + k + 1, y: y + LINE / 2, symbol, wrong: wrong.includes(from + k) }),
    )
    if (seen !== undefined) y += LINE
    for (const part of partsOf(all)) {
      const title = partText(part[0], all)
      if (title !== '') {
        lines.push({ y: y + LINE / 2, text: title, bold: false })
        y += LINE
      }
      const units = liveliest(part, ROWS)
      const row = Math.min(ROW.most, Math.max(ROW.least, STRIP / units.length))
      for (const strip of part) {
        strips.push({ strip, units, y, row })
        y += units.length * row + GAP
      }
    }
    y += LINE
  }
  return { strips, lines, symbols, height: y - LINE }
}

/** All cells of a colour and depth as one path: a figure may have tens of thousands. Neighbours of one depth are one box. */
function cells(strips: readonly Placed[], from: number): Plot.Markish {
  return (_index, { x, y }, _values, _dimensions, { document }) => {
    const paths = new Map<number, string>()
    for (const box of strips.flatMap((strip) => boxesOf(strip, from))) {
      const [left, right, top, bottom] = [x!(box.x1), x!(box.x2), y!(box.y1), y!(box.y2)].map(short)
      paths.set(box.level, `${paths.get(box.level) ?? ''}M${left},${top}H${right}V${bottom}H${left}z`)
    }
    const group = document.createElementNS('http://www.w3.org/2000/svg', 'g')
    for (const [level, d] of [...paths].sort(([a], [b]) => a - b)) {
      const path = document.createElementNS('http://www.w3.org/2000/svg', 'path')
      path.setAttribute('d', d)
      path.setAttribute('fill', level > 0 ? colours.mark : colours.other)
      path.setAttribute('fill-opacity', String(Math.abs(level) / LEVELS))
      group.appendChild(path)
    }
    return group
  }
}

const short = (pixels: number) => Number(pixels.toFixed(1))

interface Box {
  readonly x1: number
  x2: number
  readonly y1: number
  readonly y2: number
  readonly level: number
}

function boxesOf({ strip: { units, scale }, units: shown, y, row }: Placed, from: number): Box[] {
  const boxes: Box[] = []
  shown.forEach((unit, k) => {
    const [y1, y2] = [y + k * row, y + (k + 1) * row]
    units[unit].forEach((value, t) => {
      const level = Math.round(LEVELS * Math.min(1, Math.max(-1, value / scale.high)))
      if (level === 0 || Number.isNaN(level)) return
      const x1 = from + t + 0.5
      const before = boxes.at(-1)
      if (before?.level === level && before.y1 === y1 && before.x2 === x1) before.x2 = x1 + 1
      else boxes.push({ x1, x2: x1 + 1, y1, y2, level })
    })
  })
  return boxes
}
