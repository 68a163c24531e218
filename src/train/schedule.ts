import { cosTurn } from '../math/functions.ts'
import type { TrainingProgress } from './stopping.ts'

/**
 * How the learning rate changes from epoch to epoch: not at all; down to 0 along half a cosine, over all epochs of the study
 * (Loshchilov and Hutter, 2017, without restarts); or halved after so many epochs without a better validation result, counted from
 * the best epoch or from the last halving.
 */
export type Schedule =
  | { readonly kind: 'constant' }
  | { readonly kind: 'cosine' }
  | { readonly kind: 'plateau'; readonly epochs: number }

/** Where a schedule is. */
export interface ScheduleState {
  /** What the learning rate is multiplied by in the next epoch. */
  readonly factor: number
  /** The epoch after which it was last halved; 0 before that. */
  readonly halved: number
}

export const unscheduled: ScheduleState = { factor: 1, halved: 0 }

/** The state after an epoch, from the one before it. */
export function advanceSchedule(
  schedule: Schedule,
  state: ScheduleState,
  { epoch, bestEpoch }: TrainingProgress,
  { epochs }: { readonly epochs: number },
): ScheduleState {
  switch (schedule.kind) {
    case 'constant':
      return state
    case 'cosine':
      return { ...state, factor: (1 + cosTurn(epoch / (2 * epochs))) / 2 }
    case 'plateau':
      return epoch - Math.max(bestEpoch, state.halved) < schedule.epochs
        ? state
        : { factor: state.factor / 2, halved: epoch }
  }
}
