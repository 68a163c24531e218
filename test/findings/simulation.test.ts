import { describe, expect, it } from 'vitest'
import { found, held, type SurrogateName, surrogates, yardstick } from '../../bench/simulation.ts'

// docs/statistics.md has the same from 1,000 studies with more dealings; seeds are fixed, so the bounds hold or do not
const studies = 300

describe.each(Object.keys(surrogates) as SurrogateName[])(
  'in %s, with the best 20 of 200 trials a cell',
  (surrogate) => {
    const setup = { surrogate, trials: 200, share: 0.1, studies }
    const unit = yardstick({ ...setup, studies: 50 })

    it('the selecting test calls identical cells different 2 to 8 % of the time, and cells two deviations apart nearly always', () => {
      const { selecting } = found(setup, 199)
      expect(selecting).toBeGreaterThan(0.02)
      expect(selecting).toBeLessThan(0.08)
      expect(found({ ...setup, worse: 2 * unit, studies: 100 }, 199).selecting).toBeGreaterThan(0.9)
    })

    it('95 % intervals hold the true difference, and few cells as far apart as the margin are called equivalent', () => {
      const apart = held(
        { ...setup, worse: 2 * unit, studies: 200 },
        { truth: 2 * unit, margins: [2 * unit], resamples: 199 },
      )
      expect(apart.percentile).toBeGreaterThan(0.91)
      expect(apart.equivalent[0]).toBeLessThan(0.08)
      const identical = held({ ...setup, studies: 50 }, { truth: 0, margins: [2 * unit], resamples: 199 })
      expect(identical.equivalent[0]).toBeGreaterThan(0.9)
    })
  },
)

it('plain Welch calls identical cells different far more often than 5 % where luck is small', () => {
  expect(found({ surrogate: 'basin', trials: 200, share: 0.1, studies }, 1).welch).toBeGreaterThan(0.09)
})
