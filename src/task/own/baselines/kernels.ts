import type { Sequence } from '../../../engine/engine.ts'
import { stream } from '../../../math/random.ts'
import { quantile } from '../../../math/statistics.ts'
import type { Features } from './features.ts'

const LENGTH = 9

/** The places of the 2s in each of the 84 kernels. */
const KERNELS: readonly (readonly number[])[] = Array.from({ length: LENGTH }, (_, a) => a).flatMap((a) =>
  Array.from({ length: LENGTH }, (_, b) => b).flatMap((b) =>
    Array.from({ length: LENGTH }, (_, c) => c).flatMap((c) => (a < b && b < c ? [[a, b, c]] : [])),
  ),
)

interface Convolution {
  readonly twos: readonly number[]
  readonly dilation: number
  readonly inputs: readonly number[]
  readonly biases: readonly number[]
}

/**
 * Features of whole sequences after MiniRocket (Dempster, Schmidt and Webb, 2021): convolutions with the 84 kernels of nine weights of
 * which three are 2 and six −1, at several dilations, and for each the share of steps at which it is above a bias, a quantile of what
 * it gives in training. Of several inputs each kernel sees a few, added up. Fewer features than the original: a baseline, not a record. The same seed
 * gives the same ones.
 */
export function kernelsFor(training: readonly Sequence[], inputs: number, seed = 0): Features {
  const random = stream('kernels', seed)
  const usual = quantile(
    training.slice(0, 10_000).map(({ steps }) => steps),
    0.5,
  )
  const most = Math.max(0, Math.floor(Math.log2(Math.max(1, (usual - 1) / (LENGTH - 1)))))
  const dilations = Array.from({ length: most + 1 }, (_, k) => 2 ** k)
  const convolutions = dilations.flatMap((dilation) =>
    KERNELS.map((twos): Convolution => {
      const some = 1 + random.integer(Math.min(inputs, 9))
      const seen = [...random.permutation(inputs).subarray(0, some)]
      const sample = training[random.integer(training.length)]
      const values = [...convolved(sample, inputs, { twos, dilation, inputs: seen })]
      return { twos, dilation, inputs: seen, biases: [0.3, 0.7].map((q) => quantile(values, q)) }
    }),
  )
  const features = convolutions.reduce((sum, { biases }) => sum + biases.length, 0)
  return {
    features,
    of(sequence, _, into) {
      let at = 0
      for (const convolution of convolutions) {
        const values = convolved(sequence, inputs, convolution)
        for (const bias of convolution.biases) {
          let above = 0
          for (const value of values) if (value > bias) above += 1
          into[at++] = above / values.length
        }
      }
    },
  }
}

/** A convolution at every step, with zeros before and after the sequence. */
function convolved(
  { steps, inputs: values }: Sequence,
  width: number,
  { twos, dilation, inputs }: Omit<Convolution, 'biases'>,
): Float64Array {
  const summed = new Float64Array(steps)
  for (const input of inputs) for (let t = 0; t < steps; t++) summed[t] += values[t * width + input]
  const found = new Float64Array(steps)
  for (let tap = 0; tap < LENGTH; tap++) {
    const weight = twos.includes(tap) ? 2 : -1
    const shift = (tap - (LENGTH - 1) / 2) * dilation
    const [from, to] = [Math.max(0, -shift), Math.min(steps, steps - shift)]
    for (let t = from; t < to; t++) found[t] += weight * summed[t + shift]
  }
  return found
}
