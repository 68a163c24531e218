import { stream } from '../math/random.ts'
import { largest } from '../math/statistics.ts'
import { type FanovaOptions, fanova } from './analysis.ts'
import type { Trials } from './columns.ts'

/** Permutations; what exceeds all of them exceeds chance at 1 ⁄ (PERMUTATIONS + 1). */
const PERMUTATIONS = 19
const TREES = 8

/**
 * By how much the share of a setting exceeds the largest that it has where its values are permuted among the trials. A forest gives any
 * setting something of the noise: a share is more than a truth of nearly 0, so alone it cannot show that a setting matters.
 */
export function beyondChance(trials: Trials, setting: string, options: Pick<FanovaOptions, 'transform'> = {}): number {
  const shareOf = (points: Trials['points']) =>
    fanova({ ...trials, points }, { ...options, trees: TREES, pairs: false, grid: 1 }).shares.find(
      ({ settings }) => settings[0] === setting,
    )!.share
  const permuted = Array.from({ length: PERMUTATIONS }, (_, k) => {
    const order = stream('fanova', 'chance', setting, k).permutation(trials.points.length)
    return shareOf(trials.points.map((point, at) => ({ ...point, [setting]: trials.points[order[at]][setting] })))
  })
  return shareOf(trials.points) - largest(permuted)
}
