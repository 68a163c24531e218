import type { StudyDefinition } from '../study/definition.ts'
import type { TrialRecord } from '../train/record.ts'
import { advices, type TaskAdvice } from './advice/of-study.ts'
import { type BestTrial, bestTrials } from './best.ts'
import { type Comparison, compare } from './comparison.ts'
import { type Curves, curves } from './curves.ts'
import { type Enough, enough } from './enough.ts'
import { type Importances, type ImportancesOptions, importances, partShares } from './importance/of-study.ts'
import { type LearningRates, learningRates } from './learning-rates.ts'
import type { Margin } from './margin.ts'
import { type Overview, overviewOf } from './overview.ts'
import { claimsOf, type JudgedClaim } from './paper/judgement.ts'
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
  const comparisons = compare(definition, trials, options)
  const repeated = repeats(definition, trials, options)
  const best = bestTrials(definition, trials)
  const explained = importances(definition, trials, options)
  const advised = advices(definition, trials, explained)
  return {
    overview: overviewOf(definition, trials),
    verdict: verdictOf(definition, trials, { comparisons, repeats: repeated, best, parts: partShares(explained) }),
    comparisons,
    paretos: paretos(comparisons),
    best,
    learningRates: learningRates(definition, trials),
    curves: curves(definition, trials),
    repeats: repeated,
    importances: explained,
    parallels: parallels(definition, trials),
    advices: advised,
    enough: enough(definition, trials, { comparisons, importances: explained }),
    claims: claimsOf(definition, trials, { comparisons, best, importances: explained, advices: advised }),
  }
}
