import { type Fanova, type FanovaOptions, type FanovaShare, fanova } from '../../fanova/analysis.ts'
import type { Trials } from '../../fanova/columns.ts'
import { ofSet } from '../../fanova/decomposition.ts'
import { type Interaction, interactions } from '../../fanova/interaction.ts'
import type { PairMap } from '../../fanova/surfaces.ts'

/** What explains one target of some trials: shares of its variance, marginals, maps, and which interactions are more than noise. */
export interface Importance extends Fanova {
  /** What is explained. */
  readonly subject: Subject
  /** Of the target; empty where it has none. Marginals and maps have it too, unless the target was turned into ranks. */
  readonly unit: string
  /** Every pair of settings held against its null; empty where not asked for. */
  readonly interactions: readonly Interaction[]
}

/** What is explained: the test error or the training time of a cell, or of all cells of a task; or a column of a table. */
export type Subject =
  | { readonly kind: 'error' | 'time'; readonly task: string; readonly cell?: string }
  | { readonly kind: 'column'; readonly column: string }

export interface ImportanceOptions extends FanovaOptions {
  readonly subject: Subject
  readonly unit?: string
  /** Forests grown without interaction, to hold each pair against; 0 for no test. */
  readonly permutations?: number
  /** Trees of each of those forests. */
  readonly nullTrees?: number
}

/** The level at which a pair is said to interact, after the correction for all pairs. */
const INTERACTING = 0.05

/** The importance of every setting, and of every pair of them, for the target of trials from anywhere. */
export function importanceOf(trials: Trials, options: ImportanceOptions): Importance {
  const { subject, unit = '', permutations = 39, nullTrees = 8, ...rest } = options
  const explained = fanova(trials, rest)
  const tested = permutations > 0 ? interactions(trials, { ...rest, trees: nullTrees, permutations }) : []
  return {
    subject,
    unit,
    ...explained,
    shares: explained.shares.map((share) => downToChance(share, tested)),
    interactions: tested,
  }
}

/** Whether shares and marginals mean nothing, as their forest is no better than the mean for trials it has not seen. */
export function meansNothing({ outOfBag }: Pick<Fanova, 'outOfBag'>): boolean {
  return outOfBag === undefined || outOfBag <= 0
}

/** The interval of a pair that cannot be told from chance reaches down to 0: resampled trials repeat what a forest finds in noise. */
function downToChance(share: FanovaShare, tested: readonly Interaction[]): FanovaShare {
  const test = ofSet(tested, share.settings)
  if (share.interval === undefined || test === undefined || test.adjusted <= INTERACTING) return share
  return { ...share, interval: [0, share.interval[1]] }
}

/** The pairs that interact beyond chance. */
export function interacting({ interactions }: Pick<Importance, 'interactions'>): Interaction[] {
  return interactions.filter(({ adjusted }) => adjusted <= INTERACTING)
}

/** At most so many maps of the pairs that interact beyond chance, the strongest first; if none does, that of the strongest pair. */
export function strongestMaps(importance: Importance, most: number): PairMap[] {
  const { maps, shares } = importance
  const shareOf = ({ settings }: PairMap) => ofSet(shares, settings)!.share
  const sorted = [...maps].sort((a, b) => shareOf(b) - shareOf(a))
  const real = interacting(importance)
  return real.length > 0
    ? sorted.filter(({ settings }) => ofSet(real, settings) !== undefined).slice(0, most)
    : sorted.slice(0, 1)
}
