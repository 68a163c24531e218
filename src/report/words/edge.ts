import { largest } from '../../math/statistics.ts'
import { counted, grouped } from '../../math/text.ts'
import type { Measure } from '../../task/measure.ts'
import { amount } from './numbers.ts'

/** That a figure draws only some of its trials, in a sentence after a space; empty where it draws all. */
export function sampleText(count: number, most: number): string {
  return count <= most ? '' : ` ${grouped(most)} of ${grouped(count)} trials are drawn, chosen at random.`
}

/** What a figure draws at the edge of its axis, in a sentence after a space; empty where nothing lies beyond. */
export function beyondText(
  values: readonly number[],
  edge: number,
  { measure, place }: { measure: Measure; place: string },
): string {
  const beyond = values.filter((value) => value > edge)
  if (beyond.length === 0) return ''
  const are = beyond.length === 1 ? 'is' : 'are'
  return ` ${counted(beyond.length, 'result')} beyond the axis, up to ${amount(largest(beyond), measure)}, ${are} drawn at its ${place}.`
}
