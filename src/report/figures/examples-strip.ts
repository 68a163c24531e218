import * as Plot from '@observablehq/plot'
import type { Run, StripDecoding } from '../../findings/decodings.ts'
import type { Drawing } from '../blocks/block.ts'
import { colours, draw } from '../plot.ts'
import { decodingAlternative } from '../words/decodings.ts'

/** Frames a row of the figure. */
const LINE = 160
const LEVELS = 5
/** Where the strips stand below the spectrum, in bands. */
const LABEL = { y1: -4.5, y2: -1 }
const READ = { y1: -9, y2: -5.5 }
/** Frames that a letter needs. */
const LETTER = 1.7

type Placed = Run & { readonly row: number; readonly wrong: boolean }

/** The spectrum that the network was given, over a strip of labels and one of what was read, its wrong parts coloured. */
export function strip(decoding: StripDecoding): Drawing {
  const { steps, spectrum } = decoding
  const [labels, read] = [decoding.labels, decoding.read].map((runs) => moved(runs, -decoding.from))
  const bands = spectrum?.bands ?? 0
  const lines = Math.ceil(steps / LINE)
  const truth = labels.flatMap((run) => cut({ ...run, wrong: false }))
  const predicted = overlaps(read, labels).flatMap(cut)
  const loud = spectrum === undefined ? [] : loudness(spectrum.levels, bands, steps)
  const names = Array.from({ length: lines }, (_, row) => row).flatMap((row) => [
    { row, y: (LABEL.y1 + LABEL.y2) / 2, name: 'label' },
    { row, y: (READ.y1 + READ.y2) / 2, name: 'read' },
  ])
  return draw(
    {
      height: 40 + lines * (bands > 0 ? 128 : 64),
      marginLeft: 44,
      marginRight: 8,
      marginTop: 8,
      marginBottom: 36,
      x: { label: 'frame of the row', labelAnchor: 'center', labelArrow: 'none', domain: [0, Math.min(LINE, steps)] },
      y: { axis: null, domain: [READ.y1, Math.max(bands, 0)] },
      fy: { axis: null, padding: 0.06 },
      marks: [
        Plot.rect(loud, {
          x1: 'x1',
          x2: 'x2',
          y1: 'y1',
          y2: 'y2',
          fy: 'row',
          fill: 'currentColor',
          fillOpacity: 'level',
        }),
        ...boxes(truth, LABEL),
        ...boxes(predicted, READ),
        Plot.text(names, { fy: 'row', x: 0, y: 'y', text: 'name', textAnchor: 'end', dx: -6, fontSize: 11 }),
      ],
      opacity: { type: 'identity' },
    },
    decodingAlternative(decoding),
  )
}

/** A strip of runs between two heights, each with its symbol where there is room for it. */
function boxes(runs: readonly Placed[], at: { readonly y1: number; readonly y2: number }): Plot.Markish[] {
  return [
    Plot.rect(runs, {
      x1: ({ from, row }: Placed) => from - row * LINE,
      x2: ({ to, row }: Placed) => to - row * LINE,
      fy: 'row',
      ...at,
      inset: 0.5,
      fill: ({ wrong: isWrong }: Placed) => (isWrong ? colours.other : colours.faint),
      fillOpacity: ({ wrong: isWrong }: Placed) => (isWrong ? 0.45 : 1),
    }),
    Plot.text(
      runs.filter(({ symbol, from, to }) => to - from >= LETTER * symbol.length),
      {
        fy: 'row',
        x: ({ from, to, row }: Placed) => (from + to) / 2 - row * LINE,
        y: (at.y1 + at.y2) / 2,
        text: 'symbol',
        fontSize: 10,
      },
    ),
  ]
}

function moved(runs: readonly Run[], by: number): Run[] {
  return runs.map(({ symbol, from, to }) => ({ symbol, from: from + by, to: to + by }))
}

/** A run in parts, one for each row of the figure that it is on. */
function cut(run: Run & { wrong: boolean }): Placed[] {
  const [first, last] = [Math.floor(run.from / LINE), Math.floor((run.to - 1) / LINE)]
  return Array.from({ length: last - first + 1 }, (_, k) => {
    const row = first + k
    return { ...run, from: Math.max(run.from, row * LINE), to: Math.min(run.to, (row + 1) * LINE), row }
  })
}

/** What was read, in parts that are right or wrong throughout. */
function overlaps(read: readonly Run[], labels: readonly Run[]): (Run & { wrong: boolean })[] {
  const parts: (Run & { wrong: boolean })[] = []
  for (const { symbol, from, to } of read) {
    for (const label of labels) {
      if (label.from >= to || label.to <= from) continue
      const part = {
        symbol,
        from: Math.max(from, label.from),
        to: Math.min(to, label.to),
        wrong: label.symbol !== symbol,
      }
      const before = parts[parts.length - 1]
      if (before !== undefined && before.symbol === symbol && before.wrong === part.wrong && before.to === part.from)
        parts[parts.length - 1] = { ...before, to: part.to }
      else parts.push(part)
    }
  }
  return parts
}

/** Boxes of equal loudness along time, in steps of a fifth; the quietest are left out. */
function loudness(levels: readonly number[], bands: number, steps: number) {
  const found: { x1: number; x2: number; y1: number; y2: number; row: number; level: number }[] = []
  for (let band = 0; band < bands; band++) {
    for (let t = 0; t < steps; t++) {
      const level = Math.round(LEVELS * levels[t * bands + band]) / LEVELS
      const row = Math.floor(t / LINE)
      const before = found[found.length - 1]
      const x1 = t - row * LINE
      if (level === 0) continue
      if (before?.level === level && before.row === row && before.y1 === band && before.x2 === x1) before.x2 = x1 + 1
      else found.push({ x1, x2: x1 + 1, y1: band, y2: band + 1, row, level })
    }
  }
  return found
}
