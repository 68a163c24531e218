import type { Sequence } from '../../../engine/engine.ts'
import type { Prepared } from '../prepare.ts'
import type { Features } from './features.ts'
import { type Linear, linearAt, PENALTIES, ridge, sumsOf } from './ridge.ts'

/** Multiplications that the equations of a model may take: of more training steps than that allows only every so many are used. */
const MOST_WORK = 4e8

/** Ridge regressions on features, a predictor for each penalty: classes are regressed as 0 and 1, and the largest is said. */
export function linearModels(
  { splits, outputs, loss }: Pick<Prepared, 'splits' | 'outputs' | 'loss'>,
  features: Features,
): ((sequence: Sequence) => Float64Array)[] {
  const size = features.features + 1
  const counted = splits.training.reduce((sum, { steps, from = 0 }) => sum + steps - from, 0)
  const every = Math.ceil((counted * size * (size / 2 + outputs)) / MOST_WORK)
  const sums = sumsOf({
    features: features.features,
    targets: outputs,
    each(body) {
      const [x, y] = [new Float64Array(features.features), new Float64Array(outputs)]
      let place = 0
      for (const sequence of splits.training) {
        for (let t = sequence.from ?? 0; t < sequence.steps; t++) {
          if (place++ % every !== 0) continue
          features.of(sequence, t, x)
          if (loss === 'softmax') y.fill(0)[sequence.targets[t]] = 1
          else for (let k = 0; k < outputs; k++) y[k] = sequence.targets[t * outputs + k]
          body(x, y)
        }
      }
    },
  })
  return PENALTIES.map((penalty) => predictor(ridge(sums, penalty), features, outputs))
}

function predictor(weights: Linear, features: Features, outputs: number): (sequence: Sequence) => Float64Array {
  const x = new Float64Array(features.features)
  return (sequence) => {
    const says = new Float64Array(sequence.steps * outputs)
    for (let t = sequence.from ?? 0; t < sequence.steps; t++) {
      features.of(sequence, t, x)
      linearAt(weights, x, says.subarray(t * outputs, (t + 1) * outputs))
    }
    return says
  }
}
