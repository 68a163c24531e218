import { type Fanova, type FanovaOptions, type FanovaShare, fanova } from '../../fanova/analysis.ts'
import type { Trials } from '../../fanova/columns.ts'
import { ofSet } from '../../fanova/decomposition.ts'
import { type Interaction, interactions } from '../../fanova/interaction.ts'
import { counted } from '../../math/text.ts'

/** What explains one target of some trials: shares of its variance, marginals, maps, and which interactions are more than noise. */
export interface Importance extends Fanova {
  /** What is explained, in words: `test error of V on jsb`. */
  readonly title: string
  /** Of marginals and maps: that of the target, or `rank`; empty where there is none. */
  readonly unit: string
  /** Every pair of settings held against its null; empty where not asked for. */
  readonly interactions: readonly Interaction[]
}

export interface ImportanceOptions extends FanovaOptions {
  readonly title: string
  readonly unit?: string
  /** Forests grown without interaction, to hold each pair against; 0 for no test. */
  readonly dealings?: number
  /** Trees of each of those forests. */
  readonly nullTrees?: number
}

/** The level at which a pair is said to interact, after the correction for all pairs. */
export const INTERACTING = 0.05

/** The importance of every setting, and of every pair of them, for the target of trials from anywhere. */
export function importanceOf(trials: Trials, options: ImportanceOptions): Importance {
  const { title, unit = '', dealings = 39, nullTrees = 8, ...rest } = options
  const explained = fanova(trials, rest)
  const tested = dealings > 0 ? interactions(trials, { ...rest, trees: nullTrees, dealings }) : []
  return {
    title,
    unit: rest.transform?.kind === 'ranks' ? 'rank' : unit,
    ...explained,
    shares: explained.shares.map((share) => downToChance(share, tested)),
    interactions: tested,
  }
}

/** What the lines at shares and the bands around marginals are: `95 % intervals over 200 redrawings of the trials`. */
export function boundsName({ redrawings }: Pick<Fanova, 'redrawings'>): string {
  return redrawings === undefined
    ? 'one standard deviation over the trees to either side'
    : `95 % intervals over ${counted(redrawings, 'redrawing')} of the trials`
}

/** Whether shares and marginals mean nothing, as their forest is no better than the mean for trials it has not seen. */
export function meansNothing({ outOfBag }: Pick<Fanova, 'outOfBag'>): boolean {
  return outOfBag === undefined || outOfBag <= 0
}

/** The interval of a pair that cannot be told from chance reaches down to 0: redrawn trials repeat what a forest finds in noise. */
function downToChance(share: FanovaShare, tested: readonly Interaction[]): FanovaShare {
  const test = ofSet(tested, share.settings)
  if (share.interval === undefined || test === undefined || test.adjusted <= INTERACTING) return share
  return { ...share, interval: [0, share.interval[1]] }
}
