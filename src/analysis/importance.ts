import { type Fanova, type FanovaOptions, fanova } from './fanova/analysis.ts'
import type { Trials } from './fanova/columns.ts'
import { type Interaction, interactions } from './fanova/interaction.ts'

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

/** The importance of every setting, and of every pair of them, for the target of trials from anywhere. */
export function importanceOf(trials: Trials, options: ImportanceOptions): Importance {
  const { title, unit = '', dealings = 99, nullTrees = 8, ...rest } = options
  return {
    title,
    unit: rest.transform?.kind === 'ranks' ? 'rank' : unit,
    ...fanova(trials, rest),
    interactions: dealings > 0 ? interactions(trials, { ...rest, trees: nullTrees, dealings }) : [],
  }
}
