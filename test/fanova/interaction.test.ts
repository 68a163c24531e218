import { expect, test } from 'vitest'
import { additiveFit } from '../../src/fanova/additive.ts'
import { interactions } from '../../src/fanova/interaction.ts'
import { type Stream, stream } from '../../src/math/random.ts'
import { planted, trialsOf } from './planted.ts'

test('the additive fit finds a line, a curve and levels, and the size of the noise', () => {
  const random = stream('additive')
  const columns = [0, 0, 0].map(() => Float64Array.from({ length: 1000 }, () => random.uniform()))
  const truth = columns[0].map(
    (at, k) => 3 * at + Math.sin(5 * columns[1][k]) + [0, 2, 1, 4][Math.floor(4 * columns[2][k])],
  )
  const { fitted, residuals } = additiveFit(
    columns,
    [0, 0, 4],
    truth.map((value) => value + 0.5 * random.gaussian()),
  )
  const size = (values: Float64Array) => Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length)
  expect(size(fitted.map((value, k) => value - truth[k]))).toBeLessThan(0.08)
  expect(Math.abs(size(residuals) - 0.5)).toBeLessThan(0.03)
})

test('the additive fit follows a cliff, which no broken line can', () => {
  const random = stream('cliff')
  const columns = [0, 0].map(() => Float64Array.from({ length: 300 }, () => random.uniform()))
  const truth = columns[0].map((at, k) => (at > 0.83 ? 5 : 0) + columns[1][k])
  const { fitted } = additiveFit(
    columns,
    [0, 0],
    truth.map((value) => value + 0.2 * random.gaussian()),
  )
  const worst = Math.max(...fitted.map((value, k) => Math.abs(value - truth[k])))
  expect(worst).toBeLessThan(0.3)
})

test('the additive fit of fewer trials than settings is their mean', () => {
  const columns = [0, 0, 0].map(() => Float64Array.of(0.1, 0.9))
  expect(additiveFit(columns, [0, 0, 0], Float64Array.of(1, 3)).fitted[1]).toBeCloseTo(2, 6)
  expect(additiveFit(columns, [0, 0, 0], Float64Array.of(1, 1)).residuals[0]).toBeCloseTo(0, 6)
})

const settings = planted.slice(0, 2)
const additive = ([rate, noise]: number[], random: Stream) => {
  return 2 * Math.sin(4 * rate) + 3 * (noise - 0.3) ** 2 + 0.5 * random.gaussian()
}

// 400 studies of 60 trials, forests of 4 trees, 19 permutations: the share rejected has a standard error of 1.1 percentage points.
test('an additive truth is rejected at 5 % in 3 to 7 % of 400 studies', () => {
  const rejected = Array.from({ length: 400 }, (_, seed) => {
    return (
      interactions({ ...trialsOf(60, additive, seed), settings }, { trees: 4, permutations: 19, seed })[0].p <= 0.05
    )
  })
  const share = rejected.filter(Boolean).length / rejected.length
  expect(share).toBeGreaterThanOrEqual(0.03)
  expect(share).toBeLessThanOrEqual(0.07)
})

test('an interaction as large as its main effects is found by 100 trials, and by no other pair', () => {
  const truth = ([rate, noise]: number[], random: Stream) =>
    rate + 2 * (rate - 0.5) * (noise - 0.5) + 0.1 * random.gaussian()
  const found = interactions({ ...trialsOf(100, truth), settings: planted.slice(0, 3) }, { permutations: 39 })
  expect(found.map((one) => one.settings.join())).toEqual(['rate,noise', 'rate,momentum', 'noise,momentum'])
  expect(found[0].p).toBe(0.025)
  expect(found[0].share).toBeGreaterThan(found[0].chance)
  expect(found[0].adjusted).toBe(0.025)
  for (const { p, adjusted } of found.slice(1)) {
    expect(p).toBeGreaterThan(0.05)
    expect(adjusted).toBeGreaterThanOrEqual(p)
  }
})

test('a constant target has no interaction', () => {
  const [{ share, p }] = interactions({ ...trialsOf(20, () => 3), settings }, { trees: 2, permutations: 19 })
  expect([share, p]).toEqual([0, 1])
})

test('of more than a thousand trials a random thousand is tested', () => {
  const [{ share }] = interactions({ ...trialsOf(3000, additive), settings }, { trees: 2, permutations: 1, seed: 1 })
  expect(share).toBeGreaterThan(0)
})

test('one free setting has no pairs', () => {
  expect(interactions({ ...trialsOf(20, additive), settings: planted.slice(0, 1) })).toEqual([])
})
