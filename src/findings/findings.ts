import type { StudyDefinition } from '../study/definition.ts'
import type { TrialRecord } from '../train/record.ts'
import { advices, type TaskAdvice } from './advice/of-study.ts'
import { type BestTrial, bestTrials } from './best.ts'
import { type Comparison, compare } from './comparison.ts'
import { type Curves, curves } from './curves.ts'
import { type Enough, enough } from './enough.ts'
import { type Importances, type ImportancesOptions, importances } from './importance/of-study.ts'
import { type LearningRates, learningRates } from './learning-rates.ts'
import type { Margin } from './margin.ts'
import { type Overview, overviewOf } from './overview.ts'
import { pairsOf } from './pairs.ts'
import { claimsOf, type JudgedClaim } from './paper/judgement.ts'
import { explainerOf } from './paper/targets.ts'
import { type Parallel, parallels } from './parallel.ts'
import { type Pareto, paretos } from './pareto.ts'
import { type Repeats, repeats } from './repeats.ts'
import { type Verdict, verdictOf } from './verdict.ts'

/** Everything the analyses say of a study: plain data, the same whether it is drawn, printed or piped. */
export interface Findings {
  readonly overview: Overview
  readonly verdict: Verdict
  readonly comparisons: readonly Comparison[]
  readonly paretos: readonly Pareto[]
  readonly best: readonly BestTrial[]
  readonly learningRates: readonly LearningRates[]
  readonly curves: readonly Curves[]
  readonly repeats: readonly Repeats[]
  readonly importances: Importances
  readonly parallels: readonly Parallel[]
  readonly advices: readonly TaskAdvice[]
  readonly enough: readonly Enough[]
  /** The paper’s claims about its own tasks. */
  readonly claims: readonly JudgedClaim[]
}

export interface FindingsOptions extends ImportancesOptions {
  /** Differences up to this count as none: for all tasks, or by task; by their metrics where not given. */
  readonly margin?: Margin
}

/** All findings of a study: a pure function of its definition, its trials and these options. */
export function findingsOf(
  definition: StudyDefinition,
  trials: readonly TrialRecord[],
  options: FindingsOptions = {},
): Findings {
  const pairs = pairsOf(definition, trials)
  const comparisons = compare(definition, pairs, options)
  const repeated = repeats(definition, pairs, options)
  const best = bestTrials(pairs)
  const explained = importances(definition, pairs, options)
  const advised = advices(definition, pairs, explained)
  return {
    overview: overviewOf(definition, trials),
    verdict: verdictOf(definition, pairs, { comparisons, repeats: repeated }),
    comparisons,
    paretos: paretos(comparisons),
    best,
    learningRates: learningRates(definition, pairs),
    curves: curves(definition, pairs),
    repeats: repeated,
    importances: explained,
    parallels: parallels(definition, pairs),
    advices: advised,
    enough: enough(definition, pairs, { comparisons, importances: explained }),
    claims: claimsOf(definition, pairs, {
      comparisons,
      best,
      importances: explained,
      advices: advised,
      explainer: explainerOf(definition, pairs, explained),
    }),
  }
}
