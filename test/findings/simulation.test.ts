import { expect, test } from 'vitest'
import { levelled, type Setup, surrogates, tested, withDiverged, yardstick } from '../../bench/simulation.ts'

// docs/statistics.md has the same from 1,000 studies with more repeats; seeds are fixed, so the bounds hold or do not
const V = surrogates['V’s published trials']
const setup: Setup = { name: 'short', cells: [V, V], trials: [200, 200], share: 0.1, studies: 200 }
const repeats = 199

test('cells that are alike are called different at most 7 % of the time, and cells two deviations apart more than four times in five', () => {
  const unit = yardstick({ ...setup, studies: 50 })
  expect(tested(setup, { repeats }).found).toBeLessThan(0.07)
  expect(tested({ ...setup, worse: 2 * unit, studies: 100 }, { repeats }).found).toBeGreaterThan(0.8)
})

test('so are cells of which half the trials of one diverge, while the best of both are equally good', () => {
  const unlike = levelled({ ...setup, name: 'short, half diverge', cells: [withDiverged(0.5), V], studies: 150 })
  expect(tested(unlike, { repeats }).found).toBeLessThan(0.08)
})

test('Welch’s test of the selected calls cells that are alike different far more often than 5 %', () => {
  expect(tested(setup, { repeats: 1 }).welch).toBeGreaterThan(0.1)
})

test('few cells as far apart as the margin are called equivalent, and most that are alike', () => {
  const margin = 2 * yardstick({ ...setup, studies: 50 })
  expect(tested({ ...setup, worse: margin }, { repeats, margin }).equivalent).toBeLessThan(0.08)
  expect(tested({ ...setup, studies: 50 }, { repeats, margin }).equivalent).toBeGreaterThan(0.9)
})
