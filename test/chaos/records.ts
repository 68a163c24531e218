import type { TrialRecord } from '../../src/train/record.ts'

/** What a trial computes, without who did it and when. */
export function computed({ task, cell, number, settings, outcome, equations, arithmetic }: TrialRecord) {
  return { task, cell, number, settings, outcome, equations, arithmetic }
}
