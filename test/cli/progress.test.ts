import { expect, test } from 'vitest'
import { barSize, linesBelow, longRunText, packed } from '../../src/cli/progress.ts'

const best = (validation: number) => ({ trial: '', validation, test: 0 })
const progress = {
  total: 1800,
  done: 40,
  diverged: 12,
  failed: 1,
  secondsLeft: 20_000,
  best: {
    'iam-online/V': best(0.123456),
    'iam-online/NIAF': best(0.2),
    'iam-online/NOAF': best(0.25),
    'timit/V': best(0.3),
  },
}

test('what stands below the bars takes as many lines as a terminal needs for it, and no pair is cut', () => {
  expect(linesBelow(progress, 79)).toEqual([
    '12 diverged  1 failed  best on validation: iam-online/V 0.1235',
    'iam-online/NIAF 0.2  iam-online/NOAF 0.25  timit/V 0.3',
  ])
  expect(linesBelow(progress, 39)).toEqual([
    '12 diverged  1 failed',
    'best on validation: iam-online/V 0.1235',
    'iam-online/NIAF 0.2',
    'iam-online/NOAF 0.25  timit/V 0.3',
  ])
  expect(linesBelow({ ...progress, diverged: 0, failed: 0, best: {} }, 79)).toEqual([])
})

test('a piece wider than a line has a line of its own, whole', () => {
  expect(packed(['a', 'much-too-wide', 'b', 'c'], 6)).toEqual(['a', 'much-too-wide', 'b  c'])
})

test('bars give way to what stands beside them', () => {
  expect([40, 72, 80, 92, 200].map(barSize)).toEqual([4, 4, 12, 24, 24])
})

test('a run of more than an hour says how long it takes, a shorter one nothing', () => {
  const atFirst = { ...progress, done: 0, secondsLeft: 1_900_000 }
  expect(longRunText({ workers: 2, progress: atFirst })).toBe(
    'up to about 528 h on 2 workers, if all 1,800 trials train for every epoch of the study; Ctrl-C stops the run, and the same command continues it',
  )
  expect(longRunText({ workers: 1, progress })).toBe(
    'about 5.6 h on 1 worker for the 1,760 trials left; Ctrl-C stops the run, and the same command continues it',
  )
  expect(longRunText({ workers: 1, progress: { ...progress, secondsLeft: 3600 } })).toBe('')
})
