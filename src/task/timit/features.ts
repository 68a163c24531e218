/**
 * The 39 numbers of each frame, as in the authors' published preparation: mel-frequency cepstral coefficients 0 to 12, and their
 * first and second differences. What that preparation leaves open is decided [d] as the code does that shares its constants
 * elsewhere: the Hamming window is taken at the middles of its 400 parts; the first sample of a frame is not pre-emphasised; the
 * filters are triangles over mel, not over hertz. Samples are the whole numbers of the file.
 */
import { realTransform } from '../../math/fft.ts'
import { cosTurn, log } from '../../math/functions.ts'
import { FRAME, framesOf, SHIFT } from './frames.ts'
import { RATE } from './pcm.ts'

/** Numbers a frame. */
export const FEATURES = 39

const PRE_EMPHASIS = 0.97
const TRANSFORM = 2048
const FLOOR = 1e-100
const FILTERS = 40
const PEAK = 2
const COEFFICIENTS = FEATURES / 3

const transform = realTransform(TRANSFORM)
const hamming = Float64Array.from({ length: FRAME }, (_, k) => 0.54 - 0.46 * cosTurn((k + 0.5) / FRAME))
const filters = Array.from({ length: FILTERS }, (_, k) => filterAt(k + 1))
const cosines = Array.from({ length: COEFFICIENTS }, (_, k) => cosineRow(k))

/** What a filter takes of each frequency, from the first that it takes anything of. */
interface Filter {
  readonly from: number
  readonly weights: Float64Array
}

/** The features of a recording: frames × 39, as coefficients, first differences and second differences of each frame. */
export function featuresOf(samples: ArrayLike<number>): Float64Array {
  const frames = framesOf(samples.length)
  const features = new Float64Array(frames * FEATURES)
  const frame = new Float64Array(FRAME)
  const energies = new Float64Array(FILTERS)
  for (let t = 0; t < frames; t++) {
    cut(samples, t * SHIFT, frame)
    const { real, imaginary } = transform(frame)
    filters.forEach((filter, k) => {
      energies[k] = log(energyIn(filter, real, imaginary))
    })
    cosines.forEach((row, k) => {
      features[t * FEATURES + k] = row.reduce((sum, weight, j) => sum + weight * energies[j], 0)
    })
  }
  differ(features, frames, 0)
  differ(features, frames, COEFFICIENTS)
  return features
}

/** A frame of the samples: windowed first, then pre-emphasised. */
function cut(samples: ArrayLike<number>, from: number, frame: Float64Array): void {
  let before = 0
  for (let k = 0; k < FRAME; k++) {
    const value = samples[from + k] * hamming[k]
    frame[k] = value - PRE_EMPHASIS * before
    before = value
  }
}

/** The power that a filter lets through, each frequency's floored. */
function energyIn({ from, weights }: Filter, real: Float64Array, imaginary: Float64Array): number {
  let sum = 0
  for (let k = 0; k < weights.length; k++) {
    const re = real[from + k]
    const im = imaginary[from + k]
    sum += weights[k] * Math.max(re * re + im * im, FLOOR)
  }
  return sum
}

/** The difference along time of 13 numbers a frame from `column` on, put behind them: half of that from the frame before to the one after, at the ends the whole of that to the only neighbour. */
function differ(features: Float64Array, frames: number, column: number): void {
  for (let t = 0; t < frames; t++) {
    const before = Math.max(t - 1, 0)
    const after = Math.min(t + 1, frames - 1)
    for (let k = column; k < column + COEFFICIENTS; k++) {
      const change = features[after * FEATURES + k] - features[before * FEATURES + k]
      features[t * FEATURES + COEFFICIENTS + k] = after - before === 2 ? change / 2 : change
    }
  }
}

function mel(frequency: number): number {
  return log(1 + frequency / 700)
}

/** The triangle around place `centre` of the 40 equally spaced ones between 0 and 8 kHz: 2 there, 0 at its neighbours' places. */
function filterAt(centre: number): Filter {
  const spacing = mel(RATE / 2) / (FILTERS + 1)
  const weights = Float64Array.from({ length: TRANSFORM / 2 + 1 }, (_, k) =>
    Math.max(0, PEAK * (1 - Math.abs(mel((k * RATE) / TRANSFORM) / spacing - centre))),
  )
  const from = weights.findIndex((weight) => weight > 0)
  const last = weights.findLastIndex((weight) => weight > 0)
  return { from, weights: weights.slice(from, last + 1) }
}

/** Row k of the orthonormal discrete cosine transform of the second kind. */
function cosineRow(k: number): Float64Array {
  const scale = Math.sqrt((k === 0 ? 1 : 2) / FILTERS)
  return Float64Array.from({ length: FILTERS }, (_, j) => scale * cosTurn(((2 * j + 1) * k) / (4 * FILTERS)))
}
