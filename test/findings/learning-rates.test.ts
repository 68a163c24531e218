import { expect, it } from 'vitest'
import { madeUpStudy, madeUpTrials } from '../../bench/made-up.ts'
import { learningRates } from '../../src/findings/learning-rates.ts'
import { pairsOf } from '../../src/findings/pairs.ts'
import { median } from '../../src/math/statistics.ts'

it('the running median is the median of a sixth of the trials around each learning rate, ties among them', () => {
  const study = madeUpStudy({ tasks: 1, cells: 1, trials: 200 })
  const trials = [...madeUpTrials(study)].map((trial) => {
    if (trial.outcome.kind === 'failed') return trial
    return { ...trial, outcome: { ...trial.outcome, test: Math.round(4 * trial.outcome.test) / 4 } }
  })
  const { points, running } = learningRates(study, pairsOf(study, trials))[0].cells[0]
  const half = Math.round(points.length / 12)
  expect(running).toEqual(
    points.slice(half, -half).map(({ rate }, at) => ({
      rate,
      median: median(points.slice(at, at + 2 * half + 1).map(({ test }) => test)),
    })),
  )
})
