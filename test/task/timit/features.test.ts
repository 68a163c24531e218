import { describe, expect, test } from 'vitest'
import { featuresOf } from '../../../src/task/timit/features.ts'
import { framesOf } from '../../../src/task/timit/frames.ts'
import known from './features.json' with { type: 'json' }

const LENGTH = 400 + 4 * 160 + 159
const signal = (at: (t: number) => number) => Array.from({ length: LENGTH }, (_, t) => at(t))

/** The high 16 bits of x ← 1664525 x + 1013904223 (mod 2³²), from x = 1, less 2¹⁵. */
function noise(): number[] {
  let state = 1
  return signal(() => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0
    return (state >>> 16) - 2 ** 15
  })
}

const signals = {
  tone: signal((t) => Math.floor(10000 * Math.cos((2 * Math.PI * (t % 16)) / 16) + 0.5)),
  silence: signal(() => 0),
  impulse: signal((t) => (t === 300 ? 20000 : 0)),
  noise: noise(),
}

describe('features of known signals are those of features.py, plain sums in another language, to 1e-6', () => {
  test.each(Object.keys(signals) as (keyof typeof signals)[])('%s', (name) => {
    const found = featuresOf(signals[name])
    expect(found.length).toBe(5 * 39)
    const difference = known[name].flat().map((value, k) => Math.abs(value - found[k]))
    expect(Math.max(...difference)).toBeLessThan(1e-6)
  })
})

test('there is a frame for every 160 samples once there are 400', () => {
  expect([0, 399, 400, 559, 560, 16000].map(framesOf)).toEqual([0, 0, 1, 1, 2, 98])
})

test('one frame has no differences; two have the same first ones and no second ones', () => {
  const one = featuresOf(signals.noise.slice(0, 400))
  expect([...one.slice(13)]).toEqual(Array(26).fill(0))
  const two = featuresOf(signals.noise.slice(0, 560))
  const change = Array.from({ length: 13 }, (_, k) => two[39 + k] - two[k])
  expect([...two.slice(13, 26)]).toEqual(change)
  expect([...two.slice(52, 65)]).toEqual(change)
  expect([...two.slice(26, 39)]).toEqual(Array(13).fill(0))
})

test('a recording twice as loud differs in the first coefficient only, by √40 · ln 4', () => {
  const soft = featuresOf(signals.noise)
  const loud = featuresOf(signals.noise.map((x) => 2 * x))
  expect(loud[0] - soft[0]).toBeCloseTo(Math.sqrt(40) * Math.log(4), 9)
  for (let k = 1; k < 39; k++) expect(loud[k]).toBeCloseTo(soft[k], 9)
})

test('the bits are the same as ever: a sum of all features of the noise', () => {
  expect(featuresOf(signals.noise).reduce((sum, x) => sum + x, 0)).toBe(729.8118027450411)
})
