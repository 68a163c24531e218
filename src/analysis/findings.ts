import type { TrialRecord } from '../store/store.ts'
import type { StudyDefinition } from '../study/definition.ts'
import { type BestTrial, bestTrials } from './best.ts'
import { type Comparison, compare } from './compare.ts'
import { type Curves, curves } from './curves.ts'
import { type LearningRates, learningRates } from './learning-rate.ts'
import { type Overview, overviewOf } from './overview.ts'
import { type Repeats, repeats } from './repeats.ts'
import { type Verdict, verdictOf } from './verdict.ts'

/** Everything the analyses say of a study: plain data, the same whether it is drawn, printed or piped. */
export interface Findings {
  readonly overview: Overview
  readonly verdict: Verdict
  readonly comparisons: readonly Comparison[]
  readonly best: readonly BestTrial[]
  readonly learningRates: readonly LearningRates[]
  readonly curves: readonly Curves[]
  readonly repeats: readonly Repeats[]
}

/** All findings of a study: a pure function of its definition and its trials. */
export function findingsOf(definition: StudyDefinition, trials: readonly TrialRecord[]): Findings {
  const comparisons = compare(definition, trials)
  const best = bestTrials(definition, trials)
  return {
    overview: overviewOf(definition, trials),
    verdict: verdictOf(definition, trials, { comparisons, best }),
    comparisons,
    best,
    learningRates: learningRates(definition, trials),
    curves: curves(definition, trials),
    repeats: repeats(definition, trials),
  }
}
