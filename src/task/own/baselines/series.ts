/** Predictors of what comes next that repeat what was: the last values, those a season ago, and sets by the set before. */
import type { Sequence } from '../../../engine/engine.ts'
import { log } from '../../../math/functions.ts'
import type { Input, Standard } from '../inputs.ts'
import type { Prepared } from '../prepare.ts'

type Predictor = (sequence: Sequence) => Float64Array

/** The place of the number of a column among the inputs, and how it was standardised; undefined where it is no input. */
function numberOf(inputs: readonly Input[], column: string): { at: number; standard: Standard } | undefined {
  const at = inputs.findIndex((input) => input.kind === 'number' && input.column === column)
  return at < 0 ? undefined : { at, standard: inputs[at] as Input & Standard }
}

/** Says that every target is what it was: at the last step, or the last time that the season was where it will be. */
export function repeating({ inputs, understood, scales, horizon, outputs }: Prepared, season?: number): Predictor {
  const columns = understood.targets.map(({ name }) => numberOf(inputs, name))
  const stepFor = (t: number, lead: number) => {
    const before = season === undefined ? t : t + lead - season * Math.ceil(lead / season)
    return before < 0 ? t : before
  }
  return ({ steps, inputs: values }) => {
    const says = new Float64Array(steps * outputs)
    for (let t = 0; t < steps; t++)
      for (let lead = 1; lead <= horizon; lead++)
        columns.forEach((column, k) => {
          if (column === undefined) return
          const raw = unscaled(values[stepFor(t, lead) * inputs.length + column.at], column.standard)
          says[t * outputs + (lead - 1) * columns.length + k] = (raw - scales![k].centre) / scales![k].spread
        })
    return says
  }
}

const unscaled = (value: number, { centre, spread }: Standard) => value * spread + centre

/** Says how often each target followed itself in training, on after on and on after off, with one added to each count. */
export function repeatingSets({ inputs, understood, splits, outputs }: Prepared): Predictor {
  const columns = understood.targets.map(({ name }) => numberOf(inputs, name))
  const isOn = ({ inputs: values }: Sequence, t: number, k: number) => {
    const column = columns[k]
    return column !== undefined && unscaled(values[t * inputs.length + column.at], column.standard) > 0.5 ? 1 : 0
  }
  const counts = new Float64Array(outputs * 4)
  for (const sequence of splits.training)
    for (let t = sequence.from ?? 0; t < sequence.steps; t++)
      for (let k = 0; k < outputs; k++)
        counts[4 * k + 2 * isOn(sequence, t, k) + sequence.targets[t * outputs + k]] += 1
  return (sequence) => {
    const logits = new Float64Array(sequence.steps * outputs)
    for (let t = 0; t < sequence.steps; t++)
      for (let k = 0; k < outputs; k++) {
        const at = 4 * k + 2 * isOn(sequence, t, k)
        logits[t * outputs + k] = log((counts[at + 1] + 1) / (counts[at] + 1))
      }
    return logits
  }
}
