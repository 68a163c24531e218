import { expect, test } from 'vitest'
import { type Fanova, fanova } from '../../src/fanova/analysis.ts'
import { stream } from '../../src/math/random.ts'
import { fixed, logInteger } from '../../src/study/space.ts'
import { planted, trialsOf } from './planted.ts'

const share = (result: Fanova, ...settings: string[]) => {
  return result.shares.find((one) => one.settings.join() === settings.join())!.share
}
const few = { trees: 16 }
const additive = ([rate, , momentum]: number[]) => 4 * rate + 2 * momentum // shares 0.8 and 0.2

test.each([
  { count: 200, within: 0.07 },
  { count: 2000, within: 0.02 },
])('main effects of 0.8 and 0.2 in log measures are found within $within by $count trials', ({ count, within }) => {
  const result = fanova(trialsOf(count, (at, random) => additive(at) + 0.1 * random.gaussian()))
  expect(Math.abs(share(result, 'rate') - 0.8)).toBeLessThan(within)
  expect(Math.abs(share(result, 'momentum') - 0.2)).toBeLessThan(within)
  for (const name of ['noise', 'kind']) expect(share(result, name)).toBeLessThan(0.005)
  expect(result.outOfBag).toBeGreaterThan(0.95)
  expect(result.notes).toEqual([])
})

// Variances 1/12 · (1.6², 0.8²) and 1/144 · 4.9²: 0.213, 0.053, 0.167 and noise 0.04, of 0.473.
test.each([
  { count: 200, within: 0.13 },
  { count: 2000, within: 0.05 },
])(
  'shares of 0.45, 0.11 and 0.35 of two settings and their pair are found within $within by $count trials',
  ({ count, within }) => {
    const truth = ([rate, noise]: number[]) => 1.6 * rate + 0.8 * noise + 4.9 * (rate - 0.5) * (noise - 0.5)
    const result = fanova(trialsOf(count, (at, random) => truth(at) + 0.2 * random.gaussian()))
    expect(Math.abs(share(result, 'rate') - 0.45)).toBeLessThan(within)
    expect(Math.abs(share(result, 'noise') - 0.11)).toBeLessThan(within)
    expect(Math.abs(share(result, 'rate', 'noise') - 0.35)).toBeLessThan(within)
  },
)

test('a pure interaction is given to its pair, and its main effects fall as trials grow', () => {
  const truth = ([rate, noise]: number[]) => (2 * rate - 1) * (2 * noise - 1)
  const [at200, at2000] = [200, 2000].map((count) => fanova(trialsOf(count, truth), few))
  expect(share(at200, 'rate', 'noise')).toBeGreaterThan(0.55)
  expect(share(at200, 'rate') + share(at200, 'noise')).toBeLessThan(0.3)
  expect(share(at2000, 'rate', 'noise')).toBeGreaterThan(0.93)
  expect(share(at2000, 'rate') + share(at2000, 'noise')).toBeLessThan(0.05)
})

test.each([
  { count: 200, within: 0.03 },
  { count: 2000, within: 0.02 },
])('a choice of share 0.75 beside a number of 0.25 is found within $within by $count trials', ({ count, within }) => {
  const result = fanova(
    trialsOf(count, ([rate, , , kind]) => rate + [0, 1, 0, 1][Math.floor(4 * kind)]),
    few,
  )
  expect(Math.abs(share(result, 'kind') - 0.75)).toBeLessThan(within)
  expect(Math.abs(share(result, 'rate') - 0.25)).toBeLessThan(within)
})

test('all sets of three settings leave no remainder', () => {
  const [rate, noise, momentum] = planted
  const trials = { ...trialsOf(100, (at) => at[0] * at[1] * at[2]), settings: [rate, noise, momentum] }
  const result = fanova(trials, { trees: 4, triples: true })
  expect(result.shares.map(({ settings }) => settings.join())).toContain('rate,noise,momentum')
  expect(result.shares.reduce((sum, one) => sum + one.share, 0)).toBeCloseTo(1, 10)
  expect(result.remainder.share).toBeLessThan(1e-10)
  expect(fanova(trials, { trees: 4, pairs: false }).shares.length).toBe(3)
})

test('three per cent of diverged trials take all of a raw target, and little of a clipped or ranked one', () => {
  const trials = trialsOf(500, (at, random) => (random.uniform() < 0.03 ? 1e6 * (1 + random.uniform()) : additive(at)))
  const raw = fanova(trials, few)
  expect(raw.outOfBag).toBeLessThan(0.1)
  expect(raw.treatment).toEqual({ kind: 'raw' })
  const clipped = fanova(trials, { ...few, transform: { kind: 'clipped', quantile: 0.95 } })
  expect(clipped.treatment).toMatchObject({ kind: 'clipped', quantile: 0.95, above: 25, of: 500 })
  const ranked = fanova(trials, { ...few, transform: { kind: 'ranks' } })
  expect(ranked.treatment).toEqual({ kind: 'ranks' })
  for (const result of [clipped, ranked]) {
    expect(result.trials).toBe(500)
    expect(share(result, 'rate')).toBeGreaterThan(0.6)
    expect(share(result, 'rate')).toBeLessThan(0.8)
    expect(result.outOfBag).toBeGreaterThan(0.6)
  }
})

test('a constant target has shares of 0, and says so', () => {
  const result = fanova(
    trialsOf(12, () => 0.1),
    few,
  )
  expect(result.shares.every((one) => one.share === 0 && one.spread === 0)).toBe(true)
  expect(result.remainder).toEqual({ share: 0, spread: 0 })
  expect(result.outOfBag).toBeUndefined()
  expect(result.notes).toEqual([{ kind: 'nothing varies' }])
  expect(result.marginals[0].points[0]).toMatchObject({ mean: 0.1, deviation: 0 })
})

test('targets of any size have the same shares and marginals with deviations', () => {
  const at = (size: number) =>
    fanova(
      trialsOf(40, (at) => size * additive(at)),
      few,
    )
  const [one, large, small] = [1, 2 ** 1000, 2 ** -1000].map(at)
  expect(large.shares).toEqual(one.shares)
  const deviation = (result: Fanova) => result.marginals[0].points[0].deviation
  expect(deviation(large)).toBe(deviation(one) * 2 ** 1000)
  expect(deviation(small)).toBe(deviation(one) * 2 ** -1000)
})

test('a fixed setting has a share of 0 and no pairs', () => {
  const trials = trialsOf(50, additive)
  const settings = [{ name: 'epochs', range: fixed(30) }, ...planted.slice(0, 2)]
  const result = fanova({ ...trials, settings }, few)
  expect(result.shares.map((one) => one.settings.join())).toEqual(['epochs', 'rate', 'noise', 'rate,noise'])
  expect(result.shares[0]).toEqual({ settings: ['epochs'], share: 0, spread: 0 })
  const all = fanova({ ...trials, settings: settings.slice(0, 1) })
  expect(all.notes).toEqual([{ kind: 'all fixed' }])
})

test('a setting that did not vary has a share of 0, and the result says so', () => {
  const { settings, points, target } = trialsOf(50, additive)
  const result = fanova({ settings, points: points.map((point) => ({ ...point, noise: 0.3 })), target }, few)
  expect(share(result, 'noise')).toBe(0)
  expect(result.notes).toEqual([{ kind: 'constant', setting: 'noise' }])
})

test('one trial and two are answered', () => {
  const one = fanova(trialsOf(1, additive))
  expect(one.notes).toEqual([{ kind: 'one trial' }])
  expect(one.shares.every((each) => each.share === 0)).toBe(true)
  expect(fanova(trialsOf(2, additive)).shares.every((each) => each.share >= 0 && each.share <= 1)).toBe(true)
})

test('noise is said to be unpredictable', () => {
  const result = fanova(
    trialsOf(100, (_, random) => random.gaussian()),
    few,
  )
  expect(result.notes).toEqual([{ kind: 'no prediction', outOfBag: result.outOfBag }])
})

test('a bootstrap gives every share an interval around it, and counts its resamples', () => {
  const done: number[] = []
  const onResample = (count: number) => done.push(count)
  const result = fanova(trialsOf(100, additive), { trees: 8, resamples: 10, onResample })
  expect(done).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  for (const { share, interval } of [...result.shares, result.remainder]) {
    expect(interval![0]).toBeLessThanOrEqual(share)
    expect(interval![1]).toBeGreaterThanOrEqual(share)
  }
  const [rate] = result.shares
  expect(rate.interval![1] - rate.interval![0]).toBeGreaterThan(0.01)
  for (const { mean, interval } of result.marginals[0].points) {
    expect(interval![0]).toBeLessThanOrEqual(mean)
    expect(interval![1]).toBeGreaterThanOrEqual(mean)
  }
})

test('marginals follow the truth over the range, at values a setting can have', () => {
  const { marginals } = fanova(trialsOf(1000, additive), { ...few, grid: 5 })
  expect(marginals.map(({ setting }) => setting)).toEqual(['rate', 'noise', 'momentum', 'kind'])
  const [rate, , , kind] = marginals
  expect(rate.points.map(({ value }) => Number(value).toExponential(2))).toEqual([
    '1.00e-6',
    '1.00e-5',
    '1.00e-4',
    '1.00e-3',
    '1.00e-2',
  ])
  rate.points.forEach(({ mean, deviation }, k) => {
    expect(Math.abs(mean - (k + 1))).toBeLessThan(0.15) // 1 is the mean of momentum’s part
    expect(deviation).toBeLessThan(0.2)
  })
  expect(kind.points.map(({ value }) => value)).toEqual(['a', 'b', 'c', 'd'])
  kind.points.forEach(({ mean }) => expect(Math.abs(mean - 3)).toBeLessThan(0.05))
})

test('a marginal over whole numbers names none twice', () => {
  const random = stream('whole')
  const points = Array.from({ length: 50 }, () => ({ size: 1 + random.integer(4) }))
  const trials = {
    settings: [{ name: 'size', range: logInteger(1, 4) }],
    points,
    target: points.map(({ size }) => size),
  }
  const [size] = fanova(trials, few).marginals
  expect(size.points.map(({ value }) => value)).toEqual([1, 2, 3, 4])
  expect(size.points.map(({ mean }) => mean)).toEqual([1, 2, 3, 4])
})

test('the map of a pair shows what it adds to its single marginals', () => {
  const truth = ([rate, noise]: number[]) => 3 * rate + (2 * rate - 1) * (2 * noise - 1)
  const { maps } = fanova(trialsOf(2000, truth), { ...few, maps: 3 })
  expect(maps.length).toBe(6)
  expect(maps[0].settings).toEqual(['rate', 'noise'])
  expect(maps[0].first.map(({ position }) => position.toFixed(9))).toEqual([
    '0.000000000',
    '0.500000000',
    '1.000000000',
  ])
  const rounded = maps[0].interaction.map((row) => row.map((value) => Math.round(2 * value) / 2 + 0))
  expect(rounded).toEqual([
    [1, 0, -1],
    [0, 0, 0],
    [-1, 0, 1],
  ])
  expect(maps[0].mean[2][2]).toBeCloseTo(4, 0)
})

test('the same seed gives the same result, and enormous targets the same shares', () => {
  const trials = trialsOf(100, additive)
  expect(fanova(trials, few)).toEqual(fanova(trials, few))
  const huge = { ...trials, target: trials.target.map((value) => value * 2 ** 1000) }
  expect(fanova(huge, few).shares).toEqual(fanova(trials, few).shares)
  expect(fanova(trials, { ...few, seed: 1 }).shares).not.toEqual(fanova(trials, few).shares)
})

test('more trials than a tree draws are said', () => {
  const result = fanova(trialsOf(300, additive), { ...few, draws: 100 })
  expect(result.notes).toEqual([{ kind: 'few draws', draws: 100 }])
})

const odd = trialsOf(2, additive)
test.each([
  [{ ...odd, points: [], target: [] }, 'there is no trial to explain'],
  [{ ...odd, target: [1] }, '2 trials need as many targets, not 1'],
  [{ ...odd, target: [1, Number.NaN] }, 'the target of trial 2 is not a number'],
  [
    { ...odd, target: [1, Number.POSITIVE_INFINITY] },
    'the target of trial 2 is Infinity: clip it at a quantile or take ranks',
  ],
  [{ ...odd, points: [{}, {}] }, 'trial 1 has no rate'],
  [
    { ...odd, points: [{ ...odd.points[0], rate: 1 }, odd.points[1]] },
    'rate of trial 1 is 1, outside its range 0.000001 to 0.01',
  ],
  [{ ...odd, points: [{ ...odd.points[0], kind: 'e' }, odd.points[1]] }, 'kind of trial 1 is e, none of a, b, c, d'],
])('what cannot be explained is refused in one line (%#)', (trials, message) => {
  expect(() => fanova(trials)).toThrow(message)
})
