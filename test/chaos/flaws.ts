/** What must not happen, whatever is done from outside, and how often it did. */

/** A thing that must not happen. */
export const flawKinds = {
  lost: 'a trial that was kept is not there any more',
  twice: 'a trial that was kept is trained again',
  bits: 'a trial has other bits than in a run that nobody disturbed',
  foreign: 'an end that is not ours: an unexpected error, a stack, more than a line, a signal, no end at all',
  left: 'a part of a file lies about after a command that was not killed',
  silent: 'something is amiss, and the command says that all is well',
} as const

export type FlawKind = keyof typeof flawKinds

export interface Flaw {
  readonly kind: FlawKind
  readonly text: string
}

/** What came of some faults. */
export interface Outcome {
  /** Faults that did happen: one that would have come after the end of a command did not. */
  readonly faults: number
  readonly flaws: readonly Flaw[]
}

export const flaw = (kind: FlawKind, text: string): Flaw => ({ kind, text })

/** What came of all of them together. */
export function together(outcomes: readonly Outcome[]): Outcome {
  return {
    faults: outcomes.reduce((sum, { faults }) => sum + faults, 0),
    flaws: outcomes.flatMap(({ flaws }) => flaws),
  }
}

/** Whether an error of ours is told as ours are: one line of at most 600 characters. */
export function isOneLine(message: string): boolean {
  return /^[^\n\r]{1,600}$/.test(message)
}
