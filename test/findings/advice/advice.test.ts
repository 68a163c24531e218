import { describe, expect, it } from 'vitest'
import { fanova } from '../../../src/fanova/analysis.ts'
import type { Trials } from '../../../src/fanova/columns.ts'
import type { Marginal } from '../../../src/fanova/surfaces.ts'
import { adviceOn, edgeWarning, goodRegion } from '../../../src/findings/advice/advice.ts'
import { rateBySize, rateRule } from '../../../src/findings/advice/rate-rule.ts'
import { stream } from '../../../src/math/random.ts'
import {
  choice,
  logInteger,
  logUniform,
  oneMinusLog,
  type Range,
  settingAt,
  uniform,
} from '../../../src/study/space.ts'

/** A marginal with these means over evenly spaced points, each with the same deviation. */
function marginalOf(range: Range, means: readonly number[], deviation: number): Marginal {
  const points = means.map((mean, k) => {
    const position = k / (means.length - 1)
    return { position, value: settingAt(range, position), mean, deviation }
  })
  return { setting: 'x', range, points }
}

/** Trials over learning rates and sizes, both evenly spaced. */
function ratesOf(count: number, truth: (rate: number, size: number) => number): Trials {
  const settings = [
    { name: 'learningRate', range: logUniform(1e-6, 1e-2) },
    { name: 'hiddenSize', range: logInteger(20, 200) },
  ]
  const random = stream('test', 'rates')
  const places = Array.from({ length: count }, (_, k) => [k / (count - 1), random.uniform()])
  return {
    settings,
    points: places.map((at) =>
      Object.fromEntries(settings.map(({ name, range }, k) => [name, settingAt(range, at[k])])),
    ),
    target: places.map(([rate, size]) => truth(rate, size)),
  }
}

describe('the good region', () => {
  it('is the stretch around the best that is within one deviation of it', () => {
    const region = goodRegion(marginalOf(uniform(0, 1), [5, 2.4, 2, 2.5, 2.6, 2.1], 0.5))
    expect(region).toEqual({ from: 0.2, to: 0.6, share: 0.39999999999999997 })
  })

  it('of a learning rate is so many decades wide', () => {
    const region = goodRegion(marginalOf(logUniform(1e-6, 1e-2), [9, 9, 1, 1.2, 9], 0.3))
    expect(region.from).toBeCloseTo(1e-4, 10)
    expect(region.to).toBeCloseTo(1e-3, 10)
    expect(region.decades).toBeCloseTo(1, 12)
  })

  it('of momentum has its lower end first, though its range runs the other way', () => {
    const { from, to } = goodRegion(marginalOf(oneMinusLog(0.01, 1), [1, 1, 9], 0.3))
    expect([from, to]).toEqual([0.9, 0.99])
  })

  it('of a choice is the options that are as good', () => {
    const range = choice('own', 'open', 'coupled')
    const points = range.kind === 'choice' ? range.of.map((value, k) => ({ value, position: (k + 0.5) / 3 })) : []
    const means = [2, 9, 2.1].map((mean, k) => ({ ...points[k], mean, deviation: 0.2 }))
    expect(goodRegion({ setting: 'forgetGate', range, points: means })).toEqual({
      options: ['own', 'coupled'],
      share: 2 / 3,
    })
  })

  it('is the whole range where nothing matters', () => {
    expect(goodRegion(marginalOf(uniform(0, 1), [3, 3, 3], 0))).toEqual({ from: 0, to: 1, share: 1 })
  })
})

describe('the warning at the edge', () => {
  const warn = (range: Range, means: readonly number[], places: readonly number[] = []) => {
    const marginal = marginalOf(range, means, 0.5)
    return edgeWarning(marginal, goodRegion(marginal), places)
  }

  it('names the end where the marginal is lowest, and a wider range', () => {
    expect(warn(logInteger(20, 200), [9, 8, 7, 6, 5])).toEqual({
      end: 'upper',
      value: 200,
      marginal: true,
      widenTo: 400,
    })
    expect(warn(logUniform(1e-6, 1e-2), [1, 3, 5])).toMatchObject({ end: 'lower', value: 1e-6, widenTo: 1e-7 })
  })

  it('knows the upper end of momentum, and that there is nothing below 0', () => {
    expect(warn(oneMinusLog(0.01, 1), [1, 3, 5])).toMatchObject({ end: 'upper', value: 0.99, widenTo: 0.999 })
    expect(warn(oneMinusLog(0.01, 1), [5, 3, 1])).toEqual({ end: 'lower', value: 0, marginal: true })
    expect(warn(uniform(0, 1), [1, 3, 5])).toEqual({ end: 'lower', value: 0, marginal: true })
  })

  it('is not given where the best lies inside, or where most of the range is as good', () => {
    expect(warn(uniform(0, 1), [3, 1, 3])).toBeUndefined()
    expect(warn(uniform(0, 1), [1, 1.2, 1.1, 1.3, 9])).toBeUndefined()
  })

  it('is not given where most of the range is within two deviations: noise alone is often lowest at an end', () => {
    expect(warn(uniform(0, 1), [1, 1.6, 1.9, 1.8, 1.7])).toBeUndefined()
  })

  it('does not widen what has no negative values below 0', () => {
    expect(warn(uniform(0.1, 1), [1, 3, 5])).toMatchObject({ end: 'lower', widenTo: 0 })
    expect(warn(uniform(-1, 1), [1, 3, 5])).toMatchObject({ end: 'lower', widenTo: -2 })
  })

  it('counts what lies at an end in any case, as of few whole numbers', () => {
    const range = logInteger(1, 2)
    const marginal = marginalOf(range, [3, 1, 3], 0.5)
    const [best, all] = [20, 200].map((count) => Array.from({ length: count }, (_, k) => (k % 5 < 3 ? 0 : 1)))
    expect(edgeWarning(marginal, goodRegion(marginal), best, all)).toBeUndefined()
    expect(edgeWarning(marginal, goodRegion(marginal), best)).toMatchObject({ best: { trials: 12, of: 20 } })
  })

  it('is given where more of the best trials lie at an end than chance would put there', () => {
    const inside = Array.from({ length: 12 }, (_, k) => 0.2 + k / 20)
    const eight = Array.from({ length: 8 }, () => 0.95)
    expect(warn(uniform(0, 1), [3, 1, 3], [...inside, ...eight])).toEqual({
      end: 'upper',
      value: 1,
      marginal: false,
      best: { trials: 8, of: 20 },
      widenTo: 1.5,
    })
    expect(warn(uniform(0, 1), [3, 1, 3], [...inside, 0.5, ...eight.slice(1)])).toBeUndefined()
  })
})

describe('the rule “start high, divide by ten”', () => {
  it('finds the best decade where results get better and then worse', () => {
    const trials = ratesOf(81, (rate) => 10 * Math.abs(rate - 0.5))
    const rule = rateRule(trials, 'learningRate', trials.target)!
    expect(rule.steps.map(({ rate }) => rate)).toEqual([1e-2, 1e-3, 1e-4, 1e-5])
    expect(rule.chosen).toMatchObject({ rate: 1e-4, trials: 21 })
    expect(rule.chosen.result).toBeCloseTo(0.625, 1)
    expect(rule.best.rate).toBeCloseTo(1e-4, 12)
    expect(rule.stopped).toBe(true)
  })

  it('goes on where everything diverges alike, and falls for a hill', () => {
    const flat = ratesOf(81, (rate) => (rate > 0.6 ? 90 : 10 * rate))
    expect(rateRule(flat, 'learningRate', flat.target)).toMatchObject({ chosen: { rate: 1e-6 }, stopped: false })
    const hill = ratesOf(81, (rate) => (rate > 0.8 ? 5 : rate > 0.5 ? 9 : rate))
    const fooled = rateRule(hill, 'learningRate', hill.target)!
    expect(fooled).toMatchObject({ chosen: { rate: 1e-2, result: 5 }, stopped: true })
    expect(fooled.best.result).toBeLessThan(0.2)
  })

  it('decides by what selects, and reports what it is told', () => {
    const trials = ratesOf(81, () => 7)
    const rule = rateRule(
      trials,
      'learningRate',
      trials.points.map(({ learningRate }) => Number(learningRate)),
    )!
    expect(rule.chosen.result).toBe(7)
    expect(rule.chosen.rate).toBe(1e-6)
  })

  it('says nothing of a setting that is not drawn over decades, or of too few trials', () => {
    const trials = ratesOf(81, (rate) => rate)
    expect(rateRule(trials, 'hiddenSize', trials.target)).toBeUndefined()
    const few = ratesOf(4, (rate) => rate)
    expect(rateRule(few, 'learningRate', few.target)).toBeUndefined()
  })

  it('sees that larger networks want lower rates, and that size is without effect', () => {
    const asked = { rate: 'learningRate', size: 'hiddenSize', share: 0.1 }
    const moved = ratesOf(200, (rate, size) => Math.abs(rate - (size > 0.5 ? 0.4 : 0.65)))
    const found = rateBySize(moved, { ...asked, selection: moved.target })!
    expect(found.decades).toBeCloseTo(-1, 0)
    expect(found.interval[1]).toBeLessThan(-0.5)
    const still = ratesOf(200, (rate) => Math.abs(rate - 0.5))
    const { interval } = rateBySize(still, { ...asked, selection: still.target })!
    expect(interval[0]).toBeLessThan(0)
    expect(interval[1]).toBeGreaterThan(0)
  })
})

it('advice on any table: regions of all settings, the rule where a learning rate is found by its name', () => {
  const trials = ratesOf(120, (rate, size) => 8 * Math.abs(rate - 0.5) - size)
  const advice = adviceOn(trials, fanova(trials, { pairs: false, trees: 16 }).marginals)
  expect(advice.settings.map(({ setting }) => setting)).toEqual(['learningRate', 'hiddenSize'])
  expect(advice.settings[0].edge).toBeUndefined()
  expect(advice.rule?.chosen.rate).toBe(1e-4)
  expect(advice.bySize?.setting).toBe('hiddenSize')
  const renamed = {
    ...trials,
    settings: trials.settings.map((s) => ({ ...s, name: s.name === 'learningRate' ? 'alpha' : s.name })),
  }
  expect(
    adviceOn({ ...renamed, points: trials.points.map((p) => ({ ...p, alpha: p.learningRate })) }, []).rule,
  ).toBeUndefined()
})
