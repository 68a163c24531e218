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

test('a pair that no trial has been timed of takes what is expected of it', () => {
  const tally = tallyOf(small, 2)
  tally.expect({ 'echo1/V': 7, 'echo1/CIFG': 5, 'echo1/GRU': 5, 'echo2/V': 0, 'echo2/CIFG': 0, 'echo2/GRU': 0 })
  expect(tally.progress().secondsLeft).toBe((4 * (7 + 5 + 5)) / 2)
  tally.add(finishedTrial({ task: 'echo1', cell: 'V', number: 0, seconds: 2 }))
  expect(tally.progress().secondsLeft).toBe((3 * 2 + 4 * (5 + 5)) / 2)
})
