import type { RollDecoding, StripDecoding, TextDecoding } from '../../src/findings/decodings.ts'
import { stream } from '../../src/math/random.ts'

/** A roll of a scale in two voices that a network half expects. */
export function madeUpRoll(): RollDecoding {
  const random = stream('made-up roll')
  const names = ['C', 'D', 'E', 'F', 'G', 'A', 'B']
  const outputs = Array.from({ length: 21 }, (_, k) => `${names[k % 7]}${3 + Math.floor(k / 7)}`)
  const cells = (step: number) => {
    const on = [Math.round(4 + 3 * Math.sin(step / 3)), Math.round(14 + 4 * Math.sin(step / 5))]
    const near = outputs.map((_, output) => {
      const distance = Math.min(...on.map((k) => Math.abs(k - output)))
      return { output, on: on.includes(output), p: Math.min(0.97, 0.9 * random.uniform() * 0.5 ** distance + 0.02) }
    })
    return near.filter((cell) => cell.on || cell.p >= 0.05)
  }
  const steps = Array.from({ length: 48 }, (_, step) => ({ step, cells: cells(step) }))
  return { kind: 'roll', place: 6, outputs, steps }
}

/** An utterance of nothing: made-up phones of random lengths under a made-up spectrum. */
export function madeUpStrip(): StripDecoding {
  const random = stream('made-up strip')
  const symbols = ['h#', 'sh', 'iy', 'ax-h', 'kcl', 't', 'aa', 'r']
  const steps = 260
  const labels: { symbol: string; from: number; to: number }[] = []
  for (let from = 0; from < steps; ) {
    const to = Math.min(steps, from + 3 + random.integer(22))
    labels.push({ symbol: symbols[labels.length % symbols.length], from, to })
    from = to
  }
  const read = labels.map((run, k) => (k % 5 === 3 ? { ...run, symbol: 's' } : run))
  const wrong = read.reduce((sum, run, k) => sum + (run.symbol === labels[k].symbol ? 0 : run.to - run.from), 0)
  const bands = 16
  const levels = Array.from({ length: steps * bands }, (_, at) => {
    const [t, band] = [Math.floor(at / bands), at % bands]
    const level = 0.5 + 0.5 * Math.sin(t / 14 + band / 3) * Math.cos(band / 5 - t / 60)
    return Math.round(100 * level * level) / 100
  })
  return { kind: 'strip', place: 2, from: 0, steps, counted: steps, wrong, labels, read, spectrum: { bands, levels } }
}

/** Waves that no pen wrote. */
export function madeUpPen(): TextDecoding {
  const wave = (from: number) =>
    Array.from({ length: 40 }, (_, k) => [from + 9 * k, Math.round(60 * Math.sin(k / 2) + 20 * Math.sin(k / 5))]).flat()
  return {
    kind: 'text',
    place: 0,
    unit: 'character',
    text: 'waves & waves',
    length: 13,
    read: 'wawes & wave',
    edits: 2,
    pen: [wave(0), wave(420), [810, -80], wave(840)],
  }
}
