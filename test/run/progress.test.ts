import { expect, test } from 'vitest'
import { tallyOf } from '../../src/run/progress.ts'
import { finishedTrial } from '../store/records.ts'
import { small } from '../study/small.ts'

test('the time left is told by the clock, though trials keep processor time', () => {
  const tally = tallyOf(small, 2)
  tally.add(finishedTrial({ number: 0, seconds: 2 }))
  expect(tally.progress().secondsLeft).toBe((23 * 2) / 2)
  tally.addTimed(finishedTrial({ number: 1, seconds: 2 }), 6)
  expect(tally.progress().secondsLeft).toBe((3 * 22 * 2) / 2)
})
