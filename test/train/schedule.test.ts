import { expect, test } from 'vitest'
import { advanceSchedule, type Schedule, unscheduled } from '../../src/train/schedule.ts'
import { advance, begin } from '../../src/train/stopping.ts'

/** What the learning rate is multiplied by in each epoch, if these are the validation results. */
function factors(schedule: Schedule, results: readonly number[], epochs = results.length): number[] {
  let [state, progress] = [unscheduled, begin]
  return results.map((result) => {
    const { factor } = state
    progress = advance(progress, result)
    state = advanceSchedule(schedule, state, progress, { epochs })
    return factor
  })
}

test('constant is 1 throughout', () => {
  expect(factors({ kind: 'constant' }, [3, 2, 3])).toEqual([1, 1, 1])
})

test('cosine goes from 1 through one half towards 0, where the epoch after the last would be', () => {
  const found = factors({ kind: 'cosine' }, Array(8).fill(1))
  expect(found).toEqual(
    [0, 1, 2, 3, 4, 5, 6, 7].map((epoch) => expect.closeTo((1 + Math.cos((Math.PI * epoch) / 8)) / 2)),
  )
})

test('plateau halves after so many epochs without a better result, and again after so many more', () => {
  const schedule = { kind: 'plateau', epochs: 2 } as const
  expect(factors(schedule, [3, 2, 2, 2, 2, 2, 1, 1, 1, 1])).toEqual([1, 1, 1, 1, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125])
})
