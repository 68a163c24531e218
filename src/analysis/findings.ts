import type { TrialRecord } from '../store/store.ts'
import type { StudyDefinition } from '../study/definition.ts'
import { type BestTrial, bestTrials } from './best.ts'
import { type Comparison, compare } from './compare.ts'
import { type Curves, curves } from './curves.ts'
import { type LearningRates, learningRates } from './learning-rate.ts'
import { verdict } from './verdict.ts'

/** All that is found from a study’s trials, as plain data. */
export interface Findings {
  readonly verdict: readonly string[]
  readonly comparisons: readonly Comparison[]
  readonly best: readonly BestTrial[]
  readonly curves: readonly Curves[]
  readonly learningRates: readonly LearningRates[]
}

/** Every finding of a study. */
export function findingsOf(definition: StudyDefinition, trials: readonly TrialRecord[]): Findings {
  return {
    verdict: verdict(definition, trials),
    comparisons: compare(definition, trials),
    best: bestTrials(definition, trials),
    curves: curves(definition, trials),
    learningRates: learningRates(definition, trials),
  }
}
