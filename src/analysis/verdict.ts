import type { TrialRecord } from '../store/store.ts'
import type { StudyDefinition } from '../study/definition.ts'
import { trialName } from '../study/trial.ts'
import { byValidation } from './best.ts'
import { type ComparedCell, type Comparison, compare, SIGNIFICANT } from './compare.ts'
import { pairsOf } from './pairs.ts'
import { amount, counted, distance, listed, probability, settingsText } from './wording.ts'

/** Below so many selected trials a cell, a comparison says little. */
const FEW = 5

/** What a study found, in sentences made from its numbers, the most important first. */
export function verdict(definition: StudyDefinition, trials: readonly TrialRecord[]): string[] {
  if (trials.length === 0) return ['No trial has finished yet.']
  const comparisons = compare(definition, trials)
  return [
    ...comparisons.flatMap(differences),
    ...comparisons.flatMap(undecided),
    ...comparisons.flatMap((comparison) => bestOfAll(definition, comparison, trials)),
    ...caveats(definition, comparisons, trials),
  ]
}

/** One sentence for each cell that differs from the baseline, the largest difference first. */
function differences({ task, measure, baseline, cells }: Comparison): string[] {
  const standard = cells.find(({ cell }) => cell === baseline)?.best
  return cells
    .filter(({ against }) => against !== undefined && against.verdict !== 'undecided')
    .sort((a, b) => Math.abs(b.against!.difference) - Math.abs(a.against!.difference))
    .map(({ cell, best, against }) => {
      const { difference, p, verdict } = against!
      const means = `${amount(best!.summary.mean, measure)} against ${amount(standard!.summary.mean, measure)}`
      const trials = `the best ${best!.values.length} trials of each by validation`
      return `On ${task}, ${cell} is ${verdict} than ${baseline} by ${distance(difference, measure)}: ${means} on test, the mean of ${trials} (${probability(p)}).`
    })
}

function undecided({ task, baseline, cells }: Comparison): string[] {
  const open = cells.filter(({ against }) => against?.verdict === 'undecided')
  if (open.length === 0) return []
  const names = listed(open.map(({ cell, against }) => `${cell} (${probability(against!.p)})`))
  return [`On ${task}, these trials do not tell ${names} from ${baseline}; that does not make them equal.`]
}

function bestOfAll(
  definition: StudyDefinition,
  { task, measure }: Comparison,
  trials: readonly TrialRecord[],
): string[] {
  const [first] = byValidation(pairsOf(definition, trials).flatMap((pair) => (pair.task === task ? pair.trained : [])))
  if (first === undefined) return []
  const { outcome, settings } = first
  return [
    `The best trial on ${task} by validation is ${trialName(first)}: ${amount(outcome.test, measure)} on test, with ${settingsText(settings)}.`,
  ]
}

function caveats(
  definition: StudyDefinition,
  comparisons: readonly Comparison[],
  trials: readonly TrialRecord[],
): string[] {
  const planned = Object.keys(definition.tasks).length * Object.keys(definition.cells).length * definition.trials
  const count = (kind: string) => trials.filter(({ outcome }) => outcome.kind === kind).length
  const [diverged, failed] = [count('diverged'), count('failed')]
  const selected = comparisons.flatMap(({ cells }) =>
    cells.flatMap(({ best }) => (best === undefined ? [] : [best.values.length])),
  )
  return [
    ...(trials.length < planned
      ? [`The study is not finished: ${trials.length} of ${counted(planned, 'trial')} are done.`]
      : []),
    ...(selected.length > 0 && Math.min(...selected) < FEW
      ? [`Some cells are judged by ${counted(Math.min(...selected), 'trial')} only: take differences as hints.`]
      : []),
    ...(diverged > 0
      ? [
          `${counted(diverged, 'trial')} diverged and stand with what their best epoch reached, or the trivial predictor’s result.`,
        ]
      : []),
    ...(failed > 0 ? [`${counted(failed, 'trial')} failed and are left out.`] : []),
  ]
}

/** The cells that differ significantly from the baseline, with a mark for figures. */
export function markOf({ against }: ComparedCell): string {
  if (against === undefined || against.p >= SIGNIFICANT) return ''
  return against.bonferroni ? '✱✱' : '✱'
}
