import type { Sequence } from '../../../engine/engine.ts'
import { naiveBaseline, resultsOf } from '../../naive-baseline.ts'
import type { Prepared } from '../prepare.ts'
import { type Features, lastSteps, summaries } from './features.ts'
import { kernelsFor } from './kernels.ts'
import { linearModels } from './linear.ts'
import { ngram } from './ngram.ts'
import { repeating, repeatingSets } from './series.ts'

/** What is to be beaten: by which simple predictor, and what it comes to. */
export interface Baseline {
  readonly name:
    | 'constant'
    | 'last value'
    | 'seasonal naive'
    | 'n-gram'
    | 'linear on summaries'
    | 'linear on last steps'
    | 'random kernels'
  /** By the metric of the task. */
  readonly validation: number
  readonly test: number
  /** Symbols of the longest context of an n-gram, or steps of a season. */
  readonly order?: number
}

type Predictor = (sequence: Sequence) => Float64Array

/** The simple predictors that fit the question, trained on the training split; where one has variants, validation selects. */
export function baselinesOf(prepared: Prepared): Baseline[] {
  const { understood, inputs, splits, season } = prepared
  const constant: Baseline = { name: 'constant', ...naiveBaseline(prepared, splits) }
  const width = inputs.length
  switch (understood.question) {
    case 'class of each sequence':
      return [constant, linear(prepared, 'linear on summaries', summaries(width)), ...kernels(prepared)]
    case 'value of each sequence':
      return [constant, linear(prepared, 'linear on summaries', summaries(width))]
    case 'class of each step':
    case 'value of each step':
      return [constant, linear(prepared, 'linear on last steps', lastSteps(width))]
    case 'forecast':
      return [
        constant,
        { name: 'last value', ...resultsOf(prepared, splits, repeating(prepared)) },
        ...(season === undefined
          ? []
          : [
              {
                name: 'seasonal naive',
                order: season,
                ...resultsOf(prepared, splits, repeating(prepared, season)),
              } as const,
            ]),
        linear(prepared, 'linear on last steps', lastSteps(width, season)),
      ]
    case 'next set':
      return [constant, { name: 'last value', ...resultsOf(prepared, splits, repeatingSets(prepared)) }]
    case 'next symbol':
      return [constant, ngrams(prepared)]
    case 'label':
      return [constant]
  }
}

/** The variant that is best on validation, with what it comes to. */
function best(prepared: Prepared, variants: readonly Predictor[]): { at: number; validation: number; test: number } {
  return variants
    .map((predictor, at) => ({ at, ...resultsOf(prepared, prepared.splits, predictor) }))
    .reduce((a, b) => (b.validation < a.validation ? b : a))
}

function linear(prepared: Prepared, name: Baseline['name'], features: Features): Baseline {
  const { validation, test } = best(prepared, linearModels(prepared, features))
  return { name, validation, test }
}

/** Longer contexts than of five symbols are rarely seen twice. */
const ORDERS = [1, 2, 3, 4, 5] as const

function ngrams(prepared: Prepared): Baseline {
  const { inputs, outputs, splits } = prepared
  const variants = ORDERS.map((order) => ngram(splits.training, { order, inputs: inputs.length, outputs }))
  const { at, validation, test } = best(prepared, variants)
  return { name: 'n-gram', validation, test, order: ORDERS[at] }
}

/** Training sequences that random kernels learn from at most, and steps of all of them. */
const [MOST_SEQUENCES, MOST_STEPS] = [2000, 400_000]

/** Linear on features of random kernels; none where there are too many sequences or steps to do so in seconds. */
function kernels(prepared: Prepared): Baseline[] {
  const { splits, inputs } = prepared
  const all = [...splits.training, ...splits.validation, ...splits.test]
  const steps = all.reduce((sum, sequence) => sum + sequence.steps, 0)
  if (splits.training.length < 10 || all.length > MOST_SEQUENCES || steps > MOST_STEPS) return []
  return [linear(prepared, 'random kernels', kernelsFor(splits.training, inputs.length))]
}
