import { createHash, hash } from 'node:crypto'
import { spelled } from '../study/shape.ts'
import type { TrialRecord } from '../train/record.ts'

/**
 * What tells a text from one that was damaged: the first 64 bits of its SHA-256. Fast enough for every record that is read, and no
 * change of a byte passes it but by one chance in 2⁶⁴.
 */
export function checksum(text: string): string {
  return hash('sha256', text, 'hex').slice(0, 16)
}

/** A result of a trial, to be held against another. */
export interface Result {
  readonly checksum: string
  /** That of the losses of test sequences; absent where the trial keeps none. */
  readonly testLosses?: string
}

/** Whether two trials have the same result; the losses of test sequences where both keep them. */
export function isSameResult(first: Result, second: Result): boolean {
  const [one, other] = [first.testLosses, second.testLosses]
  return first.checksum === second.checksum && (one === undefined || other === undefined || one === other)
}

/** The same for all that a trial’s study and number decide, whoever trained it, when and how fast: its settings, equations and outcome. */
export function resultOf({ settings, outcome, equations }: TrialRecord): Result {
  const { training, validation } = outcome.kind === 'failed' ? NO_CURVE : outcome.curve
  const rest = JSON.stringify(
    [settings, { ...outcome, curve: null, testLosses: undefined }, equations ?? null, training.length],
    spelled,
  )
  const numbers = Float64Array.from(training.concat(validation)) // as bytes: their texts take longer than all else
  const digest = createHash('sha256').update(rest).update(new Uint8Array(numbers.buffer)).digest('hex').slice(0, 16)
  const testLosses = outcome.kind === 'failed' ? undefined : outcome.testLosses
  return { checksum: digest, ...(testLosses !== undefined && { testLosses: checksum(testLosses) }) }
}

const NO_CURVE = { training: [], validation: [] } as const
