import type { Counted } from './states.ts'

/** What a reader of a table’s findings must know: rows that were left out, guesses, and doubts. Sentences are made in `report/words`. */
export type TableNote =
  | { readonly kind: 'direction'; readonly target: string; readonly sounds: 'higher' | 'lower' }
  | { readonly kind: 'not ended'; readonly column: string; readonly states: readonly Counted[] }
  /** Words for the end of a trial that no program is known to write; their rows count. */
  | { readonly kind: 'unknown states'; readonly column: string; readonly states: readonly Counted[] }
  | { readonly kind: 'no target'; readonly target: string; readonly rows: number }
  | {
      readonly kind: 'text as target'
      readonly target: string
      readonly rows: number
      readonly text: string
      readonly place: number
    }
  | { readonly kind: 'diverged'; readonly target: string; readonly trials: number; readonly worst: number }
  /** Rows that repeat others in every column. */
  | { readonly kind: 'copies'; readonly rows: number }
  /** Rows with text where a setting has numbers. */
  | {
      readonly kind: 'slips'
      readonly column: string
      readonly rows: number
      readonly text: string
      readonly place: number
    }
  /** Trials taken at random of more. */
  | { readonly kind: 'drawn'; readonly of: number; readonly trials: number }
  /** Columns that a forest is grown on, of more. */
  | { readonly kind: 'screened'; readonly of: number; readonly kept: number }
  /** The R² that settings chosen so reach by chance, and whether these exceed it. */
  | { readonly kind: 'chosen by chance'; readonly outOfBag: number; readonly exceeded: boolean }
  /** Trials that share their settings; `drawnTogether` unless there are too few different ones. */
  | { readonly kind: 'repeats'; readonly trials: number; readonly settings: number; readonly drawnTogether: boolean }
  /** Trials without a setting: `follows` names the setting that says which, `called` the value of its own that it is. */
  | {
      readonly kind: 'missing'
      readonly setting: string
      readonly trials: number
      readonly called?: string
      readonly follows?: string
    }
  /** The target is explained raw, as clipping would have made it the same in all trials. */
  | { readonly kind: 'raw instead' }
  | { readonly kind: 'weaker'; readonly told: number; readonly others: number }
  | { readonly kind: 'tested on'; readonly trials: number }
  /** One setting explains nearly everything, as a result among the settings does. */
  | { readonly kind: 'nearly all'; readonly setting: string; readonly column: string; readonly share: number }
  /** Each of two settings tells the other. */
  | { readonly kind: 'the same'; readonly columns: readonly [string, string] }
