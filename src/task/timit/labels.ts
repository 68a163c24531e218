import { InputError, oneLine } from '../../math/input-error.ts'
import { FRAME, SHIFT } from './frames.ts'

/** The 61 phones of TIMIT in alphabetical order: class k is phone k. */
export const phones: readonly string[] = (
  'aa ae ah ao aw ax ax-h axr ay b bcl ch d dcl dh dx eh el em en eng epi er ey f g gcl h# hh hv ih ix iy jh k kcl ' +
  'l m n ng nx ow oy p pau pcl q r s sh t tcl th uh uw ux v w y z zh'
).split(' ')

const classes: ReadonlyMap<string, number> = new Map(phones.map((phone, k) => [phone, k]))
const SILENCE = phones.indexOf('h#')

/** A phone, from one sample to the one before `end`. */
export interface Label {
  readonly start: number
  readonly end: number
  /** Its place in `phones`. */
  readonly phone: number
}

/** The labels in the text of a .PHN file: `start end phone` a line, in samples, in order of their starts. */
export function readLabels(text: string, file: string): Label[] {
  const labels: Label[] = []
  text.split('\n').forEach((line, k) => {
    if (line.trim() === '') return
    const where = `${file}, line ${k + 1}`
    const label = labelOf(line, where)
    const before = labels.at(-1)
    if (before !== undefined && label.start < before.start)
      throw new InputError(`${where}: starts at ${label.start}, before the phone above it at ${before.start}`)
    labels.push(label)
  })
  if (labels.length === 0) throw new InputError(`${file} must have lines "start end phone"; it is empty`)
  return labels
}

function labelOf(line: string, where: string): Label {
  const [, start, end, name] = /^\s*(\d{1,10})\s+(\d{1,10})\s+(\S+)\s*$/.exec(line) ?? []
  if (name === undefined) throw new InputError(`${where}: must be "start end phone", not "${oneLine(line.trim())}"`)
  const phone = classes.get(name)
  if (phone === undefined)
    throw new InputError(`${where}: no phone named ${oneLine(name)}; there are ${phones.slice(0, 3).join(', ')}, … zh`)
  if (Number(end) < Number(start)) throw new InputError(`${where}: must not end (${end}) before it starts (${start})`)
  return { start: Number(start), end: Number(end), phone }
}

/**
 * The phone of each of `frames` frames: the one with most of its samples, the alphabetically first of those with equally many.
 * Samples before the first label are h#. Frames that begin past the last label are dropped, so that there may be fewer. A label
 * holds until the next begins [d], also over a gap or an overlap.
 */
export function framePhones(labels: readonly Label[], frames: number): Int32Array {
  const spans = spansOf(labels)
  const end = spans[spans.length - 1].end
  const kept = Math.min(frames, Math.ceil(end / SHIFT))
  const samples = new Float64Array(phones.length)
  let first = 0
  return Int32Array.from({ length: kept }, (_, t) => {
    const from = t * SHIFT
    while (spans[first].end <= from) first += 1
    samples.fill(0)
    for (let k = first; k < spans.length && spans[k].start < from + FRAME; k++) {
      const { start, end, phone } = spans[k]
      samples[phone] += Math.max(0, Math.min(end, from + FRAME) - Math.max(start, from))
    }
    return placeOfLargest(samples)
  })
}

/** Labels without gaps and overlaps, from sample 0 on; some may be empty. */
function spansOf(labels: readonly Label[]): Label[] {
  const spans = labels.map(({ start, end, phone }, k) => ({ start, end: labels[k + 1]?.start ?? end, phone }))
  return [{ start: 0, end: labels[0].start, phone: SILENCE }, ...spans]
}

/** The place of the largest number, the first of those equally large. */
function placeOfLargest(numbers: Float64Array): number {
  let best = 0
  for (let k = 1; k < numbers.length; k++) if (numbers[k] > numbers[best]) best = k
  return best
}
